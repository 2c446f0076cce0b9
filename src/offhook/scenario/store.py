"""Versions of the scenarios of the session's company: one draft at a time, published versions that never change.

Publishing makes the draft the version that answers calls; rolling back lets an earlier one answer again. Whoever
changes a draft says which graph was seen (`mark_of`), so that two editors do not overwrite each other.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import defer

from offhook.db.engine import tenant_of
from offhook.errors import ChangedSince, InUse, InvalidValue
from offhook.ids import ScenarioId, new_id
from offhook.scenario.answering import published_scenario
from offhook.scenario.tables import ScenarioRow, ScenarioVersionRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncSession

UNSEEN = "*"  # a mark that fits any graph (RFC 9110 §13.1.1)


async def add_scenario(session: AsyncSession, name: str) -> ScenarioId:
    """Add a scenario without any version.

    Raises:
        InvalidValue: the name is empty, or the company has a scenario of this name already.
    """
    scenario = ScenarioRow(tenant_id=tenant_of(session), id=new_id(), name="", published=None)
    scenario.name = await _name(session, scenario, name)
    session.add(scenario)
    await session.flush()
    return ScenarioId(scenario.id)


async def rename_scenario(session: AsyncSession, scenario: ScenarioRow, name: str) -> None:
    """Give a scenario another name; whatever points at it goes on doing so.

    Raises:
        InvalidValue: as `add_scenario`.
    """
    scenario.name = await _name(session, scenario, name)
    await session.flush()


async def remove_scenario(session: AsyncSession, scenario: ScenarioRow, uses: Sequence[tuple[str, str]]) -> None:
    """Remove a scenario with all its versions; `uses` are kinds and names of what needs it.

    Raises:
        InUse: something needs it.
    """
    if uses:
        raise InUse("the scenario is in use: let another one answer those numbers and go on there", tuple(uses))
    await session.delete(scenario)
    await session.flush()


async def list_scenarios(session: AsyncSession) -> Sequence[ScenarioRow]:
    """Return the company's scenarios by name."""
    return (await session.scalars(select(ScenarioRow).order_by(ScenarioRow.name))).all()


async def read_scenario(session: AsyncSession, scenario_id: str) -> ScenarioRow | None:
    """Return one scenario, or None."""
    return await session.scalar(select(ScenarioRow).where(ScenarioRow.id == scenario_id))


async def replaced_by(session: AsyncSession, scenario_id: str) -> Sequence[ScenarioRow]:
    """Return the scenarios for which this one stands in, by name."""
    query = select(ScenarioRow).where(ScenarioRow.stand_in_id == scenario_id).order_by(ScenarioRow.name)
    return (await session.scalars(query)).all()


async def stand_in(session: AsyncSession, scenario: ScenarioRow, other_id: str) -> None:
    """Let another scenario answer wherever this one is named; "": this one answers again.

    Raises:
        InvalidValue: there is no such scenario, nothing of it is published, or it would not be the one that answers.
    """
    if not other_id:
        scenario.stand_in_id = None
        await session.flush()
        return
    other = await published_scenario(session, other_id)
    if other.id == scenario.id:
        raise InvalidValue("scenario_id", "a scenario cannot stand in for itself")
    if other.stand_in_id is not None:
        raise InvalidValue("scenario_id", f"another one stands in for “{other.name}” itself: end that first")
    if others := await replaced_by(session, scenario.id):
        names = ", ".join(f"“{one.name}”" for one in others)
        raise InvalidValue("scenario_id", f"“{scenario.name}” stands in for {names}: end that first")
    scenario.stand_in_id = other.id
    await session.flush()


async def list_versions(session: AsyncSession, scenario_id: str | None = None) -> Sequence[ScenarioVersionRow]:
    """Return the versions of one scenario, or of all, newest first; their graphs are not read."""
    query = select(ScenarioVersionRow).options(defer(ScenarioVersionRow.graph, raiseload=True))
    if scenario_id is not None:
        query = query.where(ScenarioVersionRow.scenario_id == scenario_id)
    return (await session.scalars(query.order_by(ScenarioVersionRow.version.desc()))).all()


