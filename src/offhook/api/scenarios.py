"""Scenarios in versions: `/scenarios`, their drafts, what answers calls, and what answered before.

Invariant: what answers calls has passed `scenario/verify.py` against the company as it is at that moment.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Header, Response
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse  # noqa: TC002  read by FastAPI at run time

from offhook.access.service import logins_by_user
from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.judging import Language, faults_of, office_of
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import problem, responses
from offhook.directory.extensions import extensions_by_scenario
from offhook.errors import RemoteError
from offhook.history.words import preferred_language
from offhook.ids import ScenarioId
from offhook.numbers.service import list_numbers, numbers_by_scenario
from offhook.scenario import store
from offhook.scenario.fault_words import fault_text
from offhook.scenario.graph import Graph, read_graph
from offhook.scenario.uses import scenarios_naming
from offhook.scenario.verify import is_publishable

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.scenario.tables import ScenarioRow, ScenarioVersionRow
    from offhook.scenario.verify import Fault

router = APIRouter(tags=["scenarios"])
Reader = Annotated[Caller, Depends(permitted("scenarios.read"))]
Editor = Annotated[Caller, Depends(permitted("scenarios.change"))]
Publisher = Annotated[Caller, Depends(permitted("scenarios.publish"))]
Seen = Annotated[
    str | None,
    Header(alias="If-Match", max_length=80, description="The `ETag` of the graph that was seen; `*`: any"),
]


class VersionModel(Model):
    """One version; a draft has no `published_at`. `…_by` are logins, null when nobody knows."""

    version: int
    created_at: Utc
    changed_at: Utc
    changed_by: str | None
    published_at: Utc | None
    published_by: str | None


class ScenarioModel(Model):
    """A scenario; `published` is the version that answers calls, `draft` the one that is being drawn."""

    id: str
    name: str
    published: int | None
    answers_since: Utc | None
    answers_by: str | None
    draft: int | None
    changed_at: Utc | None = Field(description="When its newest version was changed last")
    changed_by: str | None
    numbers: list[str] = Field(description="The company's numbers that it answers", examples=[["+3726000100"]])
    stand_in_id: str | None = Field(description="The scenario that answers in its place now")


class ScenarioWithGraphModel(ScenarioModel):
    """A scenario with its versions, newest first, and the graph that an editor goes on from."""

    versions: list[VersionModel]
    graph: dict[str, Any] = Field(description="The draft's, else the published one's, else empty")


class VersionWithGraphModel(VersionModel):
    """One version with its graph."""

    graph: dict[str, Any]


class ScenarioListModel(Model):
    """The company's scenarios, by name."""

    items: list[ScenarioModel]


class NewScenario(Body):
    """A scenario to be added, perhaps with a first draft."""

    name: str = Field(min_length=1, max_length=120, examples=["Main line"])
    graph: Graph | None = None


class ScenarioChange(Body):
    """What is to change."""

    name: str = Field(min_length=1, max_length=120)


class RollBack(Body):
    """Which version is to answer again."""

    version: int = Field(ge=1)


class StandIn(Body):
    """Who is to answer."""

    scenario_id: str = Field(max_length=64, description='The published scenario that answers; "": this one again')


class DraftModel(Model):
    """The draft that was saved."""

    version: int
    etag: str = Field(description="For `If-Match` of the next change")


class PublishedModel(Model):
    """The version that answers calls from now on."""

    version: int


@router.get("/scenarios", responses=responses(401, 403, 503))
async def read_scenarios(context: InContext, caller: Reader) -> ScenarioListModel:
    """List scenarios."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        scenarios, versions = await store.list_scenarios(session), await store.list_versions(session)
        logins = await logins_by_user(session)
        numbers: dict[str, list[str]] = {}
        for number in await list_numbers(session):
            numbers.setdefault(number.scenario_id or "", []).append(number.e164)
    of: dict[str, list[ScenarioVersionRow]] = {}
    for version in versions:
        of.setdefault(version.scenario_id, []).append(version)
    items = [
        ScenarioModel(**_fields(one, of.get(one.id, []), logins), numbers=numbers.get(one.id, [])) for one in scenarios
    ]
    return ScenarioListModel(items=items)


@router.post("/scenarios", status_code=201, responses=responses(401, 403, 422, 503))
async def add(context: InContext, caller: Editor, new: NewScenario, response: Response) -> ScenarioWithGraphModel:
    """Add a scenario; it answers nothing until it is published."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        scenario_id = await store.add_scenario(session, new.name)
        if new.graph is not None:
            plain = new.graph.model_dump(mode="json")
            await store.save_draft(session, scenario_id, plain, changed_by=caller.principal.user_id)
        return await _whole(session, await _found(session, scenario_id), response)


