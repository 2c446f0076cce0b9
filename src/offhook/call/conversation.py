"""Two parties talk; it is recorded from the first word, and ends when either hangs up or wishes a transfer.

Invariant: a call has one recording at a time, which follows through every transfer: the newcomer takes the channel of
the one who left.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offhook.call.codes import KeyWatch
from offhook.call.events import DigitPressed, HoldChanged, LegTaken, TransferRequested
from offhook.call.fax import answer_by_fax, faxes
from offhook.call.guest import ConferenceDue
from offhook.call.guests import Guests
from offhook.call.keys import pass_on
from offhook.call.music import start_music, stop_music
from offhook.call.one_way import SoundWatch
from offhook.call.pair_room import is_toned
from offhook.call.renegotiate import back_to_sound
from offhook.call.wish import TransferDue, Wish
from offhook.errors import MediaError, ResourceError
from offhook.ids import new_id
from offhook.journal import records
from offhook.media import protocol as media
from offhook.media.wav import repair

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from offhook.call.call import Call
    from offhook.call.exchange import Exchange
    from offhook.call.leg import Leg
    from offhook.journal.state import RecordingState

WIDEBAND = 16000
NARROWBAND = 8000
WIDE_CODECS = {"G722", "OPUS"}
RECORDER_LOST = "the media server was lost"
REPLACED = 'SIP;cause=200;text="Taken elsewhere"'
CLOSING_SECONDS = 2.5  # how long the end of a call waits for the media server, twice at most


async def converse(call: Call, caller: Leg, callee: Leg) -> None:
    """Join two legs, record them, and wait until one leaves.

    An unanswered caller is answered first, so that the first word is heard and recorded.

    Raises:
        PartyGone: the conversation ended.
        TransferDue: one of them wishes a transfer.
        NotAcceptable: the caller sends a fax and no sound, and the called party takes none.
    """
    call.raise_if_gone()  # in the very instant of the answer
    await answer_by_fax(caller, callee)
    caller.settle_on(callee)
    caller.answer()
    # One round trip to the media server: what follows the recorder's opening leaves in the same frame.
    silent = faxes(caller) and faxes(callee)
    starting = start_recording(call, caller, callee) if call.recording is None and not silent else None
    follow_recording(call, caller, callee)
    call.exchange.link(caller, callee)
    if starting is not None:
        await starting
        if is_toned(call):
            call.exchange.link(caller, callee)
    if not call.connected:
        call.connected = True
        call.result = "answered"
        call.journal(records.CallConnected(call.call_id, call.exchange.wall(), callee.party))
    call.step("connected", who=callee.label)
    _checkpoint(call, caller, callee)
    await stay_connected(call, caller, callee)


def _checkpoint(call: Call, caller: Leg, callee: Leg) -> None:
    state: dict[str, Any] = {"caller": caller.leg_id, "callee": callee.leg_id, "taps": dict(call.taps)}
    if is_toned(call):
        state["pair_room"] = call.pair_room
    call.checkpoint("conversation", **state)


async def stay_connected(call: Call, caller: Leg, callee: Leg) -> None:
    """Wait until one of two joined legs leaves, or wishes something; who is on hold hears music meanwhile.

    Raises:
        PartyGone: one left.
        TransferDue: one wants the other to be connected elsewhere.
        ConferenceDue: a third party comes in.
    """
    pair = (caller, callee)
    _begin(call, pair)
    watches = _watches(pair)
    sound = SoundWatch(call, pair)
    guests = Guests(call, pair)
    try:
        while True:
            event = await call.next()
            await guests.take(event)
            match event:
                case TransferRequested(wish) if wish.by in pair:
                    raise TransferDue(wish, _other(pair, wish.by))
                case HoldChanged(leg, held) if leg in pair:
                    (start_music if held else stop_music)(_other(pair, leg))
                case LegTaken(old, leg, step) if old in pair:
                    other = _other(pair, old)
                    guests.send_supervisor_away()
                    _replace(call, old, leg, other, step)
                    guests.members = pair = (other, leg)
                    watches = _watches(pair)
                    sound.stop()
                    sound = SoundWatch(call, pair)
                case DigitPressed(leg, digit) if leg in pair:
                    if guests.supervision is not None:  # in its room nobody but us passes keys on
                        pass_on(_other(pair, leg), digit)
                    feature = watches[leg].press(digit, call.exchange.loop.time()) if leg in watches else None
                    if feature is not None:
                        raise TransferDue(Wish(leg, feature.value, asks=True), _other(pair, leg))
                case _:
                    pass
            for leg in pair:
                leg.digits.clear()
    except ConferenceDue:
        guests.hand_over()
        raise
    finally:
        sound.stop()
        guests.dismiss()
        call.talking = None


def _begin(call: Call, pair: tuple[Leg, Leg]) -> None:
    call.essential = set(pair)
    call.talking = pair
    for leg in pair:
        call.exchange.owner.on_leg(leg)
        leg.digits.clear()
        if leg.held:
            start_music(_other(pair, leg))


def _watches(pair: tuple[Leg, Leg]) -> dict[Leg, KeyWatch]:
    return {leg: KeyWatch(leg.call.company.codes) for leg in pair if leg.inside}


def _other(pair: tuple[Leg, Leg], leg: Leg) -> Leg:
    return pair[1] if leg is pair[0] else pair[0]


def _replace(call: Call, old: Leg, leg: Leg, other: Leg, step: str) -> None:
    """Let `leg` go on where `old` talked, as when a person takes the call on another phone, or a supervisor."""
    call.essential = {leg, other}
    call.talking = (other, leg)
    old.hang_up(reason=REPLACED)
    follow_recording(call, other, leg)
    call.exchange.retire(old)
    stop_music(other)
    back_to_sound(other)
    call.exchange.link(other, leg)
    call.step(step, who=leg.label, instead=old.label)
    _checkpoint(call, other, leg)


def start_recording(call: Call, caller: Leg, callee: Leg) -> Coroutine[Any, Any, None]:
    """Record two legs in stereo, the caller left; what is returned waits until the recorder is open.

    A recorder that cannot start never stops the call.
    """
    exchange = call.exchange
    recording = new_id()
    path = recording_path(exchange.recordings, call, recording)
    codecs = {leg.negotiated.codec.name for leg in (caller, callee) if leg.negotiated}
    opening = exchange.media.ask(
        media.RecordOpen(
            recorder=recording,
            path=path,
            channels=2,
            rate=WIDEBAND if codecs & WIDE_CODECS else NARROWBAND,
            note=call.call_id.encode(),
        )
    )
    call.taps = {}
    for channel, leg in enumerate((caller, callee)):
        _tap(call, recording, leg, channel)
    return recording_opened(call, recording, path, opening)


async def recording_opened(call: Call, recording: str, path: str, opening: asyncio.Future[media.Reply]) -> None:
    """Wait until a recorder is open, and write down that it records the call; one that cannot stops nothing."""
    try:
        await opening
    except MediaError as error:
        call.taps = {}
        call.step("recording_failed", reason=str(error))
        return
    exchange = call.exchange
    call.recording = recording
    exchange.recorders[recording] = call
    call.journal(records.RecordingStarted(call.call_id, recording, exchange.wall(), path))


def _tap(call: Call, recording: str, leg: Leg, channel: int) -> None:
    call.taps[leg.leg_id] = channel
    call.exchange.media.post(media.RecordTap(recorder=recording, session=leg.leg_id, channel=channel))


def follow_recording(call: Call, one: Leg, other: Leg) -> None:
    """Go on recording with these two: who is new takes the channel of who is not there any more."""
    if call.recording is None:
        return
    for leg_id in call.taps.keys() - {one.leg_id, other.leg_id}:
        if leg := call.legs.get(leg_id):
            untap(call, leg)
        else:
            del call.taps[leg_id]
    for leg in (one, other):
        if leg.leg_id not in call.taps:
            channel = min({0, 1} - set(call.taps.values()))
            _tap(call, call.recording, leg, channel)


def record_mix(call: Call, room: str) -> None:
    """Go on recording what all in a room say, in the left channel."""
    if call.recording is not None:
        for leg_id in list(call.taps):
            if leg := call.legs.get(leg_id):
                untap(call, leg)
        call.taps = {}
        call.exchange.media.post(media.RecordTap(recorder=call.recording, room=room, channel=0))


async def go_on_as_two(call: Call, one: Leg, other: Leg) -> None:
    """Let two talk who are left of more, without a gap, and close the room.

    Raises:
        PartyGone: the conversation ended.
        TransferDue: one of them wishes a transfer.
        ConferenceDue: a third party comes in.
    """
    if (conference := call.conference) is not None:
        if call.recording is not None and not call.taps:
            call.exchange.media.post(media.RecordUntap(recorder=call.recording, room=conference.room))
        conference.join_two(one, other)
    else:
        call.exchange.link(one, other)
    follow_recording(call, one, other)
    _checkpoint(call, one, other)
    await stay_connected(call, one, other)


def untap(call: Call, leg: Leg) -> None:
    """Record a party of the call no longer."""
    exchange = call.exchange
    if call.taps.pop(leg.leg_id, None) is not None and call.recording is not None and leg.leg_id in exchange.sessions:
        exchange.media.post(media.RecordUntap(recorder=call.recording, session=leg.leg_id))


def stop_recording(call: Call) -> Coroutine[Any, Any, None] | None:
    """Have the call's recording closed; what is returned notes how it went. None when there is none."""
    recording, call.recording = call.recording, None
    call.taps.clear()
    if recording is None:
        return None
    exchange = call.exchange
    exchange.recorders.pop(recording, None)
    return close_recording(exchange, call.call_id, exchange.journal.state.calls[call.call_id].recordings[recording])


