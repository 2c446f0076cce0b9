"""One PBX for the tests that do not hurt it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.pbx import Pbx

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import ExitStack


@pytest.fixture(scope="session")
def pbx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pbx]:
    running = Pbx(tmp_path_factory.mktemp("pbx"))
    yield running
    running.stop()


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield stack
