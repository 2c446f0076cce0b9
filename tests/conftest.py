"""What is judged by its timing needs the machine for itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

TESTS = Path(__file__).parent
ALONE = TESTS / "integration" / "media"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the media server; elsewhere a file says it of itself."""
    for item in items:
        if item.path.is_relative_to(ALONE):
            item.add_marker("real_time")
