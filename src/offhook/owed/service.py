"""Owed calls of the session's company: who is to be called back, by whom and by when.

Invariant: nothing here closes one; only a conversation does (`journal/statements.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import exists, literal, or_, select, tuple_

from offhook.directory.model import PersonRow
from offhook.errors import InvalidValue
from offhook.history.cursor import Cursor
from offhook.owed.model import OwedCallRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.ids import People

State = Literal["open", "overdue", "closed"]


@dataclass(frozen=True, slots=True)
class OwedFilter:
    """Which ones: in a state (at `now`), whose, from after hours only. `people` see theirs and nobody's."""

    now: datetime
    state: State = "open"
    owner_id: str | None = None
    after_hours: bool | None = None
    people: People | None = None


@dataclass(frozen=True, slots=True)
class OwedChange:
    """What is to be set; None leaves it, `owner_id=""` gives it to nobody."""

    owner_id: str | None = None
    due_at: datetime | None = None
    note: str | None = None


async def list_owed(
    session: AsyncSession, wanted: OwedFilter, *, limit: int, cursor: str | None = None
) -> tuple[Sequence[OwedCallRow], str | None]:
    """Return the calls that are due first, at most `limit`, and the cursor of the next page.

    Raises:
        InvalidValue: the cursor is not one of ours.
    """
    row = OwedCallRow
    query = select(row).order_by(row.due_at, row.id).limit(limit + 1)
    query = query.where(row.closed_at.is_not(None) if wanted.state == "closed" else row.closed_at.is_(None))
    if wanted.state == "overdue":
        query = query.where(row.due_at <= wanted.now)
    if wanted.owner_id is not None:
        query = query.where(row.owner_id == wanted.owner_id)
    if wanted.after_hours is not None:
        query = query.where(row.after_hours == wanted.after_hours)
    if wanted.people is not None:
        query = query.where(or_(row.owner_id.in_(wanted.people), row.owner_id.is_(None)))
    if cursor is not None:
        last = Cursor.parse(cursor)
        query = query.where(tuple_(row.due_at, row.id) > tuple_(literal(last.at), literal(last.id, row.id.type)))
    rows = (await session.scalars(query)).all()
    shown = rows[:limit]
    return shown, str(Cursor(shown[-1].due_at, shown[-1].id)) if len(rows) > limit and shown else None


async def read_owed(session: AsyncSession, owed_id: str, people: People | None = None) -> OwedCallRow | None:
    """Return one; None when there is none, or not for these people."""
    row = await session.scalar(select(OwedCallRow).where(OwedCallRow.id == owed_id))
    return row if row is None or people is None or row.owner_id in {None, *people} else None


async def change_owed(
    session: AsyncSession, owed_id: str, change: OwedChange, people: People | None = None
) -> OwedCallRow | None:
    """Give it to somebody, put it off, write a note. None when there is none, or not for these people.

    Raises:
        InvalidValue: the owner is nobody of the company.
    """
    row = await read_owed(session, owed_id, people)
    if row is None:
        return None
    if change.owner_id:
        if not await session.scalar(select(exists().where(PersonRow.id == change.owner_id))):
            raise InvalidValue("owner_id", "names nobody of the company")
        row.owner_id = change.owner_id
    elif change.owner_id == "":
        row.owner_id = None
    if change.due_at is not None:
        row.due_at = change.due_at
    if change.note is not None:
        row.note = change.note
    await session.flush()
    return row
