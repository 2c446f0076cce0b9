"""A switch is killed in every stage of a call; the next one goes on from the journal, or writes the end down."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.pair.company import MAIN, OUTSIDE, company, with_graph
from tests.pair.peer import describe

from offhook.call.ring import ELSEWHERE
from offhook.journal import records
from offhook.media import protocol as media
from offhook.scenario.graph import Graph
from offhook.scenario.nodes.hangup import Hangup
from offhook.scenario.nodes.ring import Ring
from offhook.scenario.nodes.voicemail import Voicemail
from offhook.sip import events as sip
from offhook.switch.recovery import RESTARTED

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer

RING = Graph(start="ring", nodes={"ring": Ring(members=("201", "202"), unanswered="end"), "end": Hangup()}).model_dump()
BOX = Graph(start="box", nodes={"box": Voicemail(extension="204")}).model_dump()


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


def test_conversation_goes_on(board):
    anna = talking(board)
    before = {anna.session, board.operator.session}
    opened = len(board.media.given(media.SessionOpen))
    assert board.restart(away_s=2) == 1
    board.run(30)
    assert {anna.session, board.operator.session} == before
    assert board.media.sessions[anna.session].peer == board.operator.session
    assert len(board.media.given(media.SessionOpen)) == opened
    board.operator.hang_up()
    call = board.ended()
    assert anna.gone
    assert board.detail("recovered") == {"away_s": 2}
    assert (call.result, call.hangup_side) == ("answered", "caller")
    (recording,) = call.recordings.values()
    assert recording.duration_ms == pytest.approx(33_000, abs=200)
    assert recording.error is None


def test_bye_that_waited_in_the_socket_finds_its_dialog(board):
    anna = talking(board)
    board.kill()
    board.operator.hang_up()
    board.restart(away_s=1)
    call = board.ended()
    assert anna.gone
    assert call.hangup_side == "caller"
    assert 200 in {response.status for response in _responses(board, "BYE")} or board.operator.party.all(
        sip.DialogEnded
    )


def _responses(board: Board, method: str):
    return [
        event.response
        for event in board.operator.party.all(sip.ResponseReceived)
        if event.response.cseq.method == method
    ]


def test_hold_and_keys_after_a_restart(board):
    boris, anna = board.phone("boris"), board.phone("anna")
    anna.dial("202")
    board.until(lambda: boris.rings)
    boris.answer()
    board.until(lambda: "connected" in board.steps() and anna.talks)
    board.run(1)
    anna.reinvite(_hold(anna))
    board.run(1)
    board.restart()
    leg = board.exchange.sessions[anna.session]
    assert leg.held
    anna.info(b"Signal=5\r\n")
    board.run(1)
    assert [(one.session, one.digits) for one in board.media.given(media.DigitsSend)] == [(boris.session, "5")]
    anna.reinvite(_hold(anna).replace(b"sendonly", b"sendrecv"))
    board.run(1)
    assert board.steps()[-1] == "resumed"
    anna.hang_up()
    board.ended()


def _hold(peer: Peer) -> bytes:
    return describe(peer.host, direction="sendonly", version=2)


def test_caller_in_the_menu_hears_it_again(board):
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: "menu_main" in board.spoken())
    before = len(board.spoken())
    assert board.restart() == 1
    board.run(1)
    assert board.spoken()[before:] == ["menu_main"]
    assert board.steps() == ["received", "scenario", "played", "recovered"]
    clara = board.phone("clara")
    board.operator.press("2")
    board.until(lambda: clara.rings)
    board.operator.hang_up()
    assert board.ended().result == "missed"


def test_ringing_phones_are_cancelled_and_ring_again(board):
    dora, anna = board.phone("dora"), board.phone("anna")
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: board.operator.talks)
    board.run(0.1)
    board.operator.press("1")
    board.until(lambda: anna.rings)
    board.restart()
    board.until(lambda: len(anna.invites) == 2)
    assert anna.cancelled == [None]
    assert anna.rings
    assert dora.invites == []
    anna.answer()
    board.until(lambda: "connected" in board.steps())
    (first, second) = (leg for leg in board.call.legs.values() if leg.party.name == "Anna")
    assert (first.reason, second.ended_at) == (RESTARTED, None)


def test_caller_who_was_not_answered_is_offered_anew(board):
    anna = board.phone("anna")
    board.use(with_graph(RING))
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: anna.rings)
    assert board.restart() == 1
    board.until(lambda: len(anna.invites) == 2)
    assert anna.cancelled == [None]
    anna.answer()
    board.until(lambda: board.operator.talks)
    board.run(1)
    board.operator.hang_up()
    call = board.ended()
    assert len(board.calls) == 1
    assert (call.result, call.hangup_side) == ("answered", "caller")
    assert [leg.reason for leg in call.legs.values() if leg.direction == "inbound"] == [RESTARTED, ""]


def test_caller_who_was_not_answered_may_give_up_after_the_restart(board):
    anna = board.phone("anna")
    board.use(with_graph(RING))
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: anna.rings)
    board.restart()
    board.until(lambda: len(anna.invites) == 2)
    board.operator.cancel()
    call = board.ended()
    assert board.operator.refused == 487
    assert (call.result, call.owed) == ("missed", True)
    assert not anna.rings


def test_device_proves_itself_once_and_stays_the_same_call(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202")
    board.until(lambda: boris.rings)
    board.wire.log.clear()
    board.restart()
    board.until(lambda: len(boris.invites) == 2)
    assert len(board.calls) == 1
    assert "401 INVITE" not in board.wire.kinds()
    boris.answer()
    board.until(lambda: anna.talks)
    anna.hang_up()
    board.ended()
    assert board.switch.reoffered == {}
    board.run(60)
    assert board.call.result == "answered"


def without_the_device_of_anna():
    return company(devices=tuple(device for device in company().devices if device.username != "anna"))


def test_device_that_is_deleted_meanwhile_is_given_up(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202")
    board.until(lambda: boris.rings)
    board.kill()
    board.wire.parties.pop(anna.party.address)
    board.use(without_the_device_of_anna())
    board.restart()
    board.run(30)
    assert board.call.live
    board.run(10)
    call = board.call
    assert (call.result, call.reason, call.live_legs) == ("failed", RESTARTED, [])
    assert boris.cancelled == [None]


def test_killed_twice_while_a_deleted_device_is_challenged(board):
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202")
    board.until(lambda: boris.rings)
    board.kill()
    board.wire.parties.pop(anna.party.address)
    board.use(without_the_device_of_anna())
    board.restart()
    board.run(1)
    assert board.restart() == 0
    assert (board.call.result, board.call.reason) == ("failed", RESTARTED)


def test_number_that_is_gone_meanwhile(board):
    anna = board.phone("anna")
    board.use(with_graph(RING))
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: anna.rings)
    board.kill()
    board.use(company(numbers=()))
    board.restart()
    board.run(1)
    assert board.operator.refused == 404
    board.run(40)
    assert board.call.reason == RESTARTED


def test_company_that_is_gone(board):
    anna = talking(board)
    board.kill()
    board.use()
    assert board.restart() == 0
    board.run(1)
    assert anna.gone
    assert board.operator.gone
    call = board.call
    assert (call.result, call.reason) == ("answered", "its company is gone")
    (recording,) = call.recordings.values()
    assert (recording.error, recording.duration_ms) == (None, pytest.approx(1000, abs=200))


def test_media_server_died_as_well(board):
    anna = talking(board)
    board.kill()
    (recorder,) = board.media.recorders.values()
    _write(recorder.opened.path, seconds=1, channels=2)
    board.media.sessions.clear()
    board.media.recorders.clear()
    assert board.restart() == 0
    board.run(1)
    assert anna.gone
    assert board.operator.gone
    call = board.call
    (recording,) = call.recordings.values()
    assert (call.result, call.reason) == ("answered", RESTARTED)
    assert (recording.duration_ms, recording.error) == (1000, RESTARTED)


def _write(name: str, *, seconds: int, channels: int = 1) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2 * channels * 8000 * seconds))


def test_one_of_two_sessions_is_gone(board):
    anna = talking(board)
    board.kill()
    del board.media.sessions[anna.session]
    assert board.restart() == 0
    board.run(1)
    assert anna.gone
    assert board.operator.gone


def test_recorder_alone_is_gone(board):
    anna = talking(board)
    board.kill()
    (recorder,) = board.media.recorders.values()
    _write(recorder.opened.path, seconds=3, channels=2)
    board.media.recorders.clear()
    assert board.restart() == 1
    (recording,) = board.call.recordings.values()
    assert (recording.duration_ms, recording.error) == (3000, RESTARTED)
    board.operator.hang_up()
    board.ended()
    assert anna.gone


def test_phone_that_answered_in_the_last_instant_is_freed(board):
    """It was killed between the answer and the conversation: the phones ring again, and that one is not forgotten."""
    anna, boris = board.phone("anna"), board.phone("boris")
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: board.operator.talks)
    board.run(0.1)
    board.operator.press("1")
    board.until(lambda: anna.rings and boris.rings)
    anna.answer()
    board.until(lambda: "answered" in board.steps())
    assert "connected" not in board.steps()
    board.restart()
    board.until(lambda: len(boris.invites) == 2)
    assert anna.gone
    assert boris.cancelled in ([ELSEWHERE], [None])
    boris.answer()
    board.until(lambda: "connected" in board.steps())
    board.run(0.1)
    assert board.media.sessions.keys() == {boris.session, board.operator.session}


def test_message_that_is_being_left_goes_on(board):
    board.use(with_graph(BOX))
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: bool(board.media.recorders))
    board.run(10)
    board.restart(away_s=1)
    board.run(5)
    assert not board.operator.gone
    board.operator.hang_up()
    call = board.ended()
    (message,) = call.voicemails.values()
    assert message.duration_ms == pytest.approx(16_000, abs=200)
    assert (call.result, call.owed) == ("missed", True)


def test_message_is_kept_when_the_media_server_died_as_well(board):
    board.use(with_graph(BOX))
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: bool(board.media.recorders))
    board.run(10)
    board.kill()
    (recorder,) = board.media.recorders.values()
    _write(recorder.opened.path, seconds=10)
    board.media.sessions.clear()
    board.media.recorders.clear()
    board.restart()
    board.run(1)
    call = board.call
    assert [message.duration_ms for message in call.voicemails.values()] == [10_000]
    assert (call.result, call.owed) == ("missed", True)
    assert board.operator.gone


def test_message_that_was_kept_already_is_not_kept_twice(board):
    board.use(with_graph(BOX))
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: bool(board.media.recorders))
    board.run(10)
    board.operator.hang_up()
    board.until(lambda: "voicemail_left" in board.steps())
    assert board.call.live
    board.restart()
    call = board.ended()
    assert board.steps().count("voicemail_left") == 1
    assert len(call.voicemails) == 1


def test_echo_and_extensions_are_dialled_again(board):
    anna = board.phone("anna")
    anna.dial("600")
    board.until(lambda: "echo" in board.steps())
    board.restart()
    board.run(3)
    assert board.media.sessions[anna.session].peer == anna.session
    anna.hang_up()
    assert board.ended().result == "service"


def test_call_outside_before_the_answer_is_offered_anew(board):
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    board.operator.early(180, sound=False)
    board.run(1)
    board.restart()
    board.until(lambda: len(board.operator.invites) == 2)
    assert board.operator.cancelled == [None]
    board.operator.answer()
    board.until(lambda: anna.talks)


def test_sessions_and_recorders_of_nobody_are_closed(board):
    board.media.post(media.SessionOpen(session="stray", address="127.0.0.1"))
    board.media.post(media.RecordOpen(recorder="stray", path="/nowhere.wav"))
    board.restart()
    board.run(1)
    assert (board.media.sessions, board.media.recorders) == ({}, {})


def test_registrations_survive(board):
    anna = board.phone("anna")
    board.restart(away_s=5)
    assert [binding.uri for binding in board.registrar.bindings("anna")] == ["sip:anna@203.0.113.11:5060"]
    boris = board.phone("boris")
    boris.dial("201")
    board.until(lambda: anna.rings)
    boris.cancel()
    board.ended()


def test_checkpoint_of_an_unknown_program_ends_the_call(board):
    anna = board.phone("anna")
    anna.dial("600")
    board.until(lambda: "echo" in board.steps())
    leg = anna.session
    board.journal.append(records.Checkpointed(board.call.id, "of tomorrow", {"caller": leg}))
    board.restart()
    call = board.ended()
    assert "of tomorrow" in call.reason
    assert anna.gone
