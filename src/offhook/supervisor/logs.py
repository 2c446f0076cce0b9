"""Log files of the processes: appended to, cut when they grow, and their end shown when a process dies.

Invariant: writers append (`O_APPEND`), so a file may be cut while they write.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_LOG: Final = 20_000_000
TAIL_BYTES: Final = 4000


def open_log(path: Path) -> int:
    """Return a descriptor that appends to `path`; the caller closes it."""
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)


def cut_logs(folder: Path, *, longest: int = LONGEST_LOG) -> None:
    """Move what long log files hold to `NAME.log.1`; blocks."""
    for path in folder.glob("*.log"):
        with suppress(OSError):
            if path.stat().st_size > longest:
                shutil.copyfile(path, path.with_name(f"{path.name}.1"))
                os.truncate(path, 0)


def tail(path: Path, lines: int = 15) -> str:
    """Return the last lines of a log, each indented; empty when there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - TAIL_BYTES))
            text = file.read().decode(errors="replace")
    except OSError:
        return ""
    return "\n".join(f"  {line}" for line in text.splitlines()[-lines:])
