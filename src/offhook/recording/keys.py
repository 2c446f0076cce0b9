"""The keys of companies: what their recordings are sealed with.

Invariant: a key of a company leaves the database only sealed by the key of the installation (`DATA/secret.key`), and
opens only for its own company. Keys are never removed: old files need theirs.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import select

from offhook.db.engine import tenant_of
from offhook.db.rules import take_turn
from offhook.db.sealing import KEY_BYTES
from offhook.errors import ResourceError
from offhook.ids import new_id
from offhook.recording.model import CompanyKeyRow

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.db.sealing import Sealer
    from offhook.recording.sealed import CompanyKey


def key_context(tenant: str, key: str) -> str:
    """Return what a company's key is sealed for."""
    return f"company_keys/{tenant}/{key}"


async def current_key(session: AsyncSession, sealer: Sealer) -> CompanyKey:
    """Return the key for what is sealed now; the company's first is made when there is none.

    Raises:
        SealBroken: the key of the installation is another one than when it was made.
    """
    newest = select(CompanyKeyRow).order_by(CompanyKeyRow.created_at.desc(), CompanyKeyRow.id.desc()).limit(1)
    row = await session.scalar(newest)
    if row is None:
        await take_turn(session)
        row = await session.scalar(newest)
    if row is None:
        tenant, key = tenant_of(session), new_id()
        sealed = sealer.seal(secrets.token_bytes(KEY_BYTES), key_context(tenant, key))
        row = CompanyKeyRow(tenant_id=tenant, id=key, key_sealed=sealed)
        session.add(row)
        await session.flush()
    return row.id, sealer.open(row.key_sealed, key_context(row.tenant_id, row.id))


async def key_of(session: AsyncSession, sealer: Sealer, key: str) -> bytes:
    """Return a key by its id.

    Raises:
        ResourceError: the company has no such key, or it does not open.
    """
    row = await session.scalar(select(CompanyKeyRow).where(CompanyKeyRow.id == key))
    if row is None:
        raise ResourceError("the key that the file was sealed with is not the company's")
    return sealer.open(row.key_sealed, key_context(row.tenant_id, row.id))
