"""The media server is lost, a party falls silent, a program breaks, the switch stops: calls end with the reason."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from tests.pair.company import MAIN, OUTSIDE, with_graph

from offhook.call.events import DigitPressed, HoldChanged, LegGone
from offhook.errors import PartyGone, RemoteError
from offhook.media import protocol as media
from offhook.scenario.graph import Graph
from offhook.scenario.nodes.hangup import Hangup
from offhook.scenario.nodes.ring import Ring

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer

RING = Graph(start="ring", nodes={"ring": Ring(members=("201",), unanswered="end"), "end": Hangup()}).model_dump()


def talking(board: Board) -> Peer:
    """The operator's caller talks to Anna."""
    anna = board.phone("anna")
    board.use(with_graph(RING))
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: anna.rings)
    anna.answer()
    board.until(lambda: "connected" in board.steps())
    board.run(1)
    return anna


def in_menu(board: Board) -> None:
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: "menu_main" in board.spoken())


def test_new_media_server_ends_calls_with_the_reason(board):
    anna = talking(board)
    board.faults.add("away")
    board.media.lose(crash=True)
    board.run(0.5)
    assert not board.over
    board.media.back(same=False)
    call = board.ended()
    assert (call.result, call.hangup_side, call.reason) == ("answered", "system", "the media server was lost")
    assert board.operator.gone
    assert anna.gone
    (recording,) = call.recordings.values()
    assert recording.error.startswith("the media server was lost")


def test_media_server_that_stays_away_ends_calls_after_a_moment(board):
    in_menu(board)
    at = board.loop.time()
    board.faults.add("away")
    board.media.lose(crash=True)
    call = board.ended()
    assert board.loop.time() - at == pytest.approx(3.5, abs=0.2)
    assert (call.result, call.owed) == ("failed", True)
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.run(1)
    assert board.operator.refused == 503
    board.media.back(same=False)
    board.run(1)
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: len(board.calls) == 3 and board.calls[-1].answered_at is not None)


def test_connection_that_comes_back_in_time_ends_nothing(board):
    talking(board)
    board.media.lose(crash=False)
    board.run(2)
    board.media.back(same=True)
    board.run(30)
    assert not board.over
    board.operator.hang_up()
    assert board.ended().result == "answered"


def test_server_that_was_only_away_for_long_is_left_without_old_sessions(board):
    talking(board)
    board.faults.add("away")
    board.media.lose(crash=False)
    board.ended()
    assert board.media.sessions
    board.media.back(same=True)
    board.run(1)
    assert board.media.sessions == {}
    assert board.media.recorders == {}


def test_command_under_way_when_the_server_is_lost(board):
    anna = board.phone("anna")
    board.media.deaf.add(media.SessionOpen)
    anna.dial("202")
    board.until(lambda: bool(board.media.given(media.SessionOpen)))
    board.media.lose(crash=True)
    board.ended()
    assert anna.refused == 503


def test_server_that_does_not_close_in_time_keeps_no_call(board):
    anna = talking(board)
    board.media.deaf |= {media.SessionClose, media.RecordClose}
    anna.hang_up(anna.party.log[-1].dialog)
    board.run(0.5)
    assert board.operator.gone
    call = board.ended()
    assert (call.result, call.live_legs, call.open_recordings) == ("answered", [], [])
    board.media.sessions.clear()
    board.media.recorders.clear()


def test_silence_after_sound_ends_the_call(board):
    anna = talking(board)
    board.media.tell(media.MediaStarted(at=0, session=anna.session, address=anna.host, port=4000))
    board.run(1)
    board.media.tell(media.MediaTimeout(at=0, session=anna.session, silent_ms=60_000))
    call = board.ended()
    assert call.reason == "no sound from Anna for 60 s"
    assert board.detail("media_lost") == {"who": "Anna", "silent_s": 60}
    assert anna.gone
    assert board.operator.gone


def test_silence_of_a_phone_that_was_never_heard_is_only_noted(board):
    anna = talking(board)
    board.media.tell(media.MediaTimeout(at=0, session=anna.session, silent_ms=60_000))
    board.run(5)
    assert not board.over
    assert board.steps()[-1] == "media_lost"
    board.operator.hang_up()
    board.ended()


def test_silence_of_a_held_party_is_nothing(board):
    anna = talking(board)
    leg = board.exchange.sessions[anna.session]
    leg.heard = leg.held = True
    board.media.tell(media.MediaTimeout(at=0, session=anna.session, silent_ms=60_000))
    board.run(5)
    assert "media_lost" not in board.steps()
    board.operator.hang_up()
    board.ended()


def test_operator_that_falls_silent_before_the_answer_keeps_ringing(board):
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    board.operator.early(183)
    board.run(1)
    session = board.operator.session
    board.media.tell(media.MediaStarted(at=0, session=session, address=board.operator.host, port=4000))
    board.run(61)
    board.media.tell(media.MediaTimeout(at=0, session=session, silent_ms=60_000))
    board.run(5)
    assert not board.over
    board.operator.answer()
    board.until(lambda: anna.talks)


