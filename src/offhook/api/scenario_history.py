"""Past calls through a scenario that is being drawn: `POST /scenarios/{id}/rehearse-history`."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.judging import office_of
from offhook.api.lists import PathId, known_id
from offhook.api.models import Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.api.scenario_trials import GraphToTry, graph_to_try
from offhook.errors import InvalidValue, RemoteError
from offhook.history.service import inbound_calls
from offhook.numbers.service import numbers_by_scenario
from offhook.scenario import store
from offhook.scenario.graph import read_graph
from offhook.scenario.past import PastCall, compare
from offhook.scenario.rehearse import Ending  # noqa: TC001  read by FastAPI at run time
from offhook.tenancy.zone import zone_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.scenario.graph import Graph
    from offhook.scenario.past import Outcome
    from offhook.scenario.tables import ScenarioRow

router = APIRouter(tags=["scenarios"])

MOST_CALLS = 500
MOST_SECONDS = 10.0


class HistoryToTry(GraphToTry):
    """Which calls: of the last `days`, or from a time to another."""

    days: int = Field(7, ge=1, le=92)
    since: datetime | None = Field(None, description="In the place of `days`; with an offset, else UTC")
    until: datetime | None = Field(None, description="null: now")


class OutcomeModel(Model):
    """How a call ends, with whom."""

    ending: Ending
    who: str


class ChangedCallModel(Model):
    """A call that would end otherwise; `result` is how it really ended."""

    call_id: str
    at: Utc
    caller: str
    result: str
    before: OutcomeModel = Field(description="Rehearsed with the version that answered it")
    after: OutcomeModel


class HistoryModel(Model):
    """The newest calls to the scenario's numbers; `left_out`: there are more than could be tried."""

    judged: int
    changed: list[ChangedCallModel]
    left_out: bool


@router.post("/scenarios/{scenario_id}/rehearse-history", responses=responses(401, 403, 404, 422, 503))
async def rehearse_history(
    context: InContext,
    caller: Annotated[Caller, Depends(permitted("scenarios.read"))],
    scenario_id: PathId,
    wanted: HistoryToTry,
) -> HistoryModel:
    """Say which calls of the past would end otherwise, 500 at most; what their journeys do not tell is assumed."""
    until = _utc(wanted.until or datetime.now(UTC))
    since = _utc(wanted.since) if wanted.since else until - timedelta(days=wanted.days)
    if since >= until:
        raise InvalidValue("since", "is not before the end")
    async with context.database.tenant(caller.principal.tenant_id) as session:
        after = await graph_to_try(session, scenario_id, wanted)
        office = await office_of(session)
        scenario = await store.read_scenario(session, known_id(scenario_id))
        if scenario is None:
            raise HTTPException(404)
        numbers = [one.e164 for one in await numbers_by_scenario(session, scenario.id)]
        rows = await inbound_calls(session, numbers, since, until, limit=MOST_CALLS + 1)
        zone = zone_of(office.company.timezone)
        calls = [
            PastCall(
                row.id, row.started_at.astimezone(zone), row.caller_number, row.dialled, row.result or "", row.journey
            )
            for row in rows[:MOST_CALLS]
        ]
        graphs = await _graphs(session, scenario, {call.version(scenario.name) for call in calls})
        name, published = scenario.name, scenario.published
    deadline = time.monotonic() + MOST_SECONDS

    def before(call: PastCall) -> Graph:
        return graphs.get(call.version(name)) or graphs.get(published) or after

    found = await asyncio.to_thread(compare, calls, office, before, after, lambda: time.monotonic() < deadline)
    return HistoryModel(
        judged=found.judged,
        changed=[
            ChangedCallModel(
                call_id=one.call.id,
                at=one.call.at,
                caller=one.call.caller,
                result=one.call.result,
                before=_outcome(one.before),
                after=_outcome(one.after),
            )
            for one in found.changed
        ],
        left_out=found.judged < len(rows),
    )


async def _graphs(session: AsyncSession, scenario: ScenarioRow, versions: set[int | None]) -> dict[int | None, Graph]:
    """Return the graphs of these versions and of the published one, as far as they can be read."""
    found: dict[int | None, Graph] = {}
    for version in {*versions, scenario.published} - {None}:
        stored = await store.read_version(session, scenario.id, version or 0)
        try:
            found[version] = read_graph(stored.graph if stored else None)
        except RemoteError:
            continue  # of a form that is not known any more; the published one stands in
    return found


def _outcome(outcome: Outcome) -> OutcomeModel:
    return OutcomeModel(ending=outcome.ending, who=outcome.who)


def _utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
