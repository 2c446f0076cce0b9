"""What is judged by its timing has a lane of its own; what is made up by chance is the same in every run.

`pytest --hypothesis-profile=search` makes up other examples each time; a failure that it finds gets a test of its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    import pytest

TESTS = Path(__file__).parent
MEDIA = TESTS / "integration" / "media"
ALONE = (MEDIA / "test_chromium.py", MEDIA / "test_bad_lines.py")  # a browser starts; speech is compared
SHORT = (TESTS / "pair", TESTS / "unit")  # the files of which are short

# A busy machine is no failure: neither the time of one example nor that of making them up is judged.
settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("search"), derandomize=True, database=None)
settings.load_profile("same")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the media server; elsewhere a file says it of itself. Short files last: lanes end together."""
    for item in items:
        if item.path.is_relative_to(MEDIA):
            item.add_marker("real_time" if item.path in ALONE else "media_server")
    items.sort(key=lambda item: any(item.path.is_relative_to(folder) for folder in SHORT))
