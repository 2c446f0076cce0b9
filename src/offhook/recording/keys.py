"""The keys of companies: what their recordings and messages are sealed with.

Invariant: a key of a company leaves the database only sealed by the key of the installation (`DATA/secret.key`), and
opens only for its own company. Keys are never removed: old files need theirs.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select, true

from offhook.db.engine import tenant_of
from offhook.db.rules import take_turn
from offhook.db.sealing import KEY_BYTES, SealBroken, Sealer
from offhook.history.model import RecordingRow, VoicemailRow
from offhook.ids import new_id
from offhook.recording.model import CompanyKeyRow

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.recording.sealed import CompanyKey, KeyOf


@dataclass(frozen=True, slots=True)
class Vault:
    """Where sealed files are, and the key of the installation, which opens the companies' own."""

    data: Path
    sealer: Sealer

    @classmethod
    def of(cls, data: Path) -> Vault:
        """Return that of a data folder.

        Raises:
            ResourceError: the key is unreadable or has a wrong size.
        """
        return cls(data, Sealer.of(data))

    def keys(self, session: AsyncSession) -> KeyOf:
        """Return what gives the keys of the session's company."""
        return partial(key_of, session, self.sealer)


@dataclass(frozen=True, slots=True)
class KeyUse:
    """A key of a company: who made it ("": it came with the first file), and how many files are sealed with it."""

    id: str
    created_at: datetime
    made_by: str
    files: int


NEWEST: Final = select(CompanyKeyRow).order_by(CompanyKeyRow.created_at.desc(), CompanyKeyRow.id.desc()).limit(1)
SAME_WISH: Final = timedelta(minutes=1)
log = logging.getLogger(__name__)


def key_context(tenant: str, key: str) -> str:
    """Return what a company's key is sealed for."""
    return f"company_keys/{tenant}/{key}"


async def current_key(session: AsyncSession, sealer: Sealer) -> CompanyKey:
    """Return the key for what is sealed now; the company's first is made when there is none.

    Raises:
        SealBroken: the key of the installation is another one than when it was made.
    """
    row = await session.scalar(NEWEST)
    if row is None:
        await take_turn(session)
        row = await session.scalar(NEWEST)
    if row is None:
        row = await _make_key(session, sealer, "")
    return row.id, sealer.open(row.key_sealed, key_context(row.tenant_id, row.id))


async def rotate_key(session: AsyncSession, sealer: Sealer, by: str) -> CompanyKeyRow:
    """Make a new key, with which all is sealed from now on; what is sealed already is sealed anew by the worker.

    Wished for again within a minute, it is the same one. The old keys need not open: so a company whose keys are lost
    goes on with a new one.
    """
    await take_turn(session)
    recent = CompanyKeyRow.created_at > func.now() - SAME_WISH
    row = await session.scalar(NEWEST.where(recent, CompanyKeyRow.made_by != ""))
    if row is None:
        row = await _make_key(session, sealer, by)
        await session.refresh(row)
        log.info("%s made a new key for company %s: %s", by, row.tenant_id, row.id)
    return row


async def list_keys(session: AsyncSession) -> list[KeyUse]:
    """Return the company's keys, the one in use first, with how many files are sealed with each."""
    rows = (await session.scalars(NEWEST.limit(None))).all()
    counts: dict[str | None, int] = {}
    for table, there in ((RecordingRow, RecordingRow.deleted_at.is_(None)), (VoicemailRow, true())):
        count = select(table.key_id, func.count()).where(table.sealed_at.is_not(None), there).group_by(table.key_id)
        for key_id, found in await session.execute(count):
            counts[key_id] = counts.get(key_id, 0) + found
    if rows:  # files of before their rows told the key have the first one
        counts[rows[-1].id] = counts.get(rows[-1].id, 0) + counts.get(None, 0)
    return [KeyUse(row.id, row.created_at, row.made_by, counts.get(row.id, 0)) for row in rows]


async def newest_keys(session: AsyncSession) -> list[str]:
    """Return the ids of the company's keys, the one in use first."""
    return [row.id for row in await session.scalars(NEWEST.limit(None))]


async def _make_key(session: AsyncSession, sealer: Sealer, by: str) -> CompanyKeyRow:
    tenant, key = tenant_of(session), new_id()
    sealed = sealer.seal(secrets.token_bytes(KEY_BYTES), key_context(tenant, key))
    # By the clock: a transaction that began earlier may have waited for its turn.
    row = CompanyKeyRow(tenant_id=tenant, id=key, key_sealed=sealed, made_by=by, created_at=func.clock_timestamp())
    session.add(row)
    await session.flush()
    return row


async def key_of(session: AsyncSession, sealer: Sealer, key: str) -> bytes:
    """Return a key by its id.

    Raises:
        SealBroken: the company has no such key, or it does not open.
    """
    row = await session.scalar(select(CompanyKeyRow).where(CompanyKeyRow.id == key))
    if row is None:
        raise SealBroken("the key that the file was sealed with is not the company's")
    return sealer.open(row.key_sealed, key_context(row.tenant_id, row.id))
