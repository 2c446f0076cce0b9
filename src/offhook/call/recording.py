"""The recording of a call: begun by the company's rules or by hand, paused, ended.

Invariant: a call has one recording at a time, which follows through every transfer: the newcomer takes the channel of
the one who left. While it is paused nobody is tapped: both channels are silent, and its time goes on. What was decided
is in the journal, so that it holds after a restart. Whatever fails here stops no conversation.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from offhook.call.codes import Feature
from offhook.call.pair_room import mix_in, rejoin
from offhook.call.recording_rules import Decision, decide, facts_of
from offhook.errors import MediaError, ResourceError
from offhook.ids import new_id
from offhook.journal import records
from offhook.media import protocol as media
from offhook.media.wav import repair

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from offhook.call.call import Call
    from offhook.call.events import RecordingAction
    from offhook.call.exchange import Exchange
    from offhook.call.leg import Leg
    from offhook.journal.recordings import RecordingState

WIDEBAND = 16000
NARROWBAND = 8000
WIDE_CODECS = {"G722", "OPUS"}
RECORDER_LOST = "the media server was lost"
CLOSING_SECONDS = 2.5  # how long the end of a call waits for the media server, twice at most
ANNOUNCED_VOICES_DB = -12.0  # how loud they hear each other while they are told
SAID = {
    "start": "recording_is_on",
    "stop": "recording_is_off",
    "pause": "recording_is_paused",
    "resume": "recording_is_on",
}


# -- by the rules


def record_by_rules(call: Call, one: Leg, other: Leg) -> Coroutine[Any, Any, None] | None:
    """Record two who begin to talk, or not, as the rules say of them; what is returned waits until it is begun.

    A recording that runs goes on with them where it may, and ends where it may not.
    """
    decision = decide(call.company, facts_of(call, one, other), call.capture.agreed)
    _note(call, decision)
    if not _wanted(call, decision):
        if (ending := stop_recording(call)) is not None:
            call.exchange.spawn(ending)
        return None
    return start_recording(call, one, other) if call.recording is None else None


def follow_if_ruled(call: Call, one: Leg, other: Leg) -> None:
    """Go on recording with two who talk in between, as when one asks the other first, unless the rules except them."""
    if _wanted(call, decide(call.company, facts_of(call, one, other), call.capture.agreed)):
        follow_recording(call, one, other)


def _wanted(call: Call, decision: Decision) -> bool:
    return decision.mode == "always" or (call.capture.by_hand and decision.mode != "never")


def _note(call: Call, decision: Decision) -> None:
    """Keep what was decided, and say in the journey by which rule, once for each."""
    capture, rule = call.capture, decision.rule
    refused = capture.agreed is False
    if (capture.rule, capture.mode) == (rule.id, decision.mode):
        return
    known = capture.mode != ""
    capture.rule, capture.mode = rule.id, decision.mode
    capture.rule_name, capture.announce = rule.name, rule.announce
    capture.keep_days = rule.keep_days if rule.id else call.company.record_days
    keep(call)
    if rule.id:
        how = "sampled_out" if decision.sampled_out else decision.mode
        call.step(f"recording_{how}", rule=rule.name, rule_id=rule.id, percent=rule.percent)
    elif refused or known or (decision.mode == "never" and call.company.recording_rules):
        call.step("recording_refused" if refused else f"recording_otherwise_{decision.mode}")


def keep(call: Call) -> None:
    """Write down what was decided of a call's recording."""
    call.journal(records.CaptureChanged(call.call_id, msgspec.structs.replace(call.capture)))


def take_consent(call: Call, *, agreed: bool) -> None:
    """Keep what the caller said when asked; a recording that runs ends when it is no."""
    call.capture.agreed = agreed
    keep(call)
    if not agreed and (ending := stop_recording(call)) is not None:
        call.exchange.spawn(ending)


def announce_recording(call: Call) -> None:
    """Tell those who talk that they are recorded, where the rule wants it; once in a call."""
    capture = call.capture
    if call.recording is None or not capture.announce or capture.announced:
        return
    capture.announced = True
    keep(call)
    files = call.exchange.sounds("call_is_recorded", call.company.language)
    mix_in(call, list(call.talking or ()), files, ANNOUNCED_VOICES_DB)
    call.step("recording_announced")


# -- by hand


def refusal(call: Call, action: RecordingAction) -> str:
    """Return why something cannot be done with a call's recording, "" when it can."""
    capture, runs = call.capture, call.recording is not None
    why = ""
    match action:
        case "start" if capture.agreed is False:
            why = "no-consent"
        case "start" if capture.mode == "never" or call.meeting is not None:  # a meeting's extension says it for all
            why = "no-recording"
        case "start" if not runs and call.talking is None and call.conference is None:
            why = "nobody-talks"
        case "stop" if runs and capture.mode != "on_demand":
            why = "must-record"
        case "pause" | "resume" if not runs:
            why = "not-recorded"
        case _:
            pass
    return why


def holder_of(call: Call) -> Call:
    """Return the call that has the recording of what is said: in a meeting it may be another one."""
    found = call.meeting.recorded_by if call.meeting is not None else None
    return call if found is None else found


