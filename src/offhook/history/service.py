"""Reading the history of a company's calls.

Invariant: the session of a transaction decides whose calls are seen (row-level security); `people` narrow that to
calls in which one of them called, rang or talked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import literal, select, tuple_

from offhook.branches.service import belonging_names
from offhook.history.call import Call, Leg, Message, Page, Place, Recording, Step, Who
from offhook.history.cursor import Cursor
from offhook.history.model import CallLegRow, CallRow, RecordingRow, VoicemailRow
from offhook.history.quality import quality_of
from offhook.history.search import CallFilter, find_calls
from offhook.history.words import step_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.ids import CallId, People


@dataclass(frozen=True, slots=True)
class View:
    """How the history is looked at: in which words, and by whom if not all calls may be seen."""

    language: str = "en"
    people: People | None = None


async def list_calls(
    session: AsyncSession, view: View, *, limit: int, cursor: str | None = None, wanted: CallFilter | None = None
) -> Page:
    """Return the newest calls that are wanted, or those after `cursor`, at most `limit`.

    Raises:
        InvalidValue: the cursor is not one of ours, or what is to be looked for is too short.
    """
    rows, following = await list_rows(session, view.people, limit=limit, cursor=cursor, wanted=wanted)
    below = await _below(session, [row.id for row in rows])
    return Page(tuple(_call(row, below, view.language) for row in rows), following)


async def list_rows(
    session: AsyncSession,
    people: People | None,
    *,
    limit: int,
    cursor: str | None = None,
    wanted: CallFilter | None = None,
) -> tuple[Sequence[CallRow], str | None]:
    """Return the rows of such a page, and the cursor of the next one.

    Raises:
        InvalidValue: as `list_calls`.
    """
    query = select(CallRow).order_by(CallRow.started_at.desc(), CallRow.id.desc())
    last = None if cursor is None else Cursor.parse(cursor)
    if people is not None or wanted is not None:
        found = await find_calls(session, wanted or CallFilter(), people, before=last, most=limit + 1)
        query = query.where(CallRow.id.in_(found))
    elif last is not None:
        query = query.where(
            tuple_(CallRow.started_at, CallRow.id) < tuple_(literal(last.at), literal(last.id, CallRow.id.type))
        )
    rows = (await session.scalars(query.limit(limit + 1))).all()
    shown = rows[:limit]
    more = len(rows) > limit and shown
    return shown, str(Cursor(shown[-1].started_at, shown[-1].id)) if more else None


async def get_call(session: AsyncSession, view: View, call_id: CallId) -> Call | None:
    """Return one call with its legs, or None when there is none that may be seen."""
    query = select(CallRow).where(CallRow.id == call_id)
    if view.people is not None:
        query = query.where(CallRow.person_ids.overlap(sorted(view.people)))
    row = await session.scalar(query)
    if row is None:
        return None
    legs = await session.scalars(
        select(CallLegRow).where(CallLegRow.call_id == call_id).order_by(CallLegRow.started_at, CallLegRow.id)
    )
    found = tuple(_leg(leg) for leg in legs)
    return _call(row, await _below(session, [row.id]), view.language, found)


async def inbound_calls(
    session: AsyncSession, numbers: Sequence[str], since: datetime, until: datetime, *, limit: int
) -> Sequence[CallRow]:
    """Return ended calls from outside to these numbers (E.164) that began in this time, newest first."""
    query = (
        select(CallRow)
        .where(CallRow.direction == "inbound", CallRow.dialled.in_(numbers), CallRow.ended_at.is_not(None))
        .where(CallRow.started_at >= since, CallRow.started_at < until)
        .order_by(CallRow.started_at.desc(), CallRow.id.desc())
        .limit(limit)
    )
    return (await session.scalars(query)).all()


@dataclass(frozen=True, slots=True)
class _Below:
    """Recordings and messages by call, and what branches and departments are called."""

    recordings: dict[str, RecordingRow]
    messages: dict[str, VoicemailRow]
    names: dict[str, str]


async def _below(session: AsyncSession, calls: Sequence[str]) -> _Below:
    if not calls:
        return _Below({}, {}, {})
    recordings = await session.scalars(
        select(RecordingRow).where(RecordingRow.call_id.in_(calls)).order_by(RecordingRow.started_at.desc())
    )
    messages = await session.scalars(
        select(VoicemailRow).where(VoicemailRow.call_id.in_(calls)).order_by(VoicemailRow.at)
    )
    # The first recording of a call and its last message.
    return _Below(
        {row.call_id: row for row in recordings},
        {row.call_id: row for row in messages},
        await belonging_names(session),
    )


def _call(row: CallRow, below: _Below, language: str, legs: tuple[Leg, ...] | None = None) -> Call:
    end = row.ended_at or datetime.now(UTC)
    waiting = (row.connected_at or end) - row.started_at
    recording, message = below.recordings.get(row.id), below.messages.get(row.id)
    return Call(
        id=row.id,
        direction=row.direction,
        state="live" if row.ended_at is None else "ended",
        caller=Who(row.caller_number, row.caller_name),
        number=row.dialled,
        callee=None if row.callee_number is None else Who(row.callee_number, row.callee_name or ""),
        started_at=row.started_at,
        answered_at=row.answered_at,
        connected_at=row.connected_at,
        ended_at=row.ended_at,
        waiting_seconds=_seconds(row.waiting_ms, waiting.total_seconds()),
        talking_seconds=None
        if row.connected_at is None
        else _seconds(row.talking_ms, (end - row.connected_at).total_seconds()),
        result=row.result,
        hangup_side=row.hangup_side,
        status=row.status,
        reason=row.reason,
        owed=row.owed,
        recording=None if recording is None else _recording(recording),
        voicemail=None
        if message is None
        else Message(message.id, message.at, message.duration_ms / 1000, message.heard_at),
        steps=tuple(_step(step, language) for step in row.journey),
        branches=tuple(Place(one, below.names.get(one)) for one in row.branch_ids),
        departments=tuple(Place(one, below.names.get(one)) for one in row.department_ids),
        legs=legs,
    )


def _seconds(milliseconds: int | None, so_far: float) -> float:
    return round(max(0.0, so_far), 3) if milliseconds is None else milliseconds / 1000


def _recording(row: RecordingRow) -> Recording:
    duration = None if row.duration_ms is None else row.duration_ms / 1000
    complete = row.duration_ms is not None and row.error is None
    return Recording(row.id, row.path, duration, complete, row.error, row.rule, row.deleted_at)


class _StoredStep(msgspec.Struct):
    """A step as `journal/rows.py` writes it."""

    at: int
    kind: str
    node: str | None = None
    detail: dict[str, Any] = {}


def _step(plain: Any, language: str) -> Step:
    stored = msgspec.convert(plain, _StoredStep)
    at = datetime.fromtimestamp(stored.at / 1e6, UTC)
    return Step(at, stored.kind, stored.node, step_text(stored.kind, stored.detail, language), stored.detail)


def _leg(row: CallLegRow) -> Leg:
    return Leg(
        id=row.id,
        direction="inbound" if row.direction == "inbound" else "outbound",
        party=row.party,
        started_at=row.started_at,
        rang_at=row.rang_at,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        status=row.status,
        cause=row.cause,
        by=row.by,
        reason=row.reason,
        transport=row.transport,
        codec=row.codec,
        encryption=row.encryption,
        sip_call_id=row.sip_call_id,
        quality=quality_of(row.quality),
        video=quality_of((row.quality or {}).get("video")),
    )
