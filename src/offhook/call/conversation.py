"""Two parties talk; the conversation is recorded from the first word and ends when either hangs up."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from offhook.errors import MediaError, ResourceError
from offhook.ids import new_id
from offhook.journal import records
from offhook.media import protocol as media
from offhook.media.wav import repair

if TYPE_CHECKING:
    from offhook.call.call import Call
    from offhook.call.exchange import Exchange
    from offhook.call.leg import Leg
    from offhook.journal.state import RecordingState

WIDEBAND = 16000
NARROWBAND = 8000
RECORDER_LOST = "the media server was lost"
CLOSING_SECONDS = 2.5  # how long the end of a call waits for the media server, twice at most


async def converse(call: Call, caller: Leg, callee: Leg) -> None:
    """Join two legs, record them, and wait until one leaves.

    An unanswered caller is answered first, so that the first word is heard and recorded.

    Raises:
        PartyGone: always, when the conversation ends.
    """
    call.raise_if_gone()  # in the very instant of the answer
    caller.answer()
    await start_recording(call, caller, callee)
    call.exchange.link(caller, callee)
    call.connected = True
    call.result = "answered"
    call.journal(records.CallConnected(call.call_id, call.exchange.wall(), callee.party))
    call.step("connected", who=callee.label)
    call.checkpoint("conversation", caller=caller.leg_id, callee=callee.leg_id)
    await stay_connected(call, caller, callee)


async def stay_connected(call: Call, caller: Leg, callee: Leg) -> None:
    """Wait until one of two joined legs leaves.

    Raises:
        PartyGone: always.
    """
    call.essential.update((caller, callee))
    while True:
        await call.next()
        caller.digits.clear()
        callee.digits.clear()


async def start_recording(call: Call, caller: Leg, callee: Leg) -> None:
    """Record two legs in stereo, the caller left; a recorder that cannot start never stops the call."""
    exchange = call.exchange
    recording = new_id()
    path = recording_path(exchange.recordings, call, recording)
    codecs = {leg.negotiated.codec.name for leg in (caller, callee) if leg.negotiated}
    try:
        await exchange.media.do(
            media.RecordOpen(
                recorder=recording,
                path=str(path),
                channels=2,
                rate=WIDEBAND if "G722" in codecs else NARROWBAND,
                note=call.call_id.encode(),
            )
        )
    except MediaError as error:
        call.step("recording_failed", reason=str(error))
        return
    call.recording = recording
    exchange.recorders[recording] = call
    call.journal(records.RecordingStarted(call.call_id, recording, exchange.wall(), str(path)))
    for channel, leg in enumerate((caller, callee)):
        exchange.media.post(media.RecordTap(recorder=recording, session=leg.leg_id, channel=channel))


async def stop_recording(call: Call) -> None:
    """Close the call's recording and note how it went; safe to call when there is none."""
    recording, call.recording = call.recording, None
    if recording is None:
        return
    exchange = call.exchange
    exchange.recorders.pop(recording, None)
    await close_recording(exchange, call.call_id, exchange.journal.state.calls[call.call_id].recordings[recording])


async def close_recording(exchange: Exchange, call_id: str, recording: RecordingState, fault: str = "") -> None:
    """Close a recorder, or the file of one that is gone, and write down what it holds; `fault` says why it is gone."""
    try:
        done = await exchange.media.do(media.RecordClose(recorder=recording.id), CLOSING_SECONDS)
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


def recording_path(folder: Path, call: Call, name: str) -> Path:
    """Return where a recording of this call goes: company, then day (UTC)."""
    day = datetime.now(UTC)
    return folder / call.company.id / f"{day:%Y/%m/%d}" / f"{name}.wav"
