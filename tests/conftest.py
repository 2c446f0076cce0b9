"""What talks in real time needs the machine for itself: phones, and packets that are listened to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

TESTS = Path(__file__).parent
REAL_TIME = (TESTS / "acceptance", TESTS / "integration" / "media")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them by their folder, so that they can be run alone."""
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in REAL_TIME):
            item.add_marker("real_time")
