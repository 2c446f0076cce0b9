"""Taking a message: greeting, beep, recording, until the caller hangs up, presses a key, falls silent or talks on."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from offhook.call.events import DigitPressed, RecorderDone
from offhook.call.play import play
from offhook.call.recording import CLOSING_SECONDS, NARROWBAND, RECORDER_LOST, WIDEBAND, recording_path
from offhook.errors import MediaError, ResourceError
from offhook.ids import new_id
from offhook.journal import records
from offhook.media import protocol as media
from offhook.media.wav import repair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.call.call import Call
    from offhook.call.leg import Leg
    from offhook.configuration import Extension

SILENCE_SECONDS = 8
QUIETEST_SPEECH_DBOV = -50  # a line's own noise stays below
SHORTEST_MS = 1000  # anything shorter is a hang-up, not a message


async def leave_voicemail(
    call: Call, caller: Leg, box: Extension, greeting: Sequence[media.PlayItem], *, max_s: float
) -> bool:
    """Take one message for `box`; what was said counts even when the caller hangs up in the middle of it.

    False when the caller pressed the star in the greeting of a box that has a PIN: its owner calls.

    Raises:
        PartyGone: the caller hung up (after the message was kept).
        MediaError: the media server refuses to record.
    """
    caller.answer()
    call.step("voicemail", box=box.number)
    caller.digits.clear()
    await play(call, caller, greeting, interruptible=True)
    if box.box.pin and caller.digits and caller.digits[0] == "*":
        return False
    caller.digits.clear()
    await play(call, caller, [media.Tone(tone="beep", country=call.company.country)])
    await _record(call, caller, box, max_s)
    return True


async def _record(call: Call, caller: Leg, box: Extension, max_s: float) -> None:
    exchange = call.exchange
    voicemail = new_id()
    path = recording_path(exchange.voicemails, call, voicemail)
    wide = caller.negotiated is not None and caller.negotiated.codec.name == "G722"
    await exchange.media.do(
        media.RecordOpen(
            recorder=voicemail,
            path=path,
            channels=1,
            rate=WIDEBAND if wide else NARROWBAND,
            note=call.call_id.encode(),
            max_s=int(max_s),
            silence_s=SILENCE_SECONDS,
        )
    )
    exchange.recorders[voicemail] = call
    call.checkpoint("voicemail", caller=caller.leg_id, voicemail=voicemail, box=box.id, path=path)
    exchange.media.post(media.RecordTap(recorder=voicemail, session=caller.leg_id, channel=0))
    await _follow(call, caller, voicemail, box.id, path)


async def _follow(call: Call, caller: Leg, voicemail: str, box_id: str, path: str) -> None:
    """Wait until a message is complete, and keep it."""
    ended_ms: int | None = None
    try:
        while True:
            match await call.next():
                case RecorderDone(recorder=done, duration_ms=duration_ms, loudest_dbov=loudest) if done == voicemail:
                    ended_ms = _spoken_ms(duration_ms, loudest)
                    return
                case DigitPressed(leg=leg) if leg is caller:
                    return
                case _:
                    pass
    finally:
        if ended_ms is None:
            ended_ms = await _close(call, voicemail, Path(path))
        keep_message(call, voicemail, box_id, path, ended_ms)


async def resume_message(call: Call, caller: Leg, box: Extension, voicemail: str, path: str) -> None:
    """Go on with a message that was being taken when the switch died: the media server has recorded meanwhile.

    Where it has not, and nothing of it can be kept, the caller hears the beep again.

    Raises:
        PartyGone: the caller hung up (after the message was kept).
        MediaError: the media server refuses to record.
    """
    kept = call.exchange.journal.state.calls[call.call_id].voicemails
    if voicemail in call.exchange.recorders:
        await _follow(call, caller, voicemail, box.id, path)
        return
    await finish_message(call, voicemail, box.id, path)
    if voicemail not in kept:
        await play(call, caller, [media.Tone(tone="beep", country=call.company.country)])
        await _record(call, caller, box, box.box.longest_s)


async def record_speech(call: Call, speaker: Leg, *, max_s: float, rate: int = NARROWBAND) -> tuple[str, int]:
    """Record what somebody says after a beep, until a key or silence; return the file and its length in ms.

    Raises:
        PartyGone: the speaker hung up; what was said is thrown away.
        MediaError: the media server refuses to record.
    """
    exchange, name = call.exchange, new_id()
    path = recording_path(exchange.voicemails, call, name)
    speaker.digits.clear()
    await play(call, speaker, [media.Tone(tone="beep", country=call.company.country)])
    await exchange.media.do(
        media.RecordOpen(
            recorder=name,
            path=path,
            channels=1,
            rate=rate,
            note=call.call_id.encode(),
            max_s=int(max_s),
            silence_s=SILENCE_SECONDS,
        )
    )
    exchange.recorders[name] = call
    exchange.media.post(media.RecordTap(recorder=name, session=speaker.leg_id, channel=0))
    ended_ms: int | None = None
    left = True
    try:
        while ended_ms is None:
            match await call.next():
                case RecorderDone(recorder=done, duration_ms=duration_ms, loudest_dbov=loudest) if done == name:
                    ended_ms = _spoken_ms(duration_ms, loudest)
                case DigitPressed(leg=leg) if leg is speaker:
                    break
                case _:
                    pass
        left = False
    finally:
        if ended_ms is None:
            ended_ms = await _close(call, name, Path(path))
        exchange.recorders.pop(name, None)
        speaker.digits.clear()
        if left:
            await asyncio.to_thread(Path(path).unlink, missing_ok=True)
    return path, ended_ms


async def _close(call: Call, voicemail: str, path: Path) -> int:
    """Close the recorder and return the length of what it took, in ms; when it is gone, of what the file holds."""
    try:
        done = await call.exchange.media.do(media.RecordClose(recorder=voicemail), CLOSING_SECONDS)
    except MediaError as error:
        call.step("recording_failed", reason=RECORDER_LOST if error.code == "no-recorder" else str(error))
        return await asyncio.to_thread(_salvage, path)
    return _spoken_ms(done.duration_ms, done.loudest_dbov)


def _spoken_ms(duration_ms: int, loudest_dbov: int) -> int:
    """Return the length of a message, 0 when nobody spoke in it."""
    return duration_ms if loudest_dbov >= QUIETEST_SPEECH_DBOV else 0


def _salvage(path: Path) -> int:
    """Close a file whose writer is gone and return its length in ms. Blocks: for a thread."""
    try:
        return repair(path).duration_ms
    except ResourceError:
        return 0


async def finish_message(call: Call, voicemail: str, box_id: str, path: str) -> None:
    """Keep what a recorder took for a switch that died meanwhile, unless that is done."""
    if voicemail in call.exchange.journal.state.calls[call.call_id].voicemails:
        return
    keep_message(call, voicemail, box_id, path, await _close(call, voicemail, Path(path)))


def keep_message(call: Call, voicemail: str, box_id: str, path: str, duration_ms: int) -> None:
    """Keep a message in which something was said."""
    exchange = call.exchange
    exchange.recorders.pop(voicemail, None)
    if duration_ms < SHORTEST_MS:
        call.step("voicemail_empty")
        return
    exchange.tally.voicemails += 1
    call.journal(records.VoicemailLeft(call.call_id, voicemail, exchange.wall(), box_id, path, duration_ms))
    call.step("voicemail_left", seconds=round(duration_ms / 1000))
    exchange.on_voicemail(call.company.id, box_id)
