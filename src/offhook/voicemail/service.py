"""Messages of a company's extensions: listing them, and marking them heard.

Invariant: `person_id` narrows everything to the boxes of this person's extensions; a message of another box does not
exist for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, literal, select, tuple_

from offhook.directory.model import ExtensionRow
from offhook.history.cursor import Cursor
from offhook.history.model import CallRow, VoicemailRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.ids import PersonId, VoicemailId


@dataclass(frozen=True, slots=True)
class Voicemail:
    """A message; the extension's number and name are empty when it was removed since."""

    id: str
    call_id: str
    at: datetime
    duration_seconds: float
    heard_at: datetime | None
    extension_id: str
    extension_number: str
    extension_name: str
    caller_number: str
    caller_name: str
    path: str


@dataclass(frozen=True, slots=True)
class VoicemailPage:
    """Some messages, newest first; `next_cursor` continues where they end."""

    voicemails: tuple[Voicemail, ...]
    next_cursor: str | None


async def list_voicemails(
    session: AsyncSession, person_id: PersonId | None, *, limit: int, cursor: str | None = None
) -> VoicemailPage:
    """Return the newest messages, or those after `cursor`, at most `limit`.

    Raises:
        InvalidValue: the cursor is not one of ours.
    """
    query = _query(person_id).order_by(VoicemailRow.at.desc(), VoicemailRow.id.desc()).limit(limit + 1)
    if cursor is not None:
        last = Cursor.parse(cursor)
        query = query.where(
            tuple_(VoicemailRow.at, VoicemailRow.id) < tuple_(literal(last.at), literal(last.id, VoicemailRow.id.type))
        )
    found = [_voicemail(*row) for row in await session.execute(query)]
    shown = tuple(found[:limit])
    return VoicemailPage(shown, str(Cursor(shown[-1].at, shown[-1].id)) if len(found) > limit and shown else None)


async def get_voicemail(
    session: AsyncSession, person_id: PersonId | None, voicemail_id: VoicemailId
) -> Voicemail | None:
    """Return one message, or None when there is none that may be heard."""
    row = (await session.execute(_query(person_id).where(VoicemailRow.id == voicemail_id))).one_or_none()
    return None if row is None else _voicemail(*row)


async def mark_heard(
    session: AsyncSession, person_id: PersonId | None, voicemail_id: VoicemailId, *, heard: bool
) -> Voicemail | None:
    """Mark a message heard (once: the first time stays) or new again; None when there is none that may be heard."""
    row = (await session.execute(_query(person_id).where(VoicemailRow.id == voicemail_id))).one_or_none()
    if row is None:
        return None
    message = row[0]
    if heard != (message.heard_at is not None):
        message.heard_at = await session.scalar(select(func.now())) if heard else None
        await session.flush()
    return _voicemail(*row)


def _query(person_id: PersonId | None) -> Select[VoicemailRow, CallRow, ExtensionRow]:
    query = (
        select(VoicemailRow, CallRow, ExtensionRow)
        .join(CallRow, (CallRow.tenant_id == VoicemailRow.tenant_id) & (CallRow.id == VoicemailRow.call_id))
        .outerjoin(
            ExtensionRow,
            (ExtensionRow.tenant_id == VoicemailRow.tenant_id) & (ExtensionRow.id == VoicemailRow.extension_id),
        )
    )
    if person_id is None:
        return query
    shared = ExtensionRow.box["people"].contains([person_id])
    return query.where((ExtensionRow.person_id == person_id) | shared)


def _voicemail(message: VoicemailRow, call: CallRow, extension: ExtensionRow | None) -> Voicemail:
    return Voicemail(
        id=message.id,
        call_id=message.call_id,
        at=message.at,
        duration_seconds=message.duration_ms / 1000,
        heard_at=message.heard_at,
        extension_id=message.extension_id,
        extension_number=extension.number if extension else "",
        extension_name=extension.name if extension else "",
        caller_number=call.caller_number,
        caller_name=call.caller_name,
        path=message.path,
    )
