"""Calling back who called last, dialling again what was dialled last, and dialling a busy number until it is free."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.pair.company import OUTSIDE
from tests.pair.test_transfer import called_from_outside, hears, talk

from offhook.journal.state import SwitchState

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer

OTHER = "+37255500001"


def says(board: Board, peer: Peer, code: str) -> str:
    """Dial a code and return the last that was said."""
    before = len(board.calls)
    peer.dial(code)
    board.until(lambda: len(board.calls) > before and board.calls[-1].id not in board.exchange.calls)
    return board.spoken()[-1]


def calls_out(board: Board) -> list[str]:
    return [one.request.uri for one in board.operator.invites]


def test_last_caller_is_called_back(board):
    boris = board.phone("boris")
    dialog = called_from_outside(board, boris)
    boris.hang_up(dialog)
    board.until(lambda: board.over)
    board.restart(away_s=1)
    boris.dial("*69")
    board.until(lambda: bool(board.operator.invites))
    assert OUTSIDE.lstrip("+") in calls_out(board)[-1]
    call = board.calls[-1]
    assert (call.dialled, call.steps[1].kind) == (OUTSIDE, "redialled")
    assert call.steps[1].detail == {"code": "*69", "number": OUTSIDE}
    boris.cancel()
    board.until(lambda: board.over)


def test_colleague_who_called_last_is_called_back(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202")
    board.until(lambda: boris.rings)
    board.run(0.5)
    anna.cancel()
    board.until(lambda: board.over)
    boris.dial("*69")
    board.until(lambda: anna.rings)
    assert board.calls[-1].direction == "internal"
    boris.cancel()
    board.until(lambda: board.over)


def test_nobody_called_or_the_number_was_withheld(board):
    boris = board.phone("boris")
    assert says(board, boris, "*69") == "nobody_to_call"
    board.operator.dial("+3726000100", shown="anonymous")
    board.until(lambda: "menu_main" in board.spoken())
    board.operator.press("202")
    board.until(lambda: boris.rings)
    board.operator.cancel() if not board.operator.talks else board.operator.hang_up()
    board.until(lambda: board.over)
    assert says(board, boris, "*69") == "nobody_to_call"
    assert says(board, boris, "*68") == "nobody_to_call"
    assert says(board, boris, "*66") == "nobody_to_call"


def test_redial(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    dialog, _ = talk(board, anna, "202", boris)
    anna.hang_up(dialog)
    board.until(lambda: board.over)
    says(board, anna, "*77")  # a code is nothing to dial again
    anna.dial("*68")
    board.until(lambda: boris.rings)
    assert board.calls[-1].dialled == "202"
    anna.cancel()
    board.until(lambda: board.over)


def test_what_was_dialled_lately_is_in_snapshots(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    talk(board, anna, "202", boris)
    copy = SwitchState()
    for record in board.journal.state.snapshot(board.journal.state.snapshot_keys()):
        copy.apply(record)
    assert copy.lately == board.journal.state.lately
    assert (copy.lately["e-anna"].dialled, copy.lately["e-boris"].caller) == ("202", "201")
    anna.hang_up()
    board.until(lambda: board.over)


def busy_outside(board: Board, anna: Peer, tries: int = 1) -> None:
    """Anna wants an outside number that is busy; so it is `tries` times."""
    assert says(board, anna, f"*66{OTHER}") == "retry_is_on"
    for n in range(1, tries + 1):
        board.until(lambda n=n: len(board.operator.invites) == n, 120)
        board.operator.refuse(486)
        board.until(lambda: board.over)


@pytest.mark.requirement("QU-07")
def test_outside_number_is_dialled_until_it_is_free(board):
    anna = board.phone("anna")
    busy_outside(board, anna, 2)
    assert not anna.invites  # nobody is rung for a number that is busy
    board.run(1)
    board.restart(away_s=2)
    board.until(lambda: len(board.operator.invites) == 3, 120)
    board.operator.early(180, sound=False)
    board.until(lambda: anna.rings)
    mine = anna.answer()
    board.run(1)
    board.operator.answer()
    board.until(lambda: "connected" in board.steps())
    board.run(1)
    assert (hears(board, anna), hears(board, board.operator)) == (board.operator.host, anna.host)
    anna.hang_up(mine)
    board.until(lambda: board.over)
    assert board.calls[-1].result == "answered"
    assert board.journal.state.errands == {}
    board.run(300)
    assert len(board.operator.invites) == 3


def test_number_answers_before_the_person(board):
    anna = board.phone("anna")
    busy_outside(board, anna)
    board.until(lambda: len(board.operator.invites) == 2, 120)
    theirs = board.operator.answer()
    board.until(lambda: anna.rings)
    mine = anna.answer()
    board.until(lambda: "connected" in board.steps())
    board.run(1)
    assert hears(board, anna) == board.operator.host
    anna.press("##202")  # a conversation like any other
    board.until(lambda: "transfer" in board.steps())
    anna.hang_up(mine)
    board.run(1)
    board.operator.hang_up(theirs)
    board.until(lambda: board.over)


def test_person_does_not_want_it_any_more(board):
    anna = board.phone("anna")
    busy_outside(board, anna)
    board.until(lambda: len(board.operator.invites) == 2, 120)
    board.operator.early(180, sound=False)
    board.until(lambda: anna.rings)
    anna.refuse(603)
    board.until(lambda: board.over)
    board.run(0.5)
    assert board.operator.cancelled
    assert board.journal.state.errands == {}


def test_early_sound_that_says_busy_rings_nobody(board):
    anna = board.phone("anna")
    assert says(board, anna, f"*66{OTHER}") == "retry_is_on"
    board.until(lambda: len(board.operator.invites) == 1, 120)
    board.operator.early(183)
    board.run(2)
    board.operator.refuse(486)
    board.until(lambda: board.over)
    assert not anna.invites


def test_given_up_after_all_attempts_and_the_person_is_told(board):
    anna = board.phone("anna")
    busy_outside(board, anna, 29)
    board.until(lambda: len(board.operator.invites) == 30, 120)
    board.operator.refuse(486)
    board.until(lambda: anna.rings)
    anna.answer()
    board.until(lambda: "still_busy" in board.spoken())
    board.until(lambda: board.over)
    assert board.journal.state.errands == {}


def test_ended_by_code(board):
    anna = board.phone("anna")
    busy_outside(board, anna)
    assert says(board, anna, "*67") == "retry_is_off"
    board.run(200)
    assert len(board.operator.invites) == 1


@pytest.mark.requirement("QU-07")
def test_busy_colleague_is_watched(board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    dialog, _ = talk(board, clara, "202", boris)
    before = len(board.exchange.calls)
    anna.dial("*66202")
    board.until(lambda: "retry_is_on" in board.spoken())
    board.until(lambda: len(board.exchange.calls) == before)
    board.run(100)
    assert not anna.invites
    clara.hang_up(dialog)
    board.until(lambda: anna.rings, 10)
    mine = anna.answer()
    board.until(lambda: len(boris.invites) == 2)
    boris.answer()
    board.run(1)
    assert hears(board, anna) == boris.host
    anna.hang_up(mine)
    board.until(lambda: board.over)


@pytest.mark.parametrize("number", ["112", "600", "201", "+3726000100", "9"])
def test_numbers_that_are_not_dialled_again(board, number):
    anna = board.phone("anna")
    assert says(board, anna, f"*66{number}") == "nobody_to_call"


def test_five_numbers_at_most(board):
    anna = board.phone("anna")
    for n in range(5):
        assert says(board, anna, f"*66+3725550001{n}") == "retry_is_on"
    assert says(board, anna, "*66+37255500010") == "retry_is_on"  # the same again
    assert says(board, anna, "*66+37255500019") == "too_many_retries"
    says(board, anna, "*67")


def test_person_without_a_telephone_waits_an_hour_at_most(board):
    anna = board.phone("anna")
    assert says(board, anna, f"*66{OTHER}") == "retry_is_on"
    board.registrar.bindings("anna")
    anna.account.stop(anna.now)
    anna._send_account()
    board.run(3700)
    assert board.journal.state.errands == {}
    assert not board.operator.invites
