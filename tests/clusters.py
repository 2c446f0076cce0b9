"""Database clusters of tests: hundreds of megabytes that nobody looks at again."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from offhook.db import cluster as places

if TYPE_CHECKING:
    from pathlib import Path


def discard(data: Path) -> None:
    """Remove the cluster of a data folder, wherever it lies, once its server is stopped."""
    link = data / "postgres"
    if not link.exists() or places.postmaster(link.resolve()) is not None:
        return
    if link.is_symlink():
        shutil.rmtree(link.readlink().parent, ignore_errors=True)  # what is killed may write to the last
        link.unlink()
    else:
        shutil.rmtree(link, ignore_errors=True)
