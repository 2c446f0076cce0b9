"""What becomes of old messages: boxes that keep them for so many days lose older ones, deleted ones go for good.

Invariant: a message's row goes before its file, so that nothing is listed that cannot be heard.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from offhook.recording.sealed import forms_of

if TYPE_CHECKING:
    from datetime import datetime

    from offhook.db.engine import Database
    from offhook.ids import TenantId

TRASH_DAYS: Final = 7
AT_ONCE: Final = 1000

_EXPIRE = text(
    """UPDATE voicemails v SET deleted_at = :now FROM extensions e
    WHERE (e.tenant_id, e.id) = (v.tenant_id, v.extension_id) AND v.deleted_at IS NULL
      AND coalesce((e.box ->> 'keep_days')::integer, 0) > 0
      AND v.at < :now - (e.box ->> 'keep_days')::integer * '1 day'::interval"""
)
_PURGE = text(
    """DELETE FROM voicemails WHERE id IN (
        SELECT id FROM voicemails WHERE deleted_at < :now - :days * '1 day'::interval ORDER BY deleted_at LIMIT :most
    ) RETURNING path"""
)
log = logging.getLogger(__name__)


async def tidy_boxes(database: Database, tenant: TenantId, now: datetime, *, trash_days: int = TRASH_DAYS) -> int:
    """Delete messages that are too old, and take away those that were deleted long ago; return how many went."""
    gone = 0
    async with database.tenant(tenant) as session:
        await session.execute(_EXPIRE, {"now": now})
    while True:
        async with database.tenant(tenant) as session:
            found = await session.execute(_PURGE, {"now": now, "days": trash_days, "most": AT_ONCE})
            paths = [Path(row[0]) for row in found]
        await asyncio.to_thread(_remove, paths)
        gone += len(paths)
        if len(paths) < AT_ONCE:
            return gone


def _remove(paths: list[Path]) -> None:
    for path in (form for one in paths for form in forms_of(one)):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("the sound of a deleted message stays: %s", error)
