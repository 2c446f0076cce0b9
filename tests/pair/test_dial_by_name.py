"""Dial by name: spelled, chosen of several, and what becomes of who finds nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from tests.pair.company import MAIN, OUTSIDE, company
from tests.pair.test_scenario_nodes import BYE, use

from offhook.scenario.live import graph_of
from offhook.scenario.verify import Company, verify

if TYPE_CHECKING:
    from tests.pair.board import Board

NODE = {"kind": "directory", "otherwise": "bye", "attempts": 2}


def reach(board: Board, *names: str) -> None:
    """Have people of these names at 201 and on, and a caller who hears the question."""
    before = company().extensions
    renamed = tuple(msgspec.structs.replace(one, name=name) for one, name in zip(before, names, strict=False))
    use(board, {"a": NODE, "bye": BYE}, extensions=(*renamed, *before[len(names) :]))
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: board.spoken() == ["directory_spell"])


@pytest.mark.requirement("RT-01")
def test_who_is_spelled_rings(board: Board) -> None:
    boris = board.phone("boris")
    reach(board, "Anna Kask", "Boris Lepp")
    board.operator.press("537")
    board.until(lambda: boris.rings)
    assert board.spoken()[1] == "Boris Lepp, extension 2 0 2."
    assert board.detail("directory_found") == {"number": "202", "name": "Boris Lepp", "digits": "537"}


def test_of_several_one_is_chosen(board: Board) -> None:
    boris = board.phone("boris")
    reach(board, "Anna Kask", "Karl Kask")
    board.operator.press("5275#")
    board.until(lambda: len(board.spoken()) == 3)
    assert board.spoken()[1:] == [
        "For Anna Kask, extension 2 0 1, press 1.",
        "For Karl Kask, extension 2 0 2, press 2.",
    ]
    board.operator.press("2")
    board.until(lambda: boris.rings)


def test_who_finds_nobody_goes_on(board: Board) -> None:
    reach(board, "Anna Kask")
    board.operator.press("99")
    board.until(lambda: board.spoken() == ["directory_spell", "directory_none", "directory_spell"])
    board.ended()
    assert board.spoken()[-1] == "goodbye"
    assert board.detail("directory_unknown")["digits"] == "99"


def test_it_can_be_published(board: Board) -> None:
    use(board, {"a": NODE, "bye": BYE})
    (office,) = board.switch.installation.offices.values()
    assert not verify(graph_of(office, office.scenarios["s-main"]), Company(office, lambda _name: True))
