"""Events of the session's company as they are kept: read in their order, and tidied.

Invariant: ids are microseconds since 1970, so what is kept of a time is kept of ids as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from offhook.events.model import EventRow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

KEPT = timedelta(days=7)
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events: of these kinds (None: all), and of those that concern one of these people (None: all)."""

    kinds: frozenset[str] | None = None
    people: frozenset[str] | None = None

    def wants(self, kind: str, people: Collection[str]) -> bool:
        """Tell whether an event is one of them."""
        return (self.kinds is None or kind in self.kinds) and (
            self.people is None or not self.people.isdisjoint(people)
        )


def first_kept(now: datetime) -> int:
    """Return the id before which events may be gone."""
    return (now - KEPT - _EPOCH) // _MICROSECOND


async def read_events(session: AsyncSession, after: int, wanted: EventFilter, limit: int) -> Sequence[EventRow]:
    """Return at most `limit` events after an id, in their order."""
    row = EventRow
    query = select(row).where(row.id > after).order_by(row.id).limit(limit)
    if wanted.kinds is not None:
        query = query.where(row.kind.in_(wanted.kinds))
    if wanted.people is not None:
        query = query.where(row.people.overlap(sorted(wanted.people)))
    return (await session.scalars(query)).all()


async def newest_event(session: AsyncSession) -> int:
    """Return the id of the last event that is in the table, 0 when none is."""
    return await session.scalar(select(func.max(EventRow.id))) or 0


async def forget_events(session: AsyncSession, now: datetime) -> None:
    """Drop what is kept long enough."""
    await session.execute(delete(EventRow).where(EventRow.id < first_kept(now)))
