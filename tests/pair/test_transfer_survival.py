"""The switch is killed in the middle of a transfer: nobody is left in silence, everything comes to a defined state."""

from __future__ import annotations

import pytest
from tests.pair.test_consultation import asked_first
from tests.pair.test_transfer import called_from_outside, hears, refer, replaces, talk, told

from offhook.journal import records
from offhook.journal.segment import frame, unframe


def plays(board, peer) -> str:
    """What a peer is played."""
    play = board.media.sessions[peer.session].play
    return "" if play is None else str(getattr(play.items[0], "tone", "") or getattr(play.items[0], "file", ""))


def settle(board) -> None:
    """Let short plays end."""
    board.run(5)


def test_while_the_target_rings_and_the_transferor_is_there(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    dialog = called_from_outside(board, boris)
    refer(boris, dialog, "<sip:203@example.test>")
    board.until(lambda: clara.rings)
    board.run(1)
    assert plays(board, board.operator) == "ringback"
    assert board.restart(away_s=1) == 1
    board.until(lambda: board.steps().count("connected") == 2)
    settle(board)
    assert not clara.rings
    assert told(boris)[-1] == "503 Service Unavailable"
    assert (hears(board, boris), hears(board, board.operator)) == (board.operator.host, boris.host)
    assert plays(board, board.operator) == plays(board, boris) == ""
    (recorder,) = board.media.recorders.values()
    assert recorder.taps == {0: board.operator.session, 1: boris.session}
    board.operator.hang_up()
    assert board.ended().result == "answered"


def test_while_the_target_rings_and_the_transferor_has_left(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    dialog = called_from_outside(board, boris)
    refer(boris, dialog, "<sip:203@example.test>")
    boris.hang_up(dialog)
    board.until(lambda: clara.rings)
    board.run(1)
    assert board.restart(away_s=1) == 1
    board.until(lambda: len(clara.invites) == 2 and clara.rings)
    clara.answer()
    settle(board)
    assert hears(board, clara) == board.operator.host
    assert plays(board, board.operator) == ""
    board.operator.hang_up()
    board.ended()


def test_target_answers_while_no_switch_is_there(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    dialog = called_from_outside(board, boris)
    refer(boris, dialog, "<sip:203@example.test>")
    boris.hang_up(dialog)
    board.until(lambda: clara.rings)
    board.run(1)
    board.kill()
    clara.answer()
    board.restart(away_s=1)
    board.until(lambda: len(clara.invites) == 2 and clara.rings)
    clara.answer()
    settle(board)
    assert hears(board, clara) == board.operator.host


def test_after_a_transfer_the_two_go_on(board):
    boris, clara = board.phone("boris"), board.phone("clara")
    first = called_from_outside(board, boris)
    second, _ = talk(board, boris, "203", clara)
    refer(boris, first, replaces(second))
    board.run(2)
    assert board.restart(away_s=1) == 1
    settle(board)
    assert (hears(board, clara), hears(board, board.operator)) == (board.operator.host, clara.host)
    (recorder,) = board.media.recorders.values()
    assert recorder.taps == {0: board.operator.session, 1: clara.session}
    refer_again = next(iter(clara.party.endpoint._core.dialogs.values()))
    refer(clara, refer_again, "<sip:999@example.test>")
    board.until(lambda: "transfer_failed" in board.steps())
    board.operator.hang_up()
    board.until(lambda: board.over)
    board.run(1)


def test_killed_between_the_records_of_a_joining(board):
    """Whichever record was the last one written, the customer has somebody or is told the end."""
    boris, clara = board.phone("boris"), board.phone("clara")
    first = called_from_outside(board, boris)
    second, _ = talk(board, boris, "203", clara)
    before = bytes(board.journal.octets)
    refer(boris, first, replaces(second))
    board.run(0.5)
    written = unframe(bytes(board.journal.octets)).records[len(unframe(before).records) :]
    moved = next(place for place, one in enumerate(written) if isinstance(one, records.LegMoved))
    board.kill()
    board.journal.octets = bytearray(before)
    for record in written[: moved + 2]:  # the leg has moved, the two are written down
        board.journal.octets += frame(record)
    board.restart()
    board.until(lambda: hears(board, clara) == board.operator.host)
    (recorder,) = board.media.recorders.values()
    assert recorder.taps == {0: board.operator.session, 1: clara.session}
    board.operator.hang_up()
    board.until(lambda: board.over)
    board.run(1)


@pytest.mark.parametrize("asking", [True, False])
def test_while_somebody_is_asked_first(board, asking):
    anna, boris, clara = asked_first(board)
    if not asking:
        clara.hang_up(next(iter(clara.party.endpoint._core.dialogs.values())))
        board.run(0.01)
    assert board.restart(away_s=1) == 1
    board.until(lambda: board.steps().count("connected") == 2)
    settle(board)
    assert hears(board, anna) == boris.host
    assert clara.gone or not asking
    anna.hang_up()
    board.ended()


def test_every_moment_of_a_transfer(board):
    """Wherever it is killed, the caller hears somebody or something soon after, and the call can be ended."""
    boris, clara = board.phone("boris"), board.phone("clara")
    dialog = called_from_outside(board, boris)
    refer(boris, dialog, "<sip:203@example.test>")
    numbers = {boris: "202", clara: "203"}
    for _ in range(12):
        board.run(0.005)
        assert board.restart() == 1
        board.run(1)
        for phone in numbers:
            if phone.rings:
                phone.answer()
        settle(board)
        assert hears(board, board.operator) in {boris.host, clara.host}
        assert plays(board, board.operator) == ""
        talker = boris if hears(board, board.operator) == boris.host else clara
        other = clara if talker is boris else boris
        refer(talker, list(talker.party.endpoint._core.dialogs.values())[-1], f"<sip:{numbers[other]}@x>")
    board.operator.hang_up()
    board.until(lambda: board.over)
