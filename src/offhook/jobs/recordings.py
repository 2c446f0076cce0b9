"""Sealing recordings when their calls are over, and deleting them when their time is: apart from the queue.

Invariant: at any moment at least one whole form of a recording is on the disk. The plain file goes after the database
knows the fingerprint; a crash at any point leaves what the next attempt finishes.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from sqlalchemy import text

from offhook.errors import ResourceError
from offhook.ids import TenantId
from offhook.recording.keys import current_key
from offhook.recording.service import delete_sound, forget_plain, seal_sound
from offhook.recording.store import due_recordings, forgotten, get_recording, mark_deleted, mark_sealed

if TYPE_CHECKING:
    from pathlib import Path

    from offhook.db.engine import Database
    from offhook.ids import RecordingId
    from offhook.recording.keys import Vault

log = logging.getLogger(__name__)


async def seal_recording(database: Database, vault: Vault, tenant: TenantId, recording: RecordingId) -> bool:
    """Seal one recording that is over; False when there is nothing to do.

    Raises:
        ResourceError: its file is away, or the key does not open.
        OSError: the disk is full.
    """
    async with database.tenant(tenant) as session:
        found = await get_recording(session, recording)
        if found is None or found[0].deleted_at is not None or found[0].duration_ms is None:
            return False
        path, sealed = found[0].path, found[0].sealed_at is not None
        key = None if sealed else await current_key(session, vault.sealer)
    if key is not None:
        # A writer that was killed may have left a header that says less than the file holds.
        seal = await asyncio.to_thread(seal_sound, vault.data, path, recording, key)
        async with database.tenant(tenant) as session:
            found = await get_recording(session, recording, lock=True)
            if found is None or found[0].deleted_at is not None:
                await asyncio.to_thread(delete_sound, vault.data, path)
                return False
            await mark_sealed(session, found[0], seal, key[0])
    await asyncio.to_thread(forget_plain, vault.data, path)
    return True


async def forgotten_recordings(database: Database) -> list[tuple[str, str]]:
    """Return (company, recording) of those that are over and plain, and for which there is no job."""
    found: list[tuple[str, str]] = []
    for tenant in await _tenants(database):
        async with database.tenant(tenant) as session:
            found += [(tenant, one) for one in await forgotten(session)]
    return found


async def delete_due(database: Database, data: Path) -> int:
    """Delete the recordings whose time is over; return how many."""
    count = 0
    for tenant in await _tenants(database):
        async with database.tenant(tenant) as session:
            for recording, _ in await due_recordings(session):
                try:
                    await asyncio.to_thread(delete_sound, data, recording.path)
                except (OSError, ResourceError) as error:
                    log.warning("recording %s cannot be deleted: %s", recording.id, error)
                    continue
                await mark_deleted(session, recording)
                count += 1
    if count:
        log.info("%d recordings were deleted, as their rules say", count)
    return count


async def _tenants(database: Database) -> list[TenantId]:
    async with database.system() as session:
        return [TenantId(str(row[0])) for row in await session.execute(text("SELECT offhook_tenants()"))]
