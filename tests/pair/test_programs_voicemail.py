"""Leaving a message: what is kept, what is not, and what happens when something breaks."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.pair.company import DORA, MAIN, OUTSIDE, with_graph

from offhook.media import protocol as media
from offhook.scenario.graph import Graph
from offhook.scenario.nodes.voicemail import Voicemail

if TYPE_CHECKING:
    from tests.pair.board import Board
    from tests.pair.peer import Peer

BOX = Graph(start="box", nodes={"box": Voicemail(extension="204", max_seconds=60)}).model_dump()


def speaking(board: Board, *, shown: str = OUTSIDE) -> Peer:
    """A caller who has heard the beep."""
    board.use(with_graph(BOX))
    board.operator.dial(MAIN, shown=shown)
    board.until(lambda: bool(board.media.recorders))
    board.run(0.1)
    return board.operator


def test_message_is_kept_when_the_caller_hangs_up(board):
    caller = speaking(board)
    (recorder,) = board.media.recorders.values()
    assert recorder.taps == {0: caller.session}
    assert (recorder.opened.channels, recorder.opened.max_s, recorder.opened.silence_s) == (1, 60, 8)
    assert board.spoken() == ["unavailable_leave_message", "beep"]
    board.run(12)
    caller.hang_up()
    call = board.ended()
    (message,) = call.voicemails.values()
    assert message.extension_id == DORA.id
    assert message.duration_ms == pytest.approx(12_100, abs=100)
    assert message.path == recorder.opened.path
    assert (call.result, call.hangup_side, call.owed) == ("missed", "caller", True)
    assert board.steps() == ["received", "scenario", "voicemail", "voicemail_left", "hangup"]


@pytest.mark.parametrize("spoken_s", [0.2, 10])
def test_message_goes_on_over_a_restart(board, spoken_s):
    caller = speaking(board)
    board.run(spoken_s)
    assert board.restart(away_s=2) == 1
    board.run(8)
    assert not caller.gone
    caller.hang_up()
    call = board.ended()
    (message,) = call.voicemails.values()
    assert message.duration_ms == pytest.approx((spoken_s + 10.1) * 1000, abs=500)
    assert (call.result, call.hangup_side) == ("missed", "caller")
    assert "voicemail_empty" not in board.steps()


def test_message_that_nobody_recorded_meanwhile_is_asked_for_again(board):
    caller = speaking(board)
    board.run(0.2)
    board.kill()
    board.media.recorders.clear()
    assert board.restart(away_s=2) == 1
    board.until(lambda: bool(board.media.recorders))
    assert board.spoken()[-1] == "beep"
    board.run(5)
    caller.hang_up()
    (message,) = board.ended().voicemails.values()
    assert message.duration_ms == pytest.approx(5000, abs=500)


def test_what_is_too_short_is_no_message(board):
    caller = speaking(board)
    board.run(0.5)
    caller.hang_up()
    call = board.ended()
    assert call.voicemails == {}
    assert board.steps()[-2:] == ["voicemail_empty", "hangup"]


@pytest.mark.parametrize("reason", ["max", "silence"])
def test_recorder_that_ends_by_itself_ends_the_call(board, reason):
    caller = speaking(board)
    board.run(9)
    board.media.finish_record(next(iter(board.media.recorders)), reason, 9000)
    call = board.ended()
    assert [message.duration_ms for message in call.voicemails.values()] == [9000]
    assert caller.gone
    assert (call.hangup_side, call.reason) == ("system", "the message is complete")


@pytest.mark.parametrize("by_itself", [True, False])
def test_what_holds_no_word_is_no_message(board, by_itself):
    caller = speaking(board)
    board.media.loudest_dbov = -62
    board.run(9)
    if by_itself:
        board.media.finish_record(next(iter(board.media.recorders)), "max", 9000)
    else:
        caller.hang_up()
    call = board.ended()
    assert call.voicemails == {}
    assert call.owed
    assert board.steps()[-2:] == ["voicemail_empty", "hangup"]


def test_key_ends_the_message(board):
    caller = speaking(board)
    board.run(4)
    caller.press("#")
    call = board.ended()
    assert [message.duration_ms for message in call.voicemails.values()] == [pytest.approx(4200, abs=100)]
    assert caller.gone


def test_key_in_the_greeting_leads_to_the_beep(board):
    board.use(with_graph(BOX))
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: bool(board.media.sessions) and board.operator.talks)
    board.run(0.5)
    at = board.loop.time()
    board.operator.press("1")
    board.until(lambda: bool(board.media.recorders))
    assert board.loop.time() - at < 1
    board.run(5)
    assert not board.over  # the key of the greeting does not end the message


def test_caller_who_hangs_up_in_the_greeting_left_nothing(board):
    board.use(with_graph(BOX))
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: board.operator.talks)
    board.operator.hang_up()
    call = board.ended()
    assert call.voicemails == {}
    assert not board.media.given(media.RecordOpen)
    assert (call.result, call.owed) == ("missed", True)


def test_box_that_cannot_record_is_said(board):
    board.media.refusing[media.RecordOpen] = "bad-value"
    board.use(with_graph(BOX))
    board.operator.dial(MAIN, shown=OUTSIDE)
    call = board.ended()
    assert board.spoken()[-1] == "try_again"
    assert "bad-value" in board.detail("recording_failed")["reason"]
    assert (call.result, call.owed, call.voicemails) == ("missed", True, {})


def test_message_survives_the_media_server(board):
    speaking(board)
    board.run(3)
    (recorder,) = board.media.recorders.values()
    path = Path(recorder.opened.path)
    path.parent.mkdir(parents=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 8000 * 3))
    board.faults.add("away")
    board.media.lose(crash=True)
    call = board.ended()
    board.media.back(same=False)
    assert [message.duration_ms for message in call.voicemails.values()] == [3000]
    assert "voicemail_left" in board.steps()


def test_lamp_is_lit_and_corrected(board):
    dora = board.phone("dora")
    board.mailboxes.counts[DORA.id] = (4, 1)
    dora.subscribe()
    board.run(1)
    assert dora.lamps == ["0/0", "4/1"]
    caller = speaking(board)
    board.run(5)
    board.mailboxes.counts[DORA.id] = (5, 2)
    caller.hang_up()
    board.ended()
    assert dora.lamps == ["0/0", "4/1", "5/1"]
    board.run(3)
    assert dora.lamps == ["0/0", "4/1", "5/1", "5/2"]
