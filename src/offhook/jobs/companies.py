"""Removing companies whose time of grace is over, with all that is theirs: apart from the queue.

Invariant: files go before the rows that name them, and the company's own row goes last: a worker that dies in between
begins again, and finds what is left. Nobody uses the company any more: it was suspended all the time.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, func, select, text

from offhook.db.base import TenantRow
from offhook.tenancy.service import list_tenants
from offhook.tenancy.usage import storage_of

if TYPE_CHECKING:
    from pathlib import Path

    from offhook.db.engine import Database
    from offhook.ids import TenantId

FOLDERS: Final = ("recordings", "voicemail", "company-prompts", "exports")
AT_ONCE: Final = 2000
_CALLS: Final = text("DELETE FROM calls WHERE id IN (SELECT id FROM calls LIMIT :most)")
_AUDIT: Final = text("DELETE FROM procrastinate_jobs WHERE status = 'todo' AND args ->> 'tenant' = :tenant")
log = logging.getLogger(__name__)


async def remove_due(database: Database, data: Path) -> int:
    """Remove the companies that are due; return how many."""
    count = 0
    for tenant in await list_tenants(database):
        row = TenantRow
        due = select(row.name).where(row.delete_at <= func.now(), row.suspended_at.is_not(None))
        async with database.tenant(tenant) as session:
            name = await session.scalar(due)
        if name is None:
            continue
        try:
            await remove_company(database, data, tenant)
        except OSError as error:
            log.warning("company %s (%s) cannot be removed yet: %s", name, tenant, error)
            continue
        log.info("company %s (%s) was removed with all its files, as was wished", name, tenant)
        count += 1
    return count


async def remove_company(database: Database, data: Path, tenant: TenantId) -> None:
    """Remove files, calls in batches, then all the rest of a company.

    Raises:
        OSError: a file cannot be removed; the rest stays.
    """
    await asyncio.to_thread(_remove_files, data, tenant)
    while True:
        async with database.tenant(tenant) as session:
            found = await session.execute(_CALLS, {"most": AT_ONCE})
        if not found.rowcount:  # type: ignore[attr-defined]  # a DELETE has it
            break
    async with database.tenant(tenant) as session:
        # Somebody may have taken it back while its files went; its rows stay then, and say what is lost.
        row = TenantRow
        await session.execute(delete(row).where(row.id == tenant, row.delete_at <= func.now()))
    async with database.system() as session:
        await session.execute(_AUDIT, {"tenant": tenant})


async def judge_storage(database: Database) -> None:
    """Mark the companies whose files take more than their plan allows, or no longer do."""
    for tenant in await list_tenants(database):
        async with database.tenant(tenant) as session:
            row = (await session.scalars(select(TenantRow))).one_or_none()
            if row is None or not (row.max_storage or row.storage_full):
                continue
            used = await storage_of(session)
            full = bool(row.max_storage) and used >= row.max_storage
            if full != row.storage_full:
                row.storage_full = full
                log.warning("company %s: storage %s", row.name, "is full" if full else "has room again")


def _remove_files(data: Path, tenant: TenantId) -> None:
    for folder in FOLDERS:
        place = data / folder / tenant
        if place.exists():
            shutil.rmtree(place)
