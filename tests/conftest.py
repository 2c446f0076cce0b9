"""Two lanes: tests with real phones run one after the other, the others beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

PHONES = Path(__file__).parent / "acceptance"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of one operator's address in one process: only one can have it."""
    for item in items:
        if item.path.is_relative_to(PHONES):
            item.add_marker(pytest.mark.xdist_group("phones"))
