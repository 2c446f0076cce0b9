"""Recordings of a call as the journal tells of them."""

from __future__ import annotations

import msgspec

from offhook.journal import records

RecordingRecord = records.RecordingStarted | records.RecordingPaused | records.RecordingResumed | records.RecordingEnded


class Pause(msgspec.Struct, frozen=True):
    """A silence in a recording at somebody's wish, ms from its beginning; without `to_ms` it lasts to the end."""

    from_ms: int
    to_ms: int | None
    by: str


class RecordingState(msgspec.Struct):
    """A recording of the conversation; `ended_at` is empty while it is being written."""

    id: str
    started_at: int
    path: str
    ended_at: int | None = None
    duration_ms: int | None = None
    size: int | None = None
    error: str | None = None
    rule: str | None = None
    rule_name: str = ""
    keep_days: int | None = None
    pauses: list[Pause] = []


def fold(recordings: dict[str, RecordingState], record: RecordingRecord) -> None:
    """Take a record into what is known; one of a recording that is not there changes nothing."""
    if isinstance(record, records.RecordingStarted):
        recordings[record.recording] = RecordingState(
            record.recording,
            record.at,
            record.path,
            rule=record.rule,
            rule_name=record.rule_name,
            keep_days=record.keep_days,
        )
        return
    found = recordings.get(record.recording)
    if found is None:
        return
    at_ms = max(0, (record.at - found.started_at) // 1000)
    match record:
        case records.RecordingPaused():
            found.pauses = [*found.pauses, Pause(at_ms, None, record.by)]
        case records.RecordingResumed() if found.pauses:
            *before, last = found.pauses
            found.pauses = [*before, msgspec.structs.replace(last, to_ms=at_ms)]
        case records.RecordingEnded():
            found.ended_at, found.duration_ms = record.at, record.duration_ms
            found.size, found.error = record.size, record.error
        case _:
            pass
