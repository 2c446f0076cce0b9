"""Scenarios tried without telephony: `POST /scenarios/{id}/verify`, `…/rehearse`, and the forms of nodes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.judging import Language, faults_of, office_of
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.errors import InvalidValue
from offhook.history.words import preferred_language, step_text
from offhook.routing.dialling import to_e164
from offhook.scenario import store
from offhook.scenario.fault_words import fault_text
from offhook.scenario.foretold import State  # noqa: TC001  read by FastAPI at run time
from offhook.scenario.forms import form, kind_name, kinds
from offhook.scenario.graph import Graph, read_graph
from offhook.scenario.node_words import kind_text
from offhook.scenario.rehearse import Assumptions, Ending, rehearse
from offhook.scenario.verify import is_publishable
from offhook.tenancy.zone import zone_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.routing.installation import Office
    from offhook.scenario.rehearse import Path

router = APIRouter(tags=["scenarios"])
Reader = Annotated[Caller, Depends(permitted("scenarios.read"))]


class GraphToTry(Body):
    """A graph that need not be saved; without it the draft is tried, else the published version."""

    graph: Graph | None = None


class FaultModel(Model):
    """Something wrong: at a node, or with the whole graph where `node` is empty. Errors keep it from publishing."""

    severity: Literal["error", "warning"]
    code: str = Field(examples=["exit_loose"])
    node: str
    field: str = Field(examples=["choices.1.next"])
    text: str = Field(examples=["Nothing happens when nobody answers. Lead this exit to another step."])


class VerdictModel(Model):
    """Whether a caller could be lost, and how."""

    publishable: bool
    faults: list[FaultModel]


class Rehearsal(GraphToTry):
    """What is taken for granted."""

    at: datetime | None = Field(None, description="With an offset, else in the company's zone; null: now")
    caller: str = Field("", max_length=40, description="Number or extension; empty: hidden", examples=["+37255512345"])
    number: str = Field("", max_length=40, description="Which of the company's numbers is called; empty: none")
    keys: list[Annotated[str, Field(max_length=40)]] = Field(
        [],
        max_length=200,
        description="What the caller presses, question by question; empty: nothing",
        examples=[["1"]],
    )
    states: dict[str, State] = Field(
        {}, max_length=1000, description="Of members by number; who is not named answers", examples=[{"201": "busy"}]
    )
    answers: dict[str, dict[str, str] | None] = Field(
        {}, max_length=100, description="Of outside systems by URL; null: none comes in time"
    )
    seed: int = Field(0, description="Chance; the same seed gives the same way")


class RehearsedStepModel(Model):
    """Something that would happen."""

    after_s: float
    node: str
    kind: str
    text: str
    detail: dict[str, Any]


class PathModel(Model):
    """How a call would go; `who` it ends with, such as an extension."""

    nodes: list[str]
    steps: list[RehearsedStepModel]
    ending: Ending
    who: str


class NodeKindModel(Model):
    """A kind of node; `form` is the JSON Schema of its fields, with `x-exit` and `x-names`."""

    kind: str
    title: str
    form: dict[str, Any]


class NodeKindsModel(Model):
    """All kinds of nodes, by name."""

    items: list[NodeKindModel]


@router.get("/scenarios/node-kinds", responses=responses(401, 403))
async def read_node_kinds(_caller: Reader, accept_language: Language = None) -> NodeKindsModel:
    """List what scenarios are made of."""
    language = preferred_language(accept_language)
    return NodeKindsModel(
        items=[
            NodeKindModel(kind=kind_name(kind), title=kind_text(kind_name(kind), language), form=form(kind, language))
            for kind in kinds()
        ]
    )


@router.post("/scenarios/{scenario_id}/verify", responses=responses(401, 403, 404, 422, 503))
async def verify_graph(
    context: InContext, caller: Reader, scenario_id: PathId, tried: GraphToTry, accept_language: Language = None
) -> VerdictModel:
    """Say what keeps a graph from being published, and what to do about it."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        graph = await graph_to_try(session, scenario_id, tried)
        office = await office_of(session)
    faults = await faults_of(office, graph, known_id(scenario_id))
    language = preferred_language(accept_language)
    return VerdictModel(
        publishable=is_publishable(faults),
        faults=[
            FaultModel(
                severity=one.severity, code=one.code, node=one.node, field=one.field, text=fault_text(one, language)
            )
            for one in faults
        ],
    )


@router.post("/scenarios/{scenario_id}/rehearse", responses=responses(401, 403, 404, 422, 503))
async def rehearse_graph(
    context: InContext, caller: Reader, scenario_id: PathId, wanted: Rehearsal, accept_language: Language = None
) -> PathModel:
    """Say what would become of a caller; nobody is called."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        graph = await graph_to_try(session, scenario_id, wanted)
        office = await office_of(session)
    path = await asyncio.to_thread(rehearse, graph, office, _assumptions(office, wanted, known_id(scenario_id)))
    return _path(path, preferred_language(accept_language))


async def graph_to_try(session: AsyncSession, scenario_id: str, tried: GraphToTry) -> Graph:
    """Return the graph that was sent, else the one that an editor would go on from.

    Raises:
        HTTPException: 404, there is no such scenario.
        BadScenario: what is stored is no graph.
    """
    scenario = await store.read_scenario(session, known_id(scenario_id))
    if scenario is None:
        raise HTTPException(404)
    if tried.graph is not None:
        return tried.graph
    newest = await store.read_newest(session, scenario)
    return read_graph(newest.graph) if newest else Graph()


def _assumptions(office: Office, wanted: Rehearsal, scenario: str) -> Assumptions:
    zone, country = zone_of(office.company.timezone), office.company.country
    at = datetime.now(UTC) if wanted.at is None else wanted.at
    number = None
    if wanted.number:
        number = office.numbers.get(to_e164(wanted.number, country) or "")
        if number is None:
            raise InvalidValue("number", f"{wanted.number} is no number of the company")
    caller = wanted.caller.strip()
    return Assumptions(
        at=at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=zone),
        caller=caller if caller in office.extensions else to_e164(caller, country) or caller,
        number=number,
        keys=tuple(wanted.keys),
        states=wanted.states,
        answers=wanted.answers,
        seed=wanted.seed,
        scenario=scenario,
    )


def _path(path: Path, language: str) -> PathModel:
    steps = [
        RehearsedStepModel(
            after_s=step.after_s,
            node=step.node,
            kind=step.kind,
            text=step_text(step.kind, step.detail, language),
            detail=dict(step.detail),
        )
        for step in path.steps
    ]
    return PathModel(nodes=list(path.nodes), steps=steps, ending=path.ending, who=path.who)
