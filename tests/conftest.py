"""What `tests/acceptance` holds needs the machine for itself: real phones that talk in real time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

ACCEPTANCE = Path(__file__).parent / "acceptance"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them, so that they can be run alone."""
    for item in items:
        if item.path.is_relative_to(ACCEPTANCE):
            item.add_marker("acceptance")
