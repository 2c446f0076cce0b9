"""Messages of a company's mailboxes: listing them, marking them heard, deleting them and taking that back.

Invariant: `people` narrow everything to the boxes that one of them may listen to; a message of another box does not
exist for them. A message that is deleted is kept for some days, then it goes with its file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Text, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import array

from offhook.directory.model import ExtensionRow
from offhook.history.cursor import Cursor
from offhook.history.model import CallRow, VoicemailRow
from offhook.routing.boxes import Message

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.ids import People, VoicemailId
    from offhook.routing.boxes import Folder, MessageState


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
    deleted_at: datetime | None = None
    forwarded_by: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class VoicemailPage:
    """Some messages, newest first; `next_cursor` continues where they end."""

    voicemails: tuple[Voicemail, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages are listed: of one box where it is named, deleted ones or the others."""

    extension_id: str = ""
    deleted: bool = False


async def list_voicemails(
    session: AsyncSession,
    people: People | None,
    *,
    limit: int,
    cursor: str | None = None,
    wanted: Wanted = Wanted(),
) -> VoicemailPage:
    """Return the newest messages, or those after `cursor`, at most `limit`.

    Raises:
        InvalidValue: the cursor is not one of ours.
    """
    query = _query(people).order_by(VoicemailRow.at.desc(), VoicemailRow.id.desc()).limit(limit + 1)
    query = query.where(VoicemailRow.deleted_at.is_not(None) if wanted.deleted else VoicemailRow.deleted_at.is_(None))
    if wanted.extension_id:
        query = query.where(VoicemailRow.extension_id == wanted.extension_id)
    if cursor is not None:
        last = Cursor.parse(cursor)
        query = query.where(
            tuple_(VoicemailRow.at, VoicemailRow.id) < tuple_(literal(last.at), literal(last.id, VoicemailRow.id.type))
        )
    found = [_voicemail(*row) for row in await session.execute(query)]
    shown = tuple(found[:limit])
    return VoicemailPage(shown, str(Cursor(shown[-1].at, shown[-1].id)) if len(found) > limit and shown else None)


async def get_voicemail(session: AsyncSession, people: People | None, voicemail_id: VoicemailId) -> Voicemail | None:
    """Return one message, or None when there is none that may be heard."""
    row = (await session.execute(_query(people).where(VoicemailRow.id == voicemail_id))).one_or_none()
    return None if row is None else _voicemail(*row)


async def change_voicemail(
    session: AsyncSession,
    people: People | None,
    voicemail_id: VoicemailId,
    *,
    heard: bool | None = None,
    deleted: bool | None = None,
) -> Voicemail | None:
    """Mark a message heard (once: the first time stays) or new again, delete it or take that back.

    None where there is no message that may be heard.
    """
    row = (await session.execute(_query(people).where(VoicemailRow.id == voicemail_id))).one_or_none()
    if row is None:
        return None
    message = row[0]
    for name, wanted in (("heard_at", heard), ("deleted_at", deleted)):
        if wanted is not None and wanted != (getattr(message, name) is not None):
            setattr(message, name, await session.scalar(select(func.now())) if wanted else None)
    await session.flush()
    return _voicemail(*row)


async def set_state(session: AsyncSession, voicemail_id: str, state: MessageState) -> bool:
    """Make a message new, heard or deleted; False where there is none."""
    message = await session.scalar(select(VoicemailRow).where(VoicemailRow.id == voicemail_id))
    if message is None:
        return False
    now = await session.scalar(select(func.now()))
    message.deleted_at = (message.deleted_at or now) if state == "deleted" else None
    message.heard_at = None if state == "new" else (message.heard_at or now)
    await session.flush()
    return True


async def box_messages(
    session: AsyncSession, extension_id: str, folder: Folder, after: tuple[datetime, str] | None, limit: int
) -> list[Message]:
    """Return messages of a box: new ones from the oldest on, kept ones from the newest on."""
    place = tuple_(VoicemailRow.at, VoicemailRow.id)
    query = _query(None).where(VoicemailRow.extension_id == extension_id, VoicemailRow.deleted_at.is_(None))
    if folder == "new":
        query = query.where(VoicemailRow.heard_at.is_(None)).order_by(VoicemailRow.at, VoicemailRow.id)
    else:
        query = query.where(VoicemailRow.heard_at.is_not(None))
        query = query.order_by(VoicemailRow.at.desc(), VoicemailRow.id.desc())
    if after is not None:
        last = tuple_(literal(after[0]), literal(after[1], VoicemailRow.id.type))
        query = query.where(place > last if folder == "new" else place < last)
    return [
        Message(
            message.id,
            message.at,
            call.caller_number,
            call.caller_name,
            message.path,
            message.duration_ms,
            "new" if message.heard_at is None else "heard",
            message.forwarded_by,
            message.comment,
        )
        for message, call, _ in await session.execute(query.limit(limit))
    ]


def _query(people: People | None) -> Select[VoicemailRow, CallRow, ExtensionRow]:
    query = (
        select(VoicemailRow, CallRow, ExtensionRow)
        .join(CallRow, (CallRow.tenant_id == VoicemailRow.tenant_id) & (CallRow.id == VoicemailRow.call_id))
        .outerjoin(
            ExtensionRow,
            (ExtensionRow.tenant_id == VoicemailRow.tenant_id) & (ExtensionRow.id == VoicemailRow.extension_id),
        )
    )
    if people is None:
        return query
    shared = ExtensionRow.box["people"].has_any(array(sorted(people), type_=Text()))
    return query.where(ExtensionRow.person_id.in_(people) | shared)


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
        deleted_at=message.deleted_at,
        forwarded_by=message.forwarded_by,
        comment=message.comment,
    )
