"""Versions of the scenarios of the session's company: one draft at a time, published versions that never change.

Publishing makes the draft the version that answers calls; rolling back lets an earlier one answer again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from offhook.db.engine import tenant_of
from offhook.errors import InvalidValue
from offhook.ids import ScenarioId, new_id
from offhook.scenario.tables import ScenarioRow, ScenarioVersionRow

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def add_scenario(session: AsyncSession, name: str) -> ScenarioId:
    """Add a scenario without any version.

    Raises:
        sqlalchemy.exc.IntegrityError: the company has a scenario of this name already.
    """
    scenario = ScenarioRow(tenant_id=tenant_of(session), id=new_id(), name=name, published=None)
    session.add(scenario)
    await session.flush()
    return ScenarioId(scenario.id)


async def save_draft(
    session: AsyncSession, scenario_id: ScenarioId, graph: dict[str, Any], *, changed_by: str | None = None
) -> int:
    """Write the draft's graph, beginning a draft when there is none; return its version."""
    draft = await _draft(session, scenario_id)
    if draft is None:
        newest = await session.scalar(
            select(func.max(ScenarioVersionRow.version)).where(ScenarioVersionRow.scenario_id == scenario_id)
        )
        draft = ScenarioVersionRow(
            tenant_id=tenant_of(session),
            id=new_id(),
            scenario_id=scenario_id,
            version=(newest or 0) + 1,
            published_at=None,
        )
        session.add(draft)
    draft.graph, draft.changed_by = graph, changed_by
    await session.flush()
    return draft.version


async def publish(session: AsyncSession, scenario_id: ScenarioId) -> int:
    """Let the draft answer calls from now on; return its version.

    Raises:
        InvalidValue: there is no draft.
    """
    draft = await _draft(session, scenario_id)
    if draft is None:
        raise InvalidValue("scenario", "has no draft to publish")
    draft.published_at = func.now()
    await session.flush()
    await _answer_with(session, scenario_id, draft.version)
    return draft.version


async def roll_back(session: AsyncSession, scenario_id: ScenarioId, version: int) -> None:
    """Let an earlier published version answer calls again.

    Raises:
        InvalidValue: there is no such version, or it is the draft.
    """
    found = await session.scalar(
        select(ScenarioVersionRow.published_at).where(
            ScenarioVersionRow.scenario_id == scenario_id, ScenarioVersionRow.version == version
        )
    )
    if found is None:
        raise InvalidValue("version", f"version {version} was never published")
    await _answer_with(session, scenario_id, version)


async def _answer_with(session: AsyncSession, scenario_id: ScenarioId, version: int) -> None:
    scenario = await session.get_one(ScenarioRow, (tenant_of(session), scenario_id))
    scenario.published = version
    await session.flush()


async def _draft(session: AsyncSession, scenario_id: ScenarioId) -> ScenarioVersionRow | None:
    """Return the draft, and keep others from beginning one until the transaction ends."""
    await session.get_one(ScenarioRow, (tenant_of(session), scenario_id), with_for_update=True)
    return await session.scalar(
        select(ScenarioVersionRow).where(
            ScenarioVersionRow.scenario_id == scenario_id, ScenarioVersionRow.published_at.is_(None)
        )
    )
