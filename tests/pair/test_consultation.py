"""Attended transfers by keys: the transferor asks the target first, and decides; who is recorded meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.pair.company import company
from tests.pair.test_transfer import hears, talk

from offhook.codes import Codes
from offhook.configuration import RecordingRule

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer


def asked_first(board: Board) -> tuple[Peer, Peer, Peer]:
    """Boris asks Clara about Anna, who waits."""
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    talk(board, anna, "202", boris)
    boris.press("*2")
    boris.press("203")
    board.until(lambda: clara.rings)
    clara.answer()
    board.until(lambda: "consulting" in board.steps())
    board.run(0.5)
    assert hears(board, boris) == clara.host
    assert hears(board, anna) == ""
    return anna, boris, clara


def taps(board: Board) -> dict[int, str]:
    """Who is on which channel of the recording."""
    (recorder,) = board.media.recorders.values()
    return dict(recorder.taps)


def test_those_who_talk_are_recorded(board):
    anna, boris, clara = asked_first(board)
    assert taps(board) == {0: clara.session, 1: boris.session}  # Anna, who began, hears music
    boris.press("*2")
    board.until(lambda: board.steps().count("connected") == 2)
    assert taps(board) == {0: anna.session, 1: boris.session}


def test_who_is_never_recorded_is_not_when_asked_first(board):
    board.use(company(recording_rules=(RecordingRule("r-clara", "Clara", "never", extensions=("e-clara",)),)))
    anna, boris, clara = asked_first(board)
    assert not {clara.session, boris.session} & {*taps(board).values()}
    boris.press("*2")
    board.until(lambda: board.steps().count("connected") == 2)
    assert taps(board) == {0: anna.session, 1: boris.session}


def test_a_restart_brings_the_two_and_their_recording_together(board):
    anna, boris, _ = asked_first(board)
    assert board.restart(away_s=1) == 1
    board.run(5)
    assert taps(board) == {0: anna.session, 1: boris.session}
    assert hears(board, anna) == boris.host


def test_keys_transfer_attended_by_hanging_up(board):
    anna, boris, clara = asked_first(board)
    boris.hang_up(next(iter(boris.party.endpoint._core.dialogs.values())))
    board.run(1)
    assert hears(board, anna) == clara.host
    assert board.detail("transferred") == {"by": "Boris", "who": "Anna", "to": "Clara", "how": "attended"}
    anna.hang_up()
    board.ended()


def test_keys_bring_the_transferor_back(board):
    anna, boris, clara = asked_first(board)
    boris.press("*2")
    board.until(lambda: board.steps().count("connected") == 2)
    assert hears(board, anna) == boris.host
    assert clara.gone
    anna.hang_up()
    board.ended()


def test_target_that_was_asked_hangs_up(board):
    anna, boris, clara = asked_first(board)
    clara.hang_up(next(iter(clara.party.endpoint._core.dialogs.values())))
    board.until(lambda: board.steps().count("connected") == 2)
    assert hears(board, anna) == boris.host


def test_who_waited_gives_up_and_the_others_go_on(board):
    anna, boris, clara = asked_first(board)
    anna.hang_up()
    board.until(lambda: board.steps().count("connected") == 2)
    assert hears(board, boris) == clara.host
    boris.hang_up(next(iter(boris.party.endpoint._core.dialogs.values())))
    board.ended()


def test_transferor_leaves_while_the_target_rings(board):
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    talk(board, anna, "202", boris)
    boris.press("*2")
    boris.press("203")
    board.until(lambda: clara.rings)
    boris.hang_up(next(iter(boris.party.endpoint._core.dialogs.values())))
    board.run(1)
    assert clara.rings
    clara.answer()
    board.run(1)
    assert hears(board, clara) == anna.host


def test_the_company_has_codes_of_its_own(board):
    board.use(company(codes=Codes(attended="*77", pickup="*6", blind="")))
    anna, boris, clara = board.phone("anna"), board.phone("boris"), board.phone("clara")
    anna.dial("202")
    board.until(lambda: boris.rings)
    clara.dial("*6202")
    board.until(lambda: "connected" in board.steps())
    board.run(0.5)
    assert hears(board, anna) == clara.host
    clara.press("*2##*77")
    clara.press("202")
    board.until(lambda: boris.rings)
    boris.answer()
    board.until(lambda: "consulting" in board.steps())
    assert board.detail("transfer")["how"] == "attended"