@router.get("/scenarios/{scenario_id}", responses=responses(401, 403, 404, 503))
async def read_one_scenario(
    context: InContext, caller: Reader, scenario_id: PathId, response: Response
) -> ScenarioWithGraphModel:
    """Show one scenario; the `ETag` is of its graph."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return await _whole(session, await _found(session, scenario_id), response)


@router.get("/scenarios/{scenario_id}/versions/{version}", responses=responses(401, 403, 404, 503))
async def read_one_version(
    context: InContext, caller: Reader, scenario_id: PathId, version: int
) -> VersionWithGraphModel:
    """Show one version, such as the one that a call of the history went through."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await store.read_version(session, known_id(scenario_id), version)
        if found is None:
            raise HTTPException(404)
        return VersionWithGraphModel(**_version(found, await logins_by_user(session)), graph=found.graph)


@router.patch("/scenarios/{scenario_id}", status_code=204, responses=responses(401, 403, 404, 422, 503))
async def rename(context: InContext, caller: Editor, scenario_id: PathId, change: ScenarioChange) -> None:
    """Give a scenario another name."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        await store.rename_scenario(session, await _found(session, scenario_id), change.name)


@router.delete("/scenarios/{scenario_id}", status_code=204, responses=responses(401, 403, 404, 409, 503))
async def remove(context: InContext, caller: Editor, scenario_id: PathId) -> None:
    """Remove a scenario with all its versions; no number, extension or other scenario may need it."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        scenario = await _found(session, scenario_id)
        numbers = await numbers_by_scenario(session, scenario.id)
        uses = [("numbers", one.e164) for one in numbers]
        uses += [("extensions", one.number) for one in await extensions_by_scenario(session, scenario.id)]
        uses += [("scenarios", one.name) for one in await store.replaced_by(session, scenario.id)]
        uses += await scenarios_naming(session, "scenario", scenario.id)
        await store.remove_scenario(session, scenario, uses)


@router.put("/scenarios/{scenario_id}/draft", responses=responses(401, 403, 404, 412, 422, 428, 503))
async def save(
    context: InContext, caller: Editor, scenario_id: PathId, graph: Graph, response: Response, seen: Seen = None
) -> DraftModel:
    """Save the draft, loose ends and all; 412 when somebody else changed it since."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        scenario = await _found(session, scenario_id)
        plain = graph.model_dump(mode="json")
        version = await store.save_draft(
            session, ScenarioId(scenario.id), plain, changed_by=caller.principal.user_id, seen=_seen(seen)
        )
        mark = store.mark_of(await store.read_version(session, scenario.id, version))
    response.headers["ETag"] = f'"{mark}"'
    return DraftModel(version=version, etag=f'"{mark}"')


@router.delete("/scenarios/{scenario_id}/draft", status_code=204, responses=responses(401, 403, 404, 412, 428, 503))
async def discard(context: InContext, caller: Editor, scenario_id: PathId, seen: Seen = None) -> None:
    """Throw the draft away; the published version is drawn on from then."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        scenario = await _found(session, scenario_id)
        if not await store.discard_draft(session, ScenarioId(scenario.id), seen=_seen(seen)):
            raise HTTPException(404, "there is no draft")


@router.post(
    "/scenarios/{scenario_id}/publish",
    response_model=PublishedModel,
    responses=responses(401, 403, 404, 412, 422, 428, 503),
)
async def publish(
    context: InContext, caller: Publisher, scenario_id: PathId, seen: Seen = None, accept_language: Language = None
) -> PublishedModel | JSONResponse:
    """Let the draft answer from the next call on; 422 with all faults when a caller could be lost in it."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        scenario = await _found(session, scenario_id)
        version = await store.publish(
            session, ScenarioId(scenario.id), published_by=caller.principal.user_id, seen=_seen(seen)
        )
        refused = await _judged(session, scenario, version, accept_language)
        if refused is not None:
            await session.rollback()
    return PublishedModel(version=version) if refused is None else refused


@router.post(
    "/scenarios/{scenario_id}/roll-back",
    response_model=PublishedModel,
    responses=responses(401, 403, 404, 422, 503),
)
async def roll_back(
    context: InContext, caller: Publisher, scenario_id: PathId, wanted: RollBack, accept_language: Language = None
) -> PublishedModel | JSONResponse:
    """Let an earlier version answer again; 422 with all faults when something that it needs is gone."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        scenario = await _found(session, scenario_id)
        known, user = ScenarioId(scenario.id), caller.principal.user_id
        await store.roll_back(session, known, wanted.version, wanted_by=user)
        refused = await _judged(session, scenario, wanted.version, accept_language)
        if refused is not None:
            await session.rollback()
    return PublishedModel(version=wanted.version) if refused is None else refused


