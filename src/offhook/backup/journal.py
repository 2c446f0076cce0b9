"""What a journal holds and the database does not: registrations, wake-up calls, agents, promises, unwritten calls.

Invariant: a restored switch begins no call because of a backup: calls that went on while it was made are over in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from offhook.errors import ResourceError
from offhook.journal.segment import frame, segment_path, segments, unframe
from offhook.journal.spool import event_files, read_events, read_spool, spools
from offhook.journal.state import CallSaved, SwitchState

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from offhook.journal import records

UNDER_WAY: Final = "a backup was made during this call, and this is a copy"
_ATTEMPTS: Final = 20


def read_journal(folder: Path) -> SwitchState:
    """Return what the journal of a switch, which may be running, adds up to, with the calls that were set aside.

    Raises:
        ResourceError: it is replaced all the time, or cannot be read.
    """
    for _ in range(_ATTEMPTS):
        state = SwitchState()
        try:
            for path in segments(folder):
                for record in unframe(path.read_bytes()).records:
                    state.apply(record)
            # Afterwards: the segments say that what is in these files may be forgotten.
            for path in spools(folder):
                for call in read_spool(path):
                    state.apply(CallSaved(call))
            for path in event_files(folder):
                for event in read_events(path):
                    state.events.happened(event)
        except FileNotFoundError:  # written to the database, or followed by a newer segment, in this moment
            continue
        except OSError as error:
            raise ResourceError(f"cannot read the journal in {folder}: {error.strerror}") from error
        return state
    raise ResourceError(f"the journal in {folder} is replaced all the time")


def end_calls(state: SwitchState, written: set[str], now: int) -> None:
    """Forget the calls that the database has whole, and end those that go on at `now`, microseconds of UTC."""
    for call in list(state.calls.values()):
        if call.id in written:
            del state.calls[call.id]
        elif call.ended_at is None:
            call.ended_at, call.reason, call.checkpoint = now, UNDER_WAY, None
            call.result = "answered" if call.connected_at is not None else "failed"
            for leg in call.live_legs:
                leg.ended_at, leg.by, leg.saved_kind, leg.saved = now, "system", None, None
            for one in call.open_recordings:
                one.ended_at, one.duration_ms = now, max(0, (now - one.started_at) // 1000)


def move_files(state: SwitchState, moved: Callable[[str], str]) -> None:
    """Change the paths of files as `moved` does."""
    for call in state.calls.values():
        for recording in call.recordings.values():
            recording.path = moved(recording.path)
        for message in call.voicemails.values():
            message.path = moved(message.path)
    for key, chosen in state.settings.items():
        if chosen.what.startswith("greeting."):
            state.settings[key] = msgspec.structs.replace(chosen, value=moved(chosen.value))


def encode_journal(state: SwitchState) -> bytes:
    """Return a journal's state as one segment."""
    return b"".join(frame(record) for record in state.snapshot(state.snapshot_keys()))


def decode_journal(data: bytes) -> SwitchState:
    """Return the state that a segment adds up to."""
    state = SwitchState()
    for record in unframe(data).records:
        state.apply(record)
    return state


def write_journal(folder: Path, state: SwitchState) -> None:
    """Write the first segment of a new journal.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = segment_path(folder, 1)
    path.write_bytes(encode_journal(state))
    path.chmod(0o600)


def files_of(state: SwitchState) -> set[str]:
    """Return the paths of files that calls and settings name."""
    calls = [one.path for call in state.calls.values() for one in call.recordings.values()]
    calls += [one.path for call in state.calls.values() for one in call.voicemails.values()]
    chosen: list[records.SettingChosen] = list(state.settings.values())
    return {*calls, *(one.value for one in chosen if one.what.startswith("greeting.") and one.value)}