def by_keys(call: Call, leg: Leg, feature: Feature) -> None:
    """Do what a party asks for by a code, and tell that party what holds now."""
    action: RecordingAction = "stop" if call.recording is not None else "start"
    if feature is Feature.RECORD_PAUSE:
        action = "resume" if call.capture.paused else "pause"
    why = refusal(call, action)
    if why:
        call.step("recording_not_changed", by=leg.label, what=action)
    else:
        carry_out(call, action, leg.label)
    said = SAID[action] if not why else "recording_may_not_change"
    mix_in(call, [leg], call.exchange.sounds(said, call.company.language), ANNOUNCED_VOICES_DB)


def carry_out(call: Call, action: RecordingAction, by: str) -> None:
    """Begin, end, pause or take up a call's recording, unless it is so already, or cannot be."""
    if refusal(call, action):
        return
    capture = call.capture
    match action:
        case "start" if call.recording is None:
            capture.by_hand = True
            keep(call)
            call.step("recording_started", by=by)
            call.exchange.spawn(_start_by_hand(call))
        case "stop" if call.recording is not None:
            capture.by_hand = False
            keep(call)
            call.step("recording_stopped", by=by)
            if (ending := stop_recording(call)) is not None:
                call.exchange.spawn(ending)
                _refresh_tone(call)
        case "pause" if not capture.paused:
            _pause(call, by)
        case "resume" if capture.paused:
            _resume(call, by)
        case _:
            pass


async def _start_by_hand(call: Call) -> None:
    if call.talking is not None:
        await start_recording(call, *call.talking)
    elif call.conference is not None:
        await start_mix(call, call.conference.room)
    announce_recording(call)
    _refresh_tone(call)


def _pause(call: Call, by: str) -> None:
    recording, exchange = call.recording, call.exchange
    assert recording is not None
    for leg_id in call.taps:
        if leg_id in exchange.sessions:
            exchange.media.post(media.RecordUntap(recorder=recording, session=leg_id))
    if (room := _tapped_room(call)) is not None:
        exchange.media.post(media.RecordUntap(recorder=recording, room=room))
    call.capture.paused = True
    keep(call)
    call.journal(records.RecordingPaused(call.call_id, recording, exchange.wall(), by))
    call.step("recording_paused", by=by)
    _refresh_tone(call)


def _resume(call: Call, by: str) -> None:
    recording, exchange = call.recording, call.exchange
    assert recording is not None
    call.capture.paused = False
    for leg_id, channel in call.taps.items():
        if leg_id in exchange.sessions:
            exchange.media.post(media.RecordTap(recorder=recording, session=leg_id, channel=channel))
    if (room := _tapped_room(call)) is not None:
        exchange.media.post(media.RecordTap(recorder=recording, room=room, channel=0))
    keep(call)
    call.journal(records.RecordingResumed(call.call_id, recording, exchange.wall()))
    call.step("recording_resumed", by=by)
    _refresh_tone(call)


def _tapped_room(call: Call) -> str | None:
    """Return the room whose mix is recorded, if it is one."""
    if call.taps:
        return None
    if call.meeting is not None:
        return call.meeting.room
    return call.conference.room if call.conference is not None else None


def _refresh_tone(call: Call) -> None:
    """Let two who talk hear the beep of a recording from now on, or no longer."""
    if call.company.record_tone and call.talking is not None and call.conference is None and not call.announcements:
        rejoin(call)


# -- the recorder


def start_recording(call: Call, caller: Leg, callee: Leg) -> Coroutine[Any, Any, None]:
    """Record two legs in stereo, the caller left; what is returned waits until the recorder is open.

    A recorder that cannot start never stops the call.
    """
    exchange = call.exchange
    recording = new_id()
    path = recording_path(exchange.recordings, call, recording)
    call.capture.paused = False
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
    rule = call.capture
    kept = (rule.keep_days if rule.mode else call.company.record_days) or None
    call.journal(
        records.RecordingStarted(
            call.call_id, recording, exchange.wall(), path, rule.rule or None, rule.rule_name, kept
        )
    )


def _tap(call: Call, recording: str, leg: Leg, channel: int) -> None:
    call.taps[leg.leg_id] = channel
    if not call.capture.paused:
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
        if not call.capture.paused:
            call.exchange.media.post(media.RecordTap(recorder=call.recording, room=room, channel=0))


async def start_mix(call: Call, room: str) -> None:
    """Record what all in a room say; what fails stops nobody."""
    exchange = call.exchange
    recording = new_id()
    path = recording_path(exchange.recordings, call, recording)
    call.capture.paused = False
    call.taps = {}
    note = call.call_id.encode()
    opening = exchange.media.ask(media.RecordOpen(recorder=recording, path=path, channels=1, rate=WIDEBAND, note=note))
    exchange.media.post(media.RecordTap(recorder=recording, room=room))
    await recording_opened(call, recording, path, opening)


def leave_mix(call: Call, room: str) -> None:
    """Record what is said in a room no longer, if it was."""
    if call.recording is not None and not call.taps and not call.capture.paused:
        call.exchange.media.post(media.RecordUntap(recorder=call.recording, room=room))


def untap(call: Call, leg: Leg) -> None:
    """Record a party of the call no longer."""
    exchange = call.exchange
    tapped = call.taps.pop(leg.leg_id, None) is not None and not call.capture.paused
    if tapped and call.recording is not None and leg.leg_id in exchange.sessions:
        exchange.media.post(media.RecordUntap(recorder=call.recording, session=leg.leg_id))


def stop_recording(call: Call) -> Coroutine[Any, Any, None] | None:
    """Have the call's recording closed; what is returned notes how it went. None when there is none."""
    recording, call.recording = call.recording, None
    call.capture.paused = False
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
    exchange.tally.recorded(ended.error)
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
