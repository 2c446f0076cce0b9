"""Recordings of the session's company, as the database knows them.

Invariant: what the switch writes of a recording (`journal/statements.py`) and what is written here are different
columns, so that neither undoes the other. A recording on hold is deleted by nobody. A row outlives its file.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, or_, select, text, tuple_, update

from offhook.errors import InUse
from offhook.history.cursor import Cursor
from offhook.history.model import CallRow, RecordingRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.ids import People
    from offhook.recording.service import Seal

MOST_AT_ONCE = 50
JOB = "seal_recording"

FORGOTTEN = text(
    """
    SELECT r.id::text FROM recordings r
    WHERE r.sealed_at IS NULL AND r.deleted_at IS NULL AND r.size > 0
      AND r.started_at + r.duration_ms * '1 ms'::interval < now() - '5 min'::interval
      AND NOT EXISTS (SELECT FROM procrastinate_jobs j
          WHERE j.task_name = 'seal_recording' AND j.args ->> 'recording' = r.id::text)
    ORDER BY r.started_at LIMIT :most
    """
)


@dataclass(frozen=True, slots=True)
class RecordingFilter:
    """Which recordings: of a call, of calls with an outside number (E.164) or an extension, or with some people."""

    call_id: str | None = None
    number: str | None = None
    people: People | None = None


async def list_recordings(
    session: AsyncSession, wanted: RecordingFilter, *, limit: int, cursor: str | None = None
) -> tuple[Sequence[tuple[RecordingRow, CallRow]], str | None]:
    """Return the newest recordings, at most `limit`, each with its call, and the cursor of the next page.

    Raises:
        InvalidValue: the cursor is not one of ours.
    """
    row = RecordingRow
    query = _visible(wanted.people).order_by(row.started_at.desc(), row.id.desc()).limit(limit + 1)
    if wanted.call_id is not None:
        query = query.where(row.call_id == wanted.call_id)
    if wanted.number is not None:
        number = wanted.number
        query = query.where(
            or_(CallRow.caller_number == number, CallRow.callee_number == number, CallRow.dialled == number)
        )
    if cursor is not None:
        last = Cursor.parse(cursor)
        query = query.where(tuple_(row.started_at, row.id) < tuple_(literal(last.at), literal(last.id, row.id.type)))
    rows = [(recording, call) for recording, call in await session.execute(query)]
    shown = rows[:limit]
    more = len(rows) > limit and shown
    return shown, str(Cursor(shown[-1][0].started_at, shown[-1][0].id)) if more else None


async def get_recording(
    session: AsyncSession, recording_id: str, people: People | None = None, *, lock: bool = False
) -> tuple[RecordingRow, CallRow] | None:
    """Return a recording with its call, or None when there is none that may be heard; `lock` keeps others away."""
    query = _visible(people).where(RecordingRow.id == recording_id)
    if lock:
        query = query.with_for_update(of=RecordingRow)
    found = (await session.execute(query)).one_or_none()
    return None if found is None else (found[0], found[1])


def _visible(people: People | None) -> Select[RecordingRow, CallRow]:
    query = select(RecordingRow, CallRow).join(CallRow, CallRow.id == RecordingRow.call_id)
    return query if people is None else query.where(CallRow.person_ids.overlap(sorted(people)))


def deletes_at(row: RecordingRow) -> datetime | None:
    """Return when a recording is deleted by itself, None for never."""
    if row.keep_days is None or row.hold or row.deleted_at is not None:
        return None
    return row.started_at + timedelta(days=row.keep_days)


async def forgotten(session: AsyncSession) -> list[str]:
    """Return recordings that ended minutes ago and are still plain, though nobody is about to seal them."""
    return list((await session.execute(FORGOTTEN, {"most": MOST_AT_ONCE})).scalars())


async def mark_sealed(session: AsyncSession, row: RecordingRow, seal: Seal, key_id: str) -> None:
    """Keep what was found while a recording was sealed, and with which key."""
    row.sha256, row.sealed_at, row.key_id = seal.sha256, datetime.now(UTC), key_id
    row.waveform = seal.waveform
    await session.flush()


async def due_recordings(session: AsyncSession) -> Sequence[tuple[RecordingRow, CallRow]]:
    """Return recordings whose time is over, and that are not on hold; other transactions leave them alone."""
    row = RecordingRow
    over = row.started_at + row.keep_days * text("'1 day'::interval") <= func.now()
    query = (
        _visible(None)
        .where(row.deleted_at.is_(None), row.hold.is_(False), row.keep_days.is_not(None), over)
        .order_by(row.started_at)
        .limit(MOST_AT_ONCE)
        .with_for_update(of=row, skip_locked=True)
    )
    return [(recording, call) for recording, call in await session.execute(query)]


async def mark_deleted(session: AsyncSession, row: RecordingRow, *, by: str = "") -> None:
    """Keep that a recording's file was deleted, by somebody or when its time was over, and say so in the history.

    Raises:
        InUse: it is on hold.
    """
    refuse_held(row)
    row.deleted_at, row.waveform = datetime.now(UTC), None
    if by:
        why = by
    elif row.rule:
        why = f"{row.rule}, {row.keep_days} d"
    else:
        why = f"{row.keep_days} d"
    await note(session, row, "recording_deleted", why=why, rule=row.rule, rule_id=row.rule_id)


async def set_hold(session: AsyncSession, row: RecordingRow, *, hold: bool, by: str) -> None:
    """Keep a recording whatever its rule says, or no longer."""
    if row.hold != hold:
        row.hold = hold
        await note(session, row, "recording_held" if hold else "recording_released", by=by)


def refuse_held(row: RecordingRow) -> None:
    """Refuse to touch a recording that is on hold.

    Raises:
        InUse: it is.
    """
    if row.hold:
        raise InUse("the recording is on hold: lift that first", (("hold", row.id),))


async def note(session: AsyncSession, row: RecordingRow, kind: str, **detail: Any) -> None:
    """Add a step to the journey of a call that is over."""
    step = {"at": time.time_ns() // 1000, "kind": kind, "node": None, "detail": detail}
    journey = CallRow.journey.op("||")(literal([step], CallRow.journey.type))
    await session.execute(update(CallRow).where(CallRow.id == row.call_id).values(journey=journey))
    await session.flush()
