"""A feature code that an upgrade brought hides no number that the company had before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.unit.directory.test_code_conflicts import OLD

if TYPE_CHECKING:
    from tests.pair.board import Board


@pytest.mark.parametrize("dialled", ["*501", "*55202"])
def test_what_was_there_before_the_code_is_called(board: Board, dialled: str) -> None:
    board.use(OLD)
    anna = board.phone("anna")
    anna.dial(dialled)
    if dialled == "*501":
        board.until(lambda: anna.talks)
        anna.hang_up()
    else:
        board.until(lambda: bool(board.operator.invites))
        assert board.detail("short_number") == {"number": "*55202", "who": "Jaan"}
        anna.cancel()
    board.until(lambda: board.over)
