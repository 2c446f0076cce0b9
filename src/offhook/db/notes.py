"""Entries of the audit log for what changes no row: somebody logged in, listened to a recording, took a copy away."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_NOTE = text("SELECT offhook_audit_note(:action, :resource, :row_id, :name, CAST(:details AS jsonb), :once_within)")


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody did: `action` with the row `row_id` of `resource`, which is called `name`."""

    action: str
    resource: str
    row_id: str | None = None
    name: str = ""
    details: dict[str, Any] = field(default_factory=dict)


async def note(session: AsyncSession, what: Note, *, once_within: timedelta = timedelta()) -> None:
    """Write to the session's company's log what the acting one (`acting.py`) does.

    The same again by the same login from the same address, no later than `once_within`, is not written again.
    """
    values = {
        "action": what.action,
        "resource": what.resource,
        "row_id": what.row_id,
        "name": what.name,
        "details": msgspec.json.encode(what.details).decode(),
        "once_within": once_within,
    }
    await session.execute(_NOTE, values)
