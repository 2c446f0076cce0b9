"""Which tests need the machine for themselves: those with real phones and browsers that talk."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
REAL_TIME = ("acceptance", "web/test_browser_calls.py", "web/test_browser_video.py", "web/test_real_calls.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is heard and seen in real time."""
    for item in items:
        if any(item.path.is_relative_to(TESTS / place) for place in REAL_TIME):
            item.add_marker("real_time")