def close_recording(
    exchange: Exchange, call_id: str, recording: RecordingState, fault: str = ""
) -> Coroutine[Any, Any, None]:
    """Have a recorder closed, or the file of one that is gone; what is returned writes down what it holds.

    `fault` says why it is gone.
    """
    closing = exchange.media.ask(media.RecordClose(recorder=recording.id), CLOSING_SECONDS)
    return _recording_closed(exchange, call_id, recording, closing, fault)


async def _recording_closed(
    exchange: Exchange, call_id: str, recording: RecordingState, closing: asyncio.Future[media.Recorded], fault: str
) -> None:
    try:
        done = await closing
    except MediaError as error:
        why = fault or (RECORDER_LOST if error.code == "no-recorder" else str(error))
        ended = await asyncio.to_thread(salvage, call_id, recording, exchange.wall(), why)
    else:
        error_text = recording_fault(done.error) if done.error else None if done.complete else "incomplete"
        ended = records.RecordingEnded(call_id, recording.id, exchange.wall(), done.duration_ms, done.bytes, error_text)
    exchange.journal.append(ended)


def recording_fault(text: str) -> str:
    """Return why a recording failed, in the media server's words without the path, which tells people nothing."""
    return text.rpartition(".wav: ")[2]


def salvage(call_id: str, recording: RecordingState, at: int, fault: str) -> records.RecordingEnded:
    """Close a file whose writer is gone and say what it holds. Blocks: for a thread."""
    try:
        wav = repair(Path(recording.path))
    except ResourceError as error:
        return records.RecordingEnded(call_id, recording.id, at, 0, 0, f"{fault}; {error}")
    return records.RecordingEnded(call_id, recording.id, at, wav.duration_ms, wav.size, fault)


def recording_path(folder: Path, call: Call, name: str) -> str:
    """Return where a recording of this call goes: company, then day (UTC)."""
    day = time.strftime("%Y/%m/%d", time.gmtime())
    return f"{folder}/{call.company.id}/{day}/{name}.wav"