@router.put(
    "/scenarios/{scenario_id}/stand-in",
    response_model=ScenarioModel,
    responses=responses(401, 403, 404, 422, 503),
)
async def let_stand_in(
    context: InContext, caller: Publisher, scenario_id: PathId, wanted: StandIn, accept_language: Language = None
) -> ScenarioModel | JSONResponse:
    """Let another scenario answer wherever this one is named, from the next call on.

    That is by numbers, extensions and other scenarios; calls that run go on as they began. 422 with all faults when
    callers would go round for ever.
    """
    async with context.database.tenant(caller.principal.tenant_id) as session:
        scenario = await _found(session, scenario_id)
        known = scenario.id
        await store.stand_in(session, scenario, wanted.scenario_id)
        refused = await _round(session, accept_language) if wanted.scenario_id else None
        if refused is not None:
            await session.rollback()
            return refused
        versions, logins = await store.list_versions(session, known), await logins_by_user(session)
        numbers = [one.e164 for one in await numbers_by_scenario(session, known)]
        return ScenarioModel(**_fields(scenario, versions, logins), numbers=numbers)


async def _round(session: AsyncSession, accept_language: str | None) -> JSONResponse | None:
    """Return the refusal when callers of any scenario that answers would go round for ever, None when none would."""
    office = await office_of(session)
    language = preferred_language(accept_language)
    found = []
    for one in office.company.scenarios:
        with suppress(RemoteError):  # nothing of it is ever run
            faults = await faults_of(office, read_graph(one.graph), one.id)
            found += [(one.name, fault) for fault in faults if fault.code == "endless"]
    if not found:
        return None
    errors = [_error(fault, language) | {"message": f"{name}: {fault_text(fault, language)}"} for name, fault in found]
    return problem(422, "callers would go round for ever", errors=errors)


async def _judged(
    session: AsyncSession, scenario: ScenarioRow, version: int, accept_language: str | None
) -> JSONResponse | None:
    """Return the refusal of a version that may not answer, None when it may."""
    scenario_id = scenario.id
    stored = await store.read_version(session, scenario_id, version)
    try:
        graph = read_graph(stored.graph if stored else None)
    except RemoteError as error:
        return problem(422, f"this version cannot be read: {error}", errors=[{"field": "graph", "message": str(error)}])
    faults = await faults_of(await office_of(session), graph, scenario_id)
    if is_publishable(faults):
        return None
    language = preferred_language(accept_language)
    return problem(422, "a caller could be lost in this scenario", errors=[_error(one, language) for one in faults])


def _error(fault: Fault, language: str) -> dict[str, str]:
    where = ".".join(part for part in ("nodes" if fault.node else "", fault.node, fault.field) if part)
    return {
        "field": where,
        "message": fault_text(fault, language),
        "code": fault.code,
        "node": fault.node,
        "severity": fault.severity,
    }


def _seen(header: str | None) -> str:
    if header is None:
        raise HTTPException(428, "send If-Match with the ETag of the graph that you saw")
    return header.strip().removeprefix("W/").strip('"')


async def _found(session: AsyncSession, scenario_id: str) -> ScenarioRow:
    found = await store.read_scenario(session, known_id(scenario_id))
    if found is None:
        raise HTTPException(404)
    return found


async def _whole(session: AsyncSession, scenario: ScenarioRow, response: Response) -> ScenarioWithGraphModel:
    versions = await store.list_versions(session, scenario.id)
    newest = await store.read_newest(session, scenario)
    logins = await logins_by_user(session)
    response.headers["ETag"] = f'"{store.mark_of(newest)}"'
    return ScenarioWithGraphModel(
        **_fields(scenario, versions, logins),
        numbers=[one.e164 for one in await numbers_by_scenario(session, scenario.id)],
        versions=[VersionModel(**_version(one, logins)) for one in versions],
        graph=newest.graph if newest else Graph().model_dump(mode="json"),
    )


def _fields(scenario: ScenarioRow, versions: Any, logins: dict[str, str]) -> dict[str, Any]:
    newest = versions[0] if versions else None
    return {
        "id": scenario.id,
        "name": scenario.name,
        "published": scenario.published,
        "answers_since": scenario.answers_since,
        "answers_by": logins.get(scenario.answers_by or ""),
        "stand_in_id": scenario.stand_in_id,
        "draft": newest.version if newest and newest.published_at is None else None,
        "changed_at": newest.changed_at if newest else None,
        "changed_by": logins.get(newest.changed_by or "") if newest else None,
    }


def _version(version: ScenarioVersionRow, logins: dict[str, str]) -> dict[str, Any]:
    return {
        "version": version.version,
        "created_at": version.created_at,
        "changed_at": version.changed_at,
        "changed_by": logins.get(version.changed_by or ""),
        "published_at": version.published_at,
        "published_by": logins.get(version.published_by or ""),
    }
