"""Exports of the session's company: asked for, listed, deleted.

Invariant: an export and the job that makes it are written together. One is made at a time, and few are kept.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select, text

from offhook.db.engine import tenant_of
from offhook.db.rules import take_turn
from offhook.errors import InUse
from offhook.exports.model import ExportRow
from offhook.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession

JOB: Final = "export_company"
KEPT_DAYS: Final = 7
MOST: Final = 5
_DEFER: Final = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('default', 'export_company', 0, CAST(:lock AS varchar), "
    "CAST(:lock AS varchar), CAST(:told AS jsonb), NULL)::procrastinate_job_to_defer_v1])"
)


def file_of(data: Path, tenant: str, export: str) -> Path:
    """Return where an export's file is when it is ready."""
    return data / "exports" / tenant / f"{export}.zip"


async def ask_export(session: AsyncSession, by: str, *, recordings: bool, include_secrets: bool) -> ExportRow:
    """Have an archive of the company made.

    Raises:
        InUse: one is being made already, or as many are kept as may be.
    """
    await take_turn(session)
    rows = await list_exports(session)
    if any(one.state in {"waiting", "running"} for one in rows):
        raise InUse("an export is being made already: wait for it", (("exports", "being made"),))
    if len(rows) >= MOST:
        raise InUse(f"{MOST} exports are kept: delete one first", (("exports", f"{MOST} of {MOST}"),))
    row = ExportRow(
        tenant_id=tenant_of(session),
        id=new_id(),
        asked_by=by,
        recordings=recordings,
        accounts=include_secrets,
        expires_at=datetime.now(UTC) + timedelta(days=KEPT_DAYS),
    )
    session.add(row)
    await session.flush()
    told = json.dumps({"tenant": row.tenant_id, "export": row.id})
    await session.execute(_DEFER, {"lock": f"{JOB}:{row.id}", "told": told})
    await session.refresh(row)
    return row


async def list_exports(session: AsyncSession) -> Sequence[ExportRow]:
    """Return the company's exports, newest first."""
    return (await session.scalars(select(ExportRow).order_by(ExportRow.asked_at.desc(), ExportRow.id))).all()


async def read_export(session: AsyncSession, export_id: str) -> ExportRow | None:
    """Return one export, or None."""
    return await session.scalar(select(ExportRow).where(ExportRow.id == export_id))
