"""Which scenarios can answer what leads to them: numbers, extensions, other scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Text, cast, select

from offhook.errors import InvalidValue
from offhook.scenario.tables import ScenarioRow

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def published_scenario(session: AsyncSession, scenario_id: str) -> ScenarioRow:
    """Return a scenario that can answer calls.

    Raises:
        InvalidValue: there is no such scenario, or nothing of it is published.
    """
    scenario = await session.scalar(select(ScenarioRow).where(cast(ScenarioRow.id, Text) == scenario_id))
    if scenario is None:
        raise InvalidValue("scenario_id", f"{scenario_id} is no scenario of the company")
    if scenario.published is None:
        raise InvalidValue("scenario_id", f"nothing of the scenario “{scenario.name}” is published yet")
    return scenario