async def read_version(session: AsyncSession, scenario_id: str, version: int) -> ScenarioVersionRow | None:
    """Return one version with its graph, or None."""
    return await session.scalar(
        select(ScenarioVersionRow).where(
            ScenarioVersionRow.scenario_id == scenario_id, ScenarioVersionRow.version == version
        )
    )


async def read_newest(session: AsyncSession, scenario: ScenarioRow) -> ScenarioVersionRow | None:
    """Return what an editor goes on from: the draft, else the version that answers, else None."""
    draft = await session.scalar(_draft_of(scenario.id))
    if draft is None and scenario.published is not None:
        return await read_version(session, scenario.id, scenario.published)
    return draft


def mark_of(version: ScenarioVersionRow | None) -> str:
    """Return what tells this graph from what others may make of it."""
    if version is None:
        return "0"
    plain = json.dumps(version.graph, sort_keys=True).encode()
    return f"{version.version}-{hashlib.sha256(plain).hexdigest()[:16]}"


async def save_draft(
    session: AsyncSession,
    scenario_id: ScenarioId,
    graph: dict[str, Any],
    *,
    changed_by: str | None = None,
    seen: str = UNSEEN,
) -> int:
    """Write the draft's graph, beginning a draft when there is none; return its version.

    Raises:
        ChangedSince: it is not the graph any more that was `seen`.
    """
    draft = await _draft(session, scenario_id, seen)
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
    draft.graph, draft.changed_by, draft.changed_at = graph, changed_by, func.now()
    await session.flush()
    return draft.version


async def discard_draft(session: AsyncSession, scenario_id: ScenarioId, *, seen: str = UNSEEN) -> bool:
    """Throw the draft away. False when there is none.

    Raises:
        ChangedSince: as `save_draft`.
    """
    draft = await _draft(session, scenario_id, seen)
    if draft is not None:
        await session.execute(delete(ScenarioVersionRow).where(ScenarioVersionRow.id == draft.id))
    return draft is not None


async def publish(
    session: AsyncSession, scenario_id: ScenarioId, *, published_by: str | None = None, seen: str = UNSEEN
) -> int:
    """Let the draft answer calls from now on; return its version.

    Raises:
        InvalidValue: there is no draft.
        ChangedSince: as `save_draft`.
    """
    draft = await _draft(session, scenario_id, seen)
    if draft is None:
        raise InvalidValue("scenario", "has no draft to publish")
    draft.published_at, draft.published_by = func.now(), published_by
    await session.flush()
    await _answer_with(session, scenario_id, draft.version, published_by)
    return draft.version


async def roll_back(
    session: AsyncSession, scenario_id: ScenarioId, version: int, *, wanted_by: str | None = None
) -> None:
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
    await _answer_with(session, scenario_id, version, wanted_by)


async def _answer_with(session: AsyncSession, scenario_id: ScenarioId, version: int, wanted_by: str | None) -> None:
    scenario = await session.get_one(ScenarioRow, (tenant_of(session), scenario_id))
    scenario.published, scenario.answers_since, scenario.answers_by = version, func.now(), wanted_by
    await session.flush()


async def _name(session: AsyncSession, scenario: ScenarioRow, name: str) -> str:
    name = name.strip()
    if not name:
        raise InvalidValue("name", "may not be empty")
    if await session.scalar(select(ScenarioRow.id).where(ScenarioRow.name == name, ScenarioRow.id != scenario.id)):
        raise InvalidValue("name", "another scenario has this name")
    return name


def _draft_of(scenario_id: str) -> Select[ScenarioVersionRow]:
    return select(ScenarioVersionRow).where(
        ScenarioVersionRow.scenario_id == scenario_id, ScenarioVersionRow.published_at.is_(None)
    )


async def _draft(session: AsyncSession, scenario_id: ScenarioId, seen: str) -> ScenarioVersionRow | None:
    """Return the draft, and keep others from beginning or changing one until the transaction ends."""
    scenario = await session.get_one(ScenarioRow, (tenant_of(session), scenario_id), with_for_update=True)
    if seen != UNSEEN and seen != mark_of(await read_newest(session, scenario)):
        raise ChangedSince("somebody else changed the scenario meanwhile: load it again")
    return await session.scalar(_draft_of(scenario_id))
