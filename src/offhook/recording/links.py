"""Links to recordings: whoever has one hears the recording without a login, for a time, so many times at most.

Invariant: a token is stored only as its SHA-256. A link that is unknown, expired, revoked or used up, or whose
recording was deleted, is told from none: all are `None` here. A hearing is counted before its first byte is given.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy import Uuid, func, or_, select, update

from offhook.db.base import TenantRow
from offhook.db.engine import tenant_of
from offhook.errors import InUse
from offhook.history.model import CallRow, RecordingRow
from offhook.ids import TenantId, new_id
from offhook.recording.model import RecordingLinkRow
from offhook.recording.store import note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.db.engine import Database

MOST_LINKS: Final = 50  # of a recording that are good at once
LONGEST: Final = timedelta(days=30)
AFTERWARDS: Final = timedelta(minutes=10)  # so long, beyond its length, a hearing may go on in parts
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
LinkState = Literal["good", "expired", "used_up", "revoked"]


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link to make: how long it is good, how often at most (None: any number), and what it is for."""

    lifetime: timedelta
    most: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """What a link leads to, and the time zone of its company."""

    tenant: TenantId
    link: RecordingLinkRow
    recording: RecordingRow
    call: CallRow
    timezone: str


def state_of(link: RecordingLinkRow, now: datetime) -> LinkState:
    """Return whether a link is good, and why not."""
    if link.revoked_at is not None:
        return "revoked"
    if link.expires_at <= now:
        return "expired"
    return "used_up" if link.most is not None and link.heard >= link.most else "good"


async def make_link(
    session: AsyncSession, recording: RecordingRow, new: NewLink, by: str
) -> tuple[RecordingLinkRow, str]:
    """Make a link to a recording; return it and its token, which nobody can show again.

    Raises:
        InUse: there are too many good ones.
    """
    now = datetime.now(UTC)
    links = [one for one in await list_links(session, recording.id) if state_of(one, now) == "good"]
    if len(links) >= MOST_LINKS:
        uses = tuple(("link", one.id) for one in links)
        raise InUse(f"there are {MOST_LINKS} good links to this recording: revoke some first", uses)
    token = secrets.token_urlsafe(32)
    row = RecordingLinkRow(
        tenant_id=tenant_of(session),
        id=new_id(),
        recording_id=recording.id,
        token_hash=_hash(token),
        note=new.note,
        made_by=by,
        expires_at=now + min(new.lifetime, LONGEST),
        most=new.most,
    )
    session.add(row)
    await session.flush()
    await session.refresh(row)
    await note(session, recording, "recording_shared", by=by, until=f"{row.expires_at:%Y-%m-%d %H:%M} UTC")
    return row, token


async def list_links(session: AsyncSession, recording_id: str) -> Sequence[RecordingLinkRow]:
    """Return all links to a recording, the newest first."""
    row = RecordingLinkRow
    query = select(row).where(row.recording_id == recording_id).order_by(row.created_at.desc(), row.id.desc())
    return (await session.scalars(query)).all()


async def revoke_link(session: AsyncSession, recording: RecordingRow, link_id: str, by: str) -> bool:
    """Let a link lead nowhere from now on; again changes nothing. False when there is none."""
    row = RecordingLinkRow
    query = select(row).where(row.id == link_id, row.recording_id == recording.id).with_for_update()
    link = await session.scalar(query)
    if link is None:
        return False
    if link.revoked_at is None:
        link.revoked_at, link.revoked_by = datetime.now(UTC), by
        await session.flush()
        await note(session, recording, "recording_unshared", by=by)
    return True


async def follow_link(database: Database, token: str, *, heard_from: str = "", hearing: bool = False) -> Shared | None:
    """Return what a link leads to, None where it leads nowhere; a `hearing` is counted.

    What is asked for from the same address while a hearing may go on belongs to it, also when it was the last one.
    """
    found = _hash(token)
    tenant = await _tenant_of(database, found) if _TOKEN.fullmatch(token) else None
    if tenant is None:
        return None
    async with database.tenant(tenant) as session:
        row = RecordingLinkRow
        query = (
            select(row, RecordingRow, CallRow)
            .join(RecordingRow, RecordingRow.id == row.recording_id)
            .join(CallRow, CallRow.id == RecordingRow.call_id)
            .where(row.token_hash == found)
        )
        rows = (await session.execute(query)).one_or_none()
        if rows is None:
            return None
        link, recording, call = rows
        state = state_of(link, datetime.now(UTC))
        if recording.deleted_at is not None or state in {"revoked", "expired"}:
            return None
        if not _goes_on(link, recording, heard_from) and (
            state == "used_up" or (hearing and not await _count(session, link, heard_from))
        ):
            return None
        zone = await session.scalar(select(TenantRow.timezone))
        return Shared(tenant, link, recording, call, zone or "UTC")


async def _tenant_of(database: Database, found: bytes) -> TenantId | None:
    async with database.system() as session:
        tenant = await session.scalar(select(func.offhook_tenant_of_link(found, type_=Uuid(as_uuid=False))))
    return None if tenant is None else TenantId(tenant)


def _goes_on(link: RecordingLinkRow, recording: RecordingRow, heard_from: str) -> bool:
    length = timedelta(milliseconds=recording.duration_ms or 0)
    return (
        link.heard_at is not None
        and link.heard_from == heard_from
        and datetime.now(UTC) < link.heard_at + length + AFTERWARDS
    )


async def _count(session: AsyncSession, link: RecordingLinkRow, heard_from: str) -> bool:
    """Count a hearing; False when there were as many as there may be, also by who came in the same moment."""
    row = RecordingLinkRow
    free = or_(row.most.is_(None), row.heard < row.most)
    change = update(row).where(row.id == link.id, free).values(heard=row.heard + 1, heard_at=func.now())
    counted = await session.execute(change.values(heard_from=heard_from).returning(row.id))
    return counted.first() is not None


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
