"""Codes that set something: it holds for the next call, survives a restart, and comes to the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from tests.pair.company import OUTSIDE, company

from offhook.codes import Codes
from offhook.configuration import Schedule

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer

CODES = Codes(night="*28", day="*29")


def dial(board: Board, peer: Peer, code: str) -> str:
    """Dial a code, listen to the end, and return what was said."""
    before = len(board.spoken())
    calls = len(board.calls)
    peer.dial(code)
    board.until(lambda: len(board.calls) > calls and board.over)
    board.run(0.5)
    return " ".join(board.spoken()[before:])


def rules(board: Board, number: str = "202"):
    return next(one.rules for one in board.configuration.companies[0].extensions if one.number == number)


def test_do_not_disturb_on_and_off(board):
    boris, anna = board.phone("boris"), board.phone("anna")
    assert dial(board, boris, "*76") == "dnd_is_on"
    assert rules(board).do_not_disturb
    anna.dial("202")
    board.until(lambda: bool(board.media.recorders))
    assert not boris.invites
    anna.hang_up()
    board.until(lambda: board.over)
    assert dial(board, boris, "*77") == "dnd_is_off"
    assert [(one.what, one.subject, one.value) for one in board.settings.kept] == [
        ("do_not_disturb", "e-boris", "on"), ("do_not_disturb", "e-boris", "off"),
    ]  # fmt: skip
    assert board.journal.state.settings == {}
    anna.dial("202")
    board.until(lambda: boris.rings)
    anna.cancel()
    board.until(lambda: board.over)


@pytest.mark.parametrize(("dialled", "to"), [("204", "204"), (OUTSIDE, OUTSIDE), ("55512345", OUTSIDE)])
@pytest.mark.requirement("RT-24")
def test_forwarding_of_all_calls(board, dialled, to):
    boris = board.phone("boris")
    assert dial(board, boris, f"*72{dialled}") == "forwarding_is_on"
    assert [(one.when, one.to) for one in rules(board).forwards] == [("always", to)]
    assert dial(board, boris, "*73") == "forwarding_is_off"
    assert rules(board).forwards == ()


@pytest.mark.parametrize("nowhere", ["202", "600", "+3726000100", "299"])
def test_forwarding_to_nowhere_is_refused(board, nowhere):
    boris = board.phone("boris")
    dial(board, boris, f"*72{nowhere}")
    assert boris.refused == 404
    assert (rules(board).forwards, board.settings.kept) == ((), [])


def test_what_was_set_outlives_the_switch_while_the_database_is_away(board):
    boris = board.phone("boris")
    board.settings.away = True
    assert dial(board, boris, "*76") == "dnd_is_on"
    board.use(company())  # as read again from the database
    assert rules(board).do_not_disturb
    board.configuration = msgspec.structs.replace(board.configuration, companies=(company(),))
    board.restart(away_s=1)
    assert rules(board).do_not_disturb
    assert board.settings.kept == []
    board.settings.away = False
    board.until(lambda: bool(board.settings.kept))
    board.run(0.1)
    assert board.journal.state.settings == {}


def test_day_and_night(board):
    schedules = (Schedule("h-b", "Warehouse"), Schedule("h-a", "Office"))
    board.use(company(codes=CODES, schedules=schedules))
    boris = board.phone("boris")

    def switched() -> dict[str, str]:
        return {one.name: one.switched for one in board.configuration.companies[0].schedules}

    assert dial(board, boris, "*28") == "closed_by_hand"
    assert switched() == {"Warehouse": "auto", "Office": "closed"}
    assert dial(board, boris, "*282") == "closed_by_hand"
    assert dial(board, boris, "*29") == "open_by_hours"
    assert switched() == {"Warehouse": "closed", "Office": "auto"}
    dial(board, boris, "*283")
    assert boris.refused == 404


def test_day_and_night_are_off_until_the_company_says_so(board):
    board.use(company(schedules=(Schedule("h-a", "Office"),)))
    boris = board.phone("boris")
    dial(board, boris, "*28")
    assert boris.refused == 404
