"""Reading the audit log of the session's company, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import literal, or_, select, tuple_

from offhook.audit.model import AuditRow
from offhook.history.cursor import Cursor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are wanted; None: all. `row_id` finds what belongs to that row, too."""

    since: datetime | None = None
    until: datetime | None = None
    login: str | None = None
    resource: str | None = None
    action: str | None = None
    row_id: str | None = None
    change_id: str | None = None


async def list_entries(
    session: AsyncSession, wanted: AuditFilter, *, limit: int, cursor: str | None = None
) -> tuple[Sequence[AuditRow], str | None]:
    """Return the newest entries, or those after `cursor`, and where the next page begins.

    Raises:
        InvalidValue: the cursor is not one of ours.
    """
    query = select(AuditRow).order_by(AuditRow.at.desc(), AuditRow.id.desc()).limit(limit + 1)
    if wanted.since is not None:
        query = query.where(AuditRow.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditRow.at < wanted.until)
    for name in ("login", "resource", "action", "change_id"):
        if (value := getattr(wanted, name)) is not None:
            query = query.where(getattr(AuditRow, name) == value)
    if wanted.row_id is not None:
        query = query.where(or_(AuditRow.row_id == wanted.row_id, AuditRow.of_id == wanted.row_id))
    if cursor is not None:
        last = Cursor.parse(cursor)
        query = query.where(
            tuple_(AuditRow.at, AuditRow.id) < tuple_(literal(last.at), literal(last.id, AuditRow.id.type))
        )
    rows = (await session.scalars(query)).all()
    shown = rows[:limit]
    return shown, str(Cursor(shown[-1].at, shown[-1].id)) if len(rows) > limit else None
