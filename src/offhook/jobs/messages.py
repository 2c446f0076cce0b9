"""Sealing voice messages once they were left, apart from the queue: as recordings are (`jobs/recordings.py`).

Invariant: at any moment at least one whole form of a message is on the disk; the plain file goes after the database
knows of the sealed one. A crash at any point leaves what the next attempt finishes.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from offhook.history.model import VoicemailRow
from offhook.recording.keys import current_key
from offhook.recording.service import delete_sound, forget_plain, seal_sound
from offhook.tenancy.service import list_tenants

if TYPE_CHECKING:
    from offhook.db.engine import Database
    from offhook.ids import TenantId, VoicemailId
    from offhook.recording.keys import Vault

MOST_AT_ONCE = 50

FORGOTTEN = text(
    """
    SELECT v.id::text FROM voicemails v
    WHERE v.sealed_at IS NULL AND v.at < now() - '5 min'::interval
      AND NOT EXISTS (SELECT FROM procrastinate_jobs j
          WHERE j.task_name = 'seal_voicemail' AND j.args ->> 'voicemail' = v.id::text)
    ORDER BY v.at LIMIT :most
    """
)


async def seal_voicemail(database: Database, vault: Vault, tenant: TenantId, voicemail: VoicemailId) -> bool:
    """Seal one message; False where there is nothing to do.

    Raises:
        ResourceError: its file is away, or the key does not open.
        OSError: the disk is full; it stays as it is.
    """
    one = select(VoicemailRow).where(VoicemailRow.id == voicemail)
    async with database.tenant(tenant) as session:
        row = await session.scalar(one)
        if row is None:
            return False
        path = row.path
        key = None if row.sealed_at is not None else await current_key(session, vault.sealer)
    if key is not None:
        await asyncio.to_thread(seal_sound, vault.data, path, voicemail, key)
        async with database.tenant(tenant) as session:
            row = await session.scalar(one.with_for_update())
            if row is None:  # it was deleted for good meanwhile
                await asyncio.to_thread(delete_sound, vault.data, path)
                return False
            row.sealed_at, row.key_id = datetime.now(UTC), key[0]
    await asyncio.to_thread(forget_plain, vault.data, path)
    return True


async def forgotten_messages(database: Database) -> list[tuple[TenantId, str]]:
    """Return (company, message) of those that are plain, of before too, and for which there is no job."""
    found: list[tuple[TenantId, str]] = []
    for tenant in await list_tenants(database):
        async with database.tenant(tenant) as session:
            found += [(tenant, one) for one in (await session.execute(FORGOTTEN, {"most": MOST_AT_ONCE})).scalars()]
    return found