def test_events_of_nobody_are_harmless(board):
    for event in (
        media.Digit(at=0, session="x", digit="1", duration_ms=1),
        media.PlayDone(at=0, session="x", play="y", reason="finished", digit=None, text=None),
        media.MediaStarted(at=0, session="x", address="192.0.2.9", port=1),
        media.MediaTimeout(at=0, session="x", silent_ms=1),
        media.MediaResumed(at=0, session="x"),
        media.MediaStranger(at=0, session="x", address="192.0.2.9", port=1),
        media.RecordFailed(at=0, recorder="x", text=""),
        media.SessionOrphaned(at=0, session="x"),
        media.ServerBack(boot="1", same=True),
        media.RecordDone(
            at=0, recorder="x", reason="max", path="", duration_ms=1, bytes=1, complete=True, error=None, loudest_dbov=0
        ),
    ):
        board.media.tell(event)
    board.run(1)
    assert board.calls == []


def test_session_that_the_server_gave_up_ends_its_leg(board):
    anna = talking(board)
    session = anna.session
    board.media.sessions.pop(session)
    board.media.sessions[board.operator.session].peer = None
    board.media.tell(media.SessionOrphaned(at=0, session=session))
    board.ended()
    assert anna.gone
    assert board.operator.gone


def test_caller_that_never_acknowledges_is_hung_up(board):
    board.wire.keep = lambda packet: packet.kind != "ACK"
    in_menu(board)
    call = board.ended()
    assert (call.hangup_side, call.reason) == ("system", "no ACK within 64·T1")
    board.wire.keep = lambda _: True


def test_parties_that_fall_off_the_net_are_noticed_by_the_session_timer(board):
    anna = talking(board)
    for peer in (anna, board.operator):
        board.wire.parties.pop(peer.party.address)
    board.until(lambda: board.over, 1900)
    assert board.call.hangup_side == "system"
    assert board.call.reason


def test_unexpected_fault_ends_one_call_and_is_counted(board, monkeypatch, caplog):
    async def broken(*_args, **_kwargs) -> None:
        raise ZeroDivisionError("of the test")

    anna = talking(board)
    monkeypatch.setattr("offhook.scenario.programs.interpret", broken)
    second = board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: len(board.calls) == 2 and not board.calls[1].live)
    board.run(1)
    broken_call = board.calls[1]
    assert (broken_call.result, broken_call.reason, broken_call.owed) == ("failed", "internal error", True)
    assert board.operator.refused == 500
    assert second.done
    assert broken_call.id in caplog.text
    assert not board.over
    board.failures = 1
    assert board.exchange.failures == 1
    anna.hang_up(anna.invites and board.wire.parties[anna.party.address].log[-1].dialog)
    board.until(lambda: board.over)


def test_known_fault_is_the_reason(board, monkeypatch):
    async def refuses(*_args, **_kwargs) -> None:
        raise RemoteError("cannot be")

    monkeypatch.setattr("offhook.switch.switch.answer_number", refuses)
    board.operator.dial(MAIN, shown=OUTSIDE)
    call = board.ended()
    assert (call.result, call.reason, call.hangup_side) == ("failed", "cannot be", "system")


def test_orderly_stop_ends_all_calls(board):
    anna = talking(board)
    board.loop.run_until_complete(board.exchange.end_all("the switch was stopped"))
    call = board.ended()
    assert (call.reason, call.hangup_side, call.result) == ("the switch was stopped", "system", "answered")
    assert anna.gone
    assert board.operator.gone
    board.loop.run_until_complete(board.exchange.end_all("again"))


def test_what_came_before_the_leaving_is_told_first(board):
    in_menu(board)
    (call,) = board.exchange.calls.values()
    (leg,) = call.legs.values()
    seen: list[object] = []

    async def read() -> None:
        call.post(DigitPressed(leg, "7", by_info=False))
        call.post(HoldChanged(leg, held=True))
        leg.end("remote", "gone")
        try:
            while True:
                seen.append(await call.next())
        except PartyGone:
            seen.append("gone")

    board.loop.run_until_complete(read())
    assert [type(event) if event != "gone" else event for event in seen] == [DigitPressed, HoldChanged, "gone"]
    with pytest.raises(PartyGone):
        board.loop.run_until_complete(call.next())
    call.essential.clear()
    call.post(LegGone(leg))
    assert isinstance(board.loop.run_until_complete(call.next()), LegGone)
    call.essential.add(leg)
    board.operator.hang_up()
    board.loop.call_soon(call._wake)
    board.until(lambda: board.over)


def test_pause_passes_over_events_and_ends_in_time(board, monkeypatch):
    async def paused(run) -> None:
        at = board.loop.time()
        board.loop.call_later(1, run.call.post, HoldChanged(run.caller, held=True))
        await run.call.pause(4)
        assert board.loop.time() - at == pytest.approx(4, abs=0.01)

    monkeypatch.setattr("offhook.switch.switch.answer_number", paused)
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.ended()
    assert board.steps() == ["received", "held", "hangup"]


def test_cancelled_program_cleans_up(board):
    anna = talking(board)
    for task in asyncio.all_tasks(board.loop):
        task.cancel()
    board.ended()
    assert anna.gone
    assert board.operator.gone
