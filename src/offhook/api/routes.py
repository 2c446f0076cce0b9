"""By which trunks outside numbers are called: `/routes`, and what would become of a call: `/routes/rehearsal`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.judging import Language  # noqa: TC001  read by FastAPI at run time
from offhook.api.models import Body, Model, PartyModel
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.configuration import Route
from offhook.errors import InvalidValue, RemoteError, ResourceError
from offhook.history.words import preferred_language, step_text
from offhook.trunks.routes import list_routes, replace_routes

router = APIRouter(tags=["trunks"])


class RouteModel(Body):
    """Numbers that begin with `prefix` are called by this trunk; the longest prefix that fits rules."""

    prefix: str = Field(max_length=16, description='Of E.164, or of a short number; "": all', examples=["+372", "112"])
    trunk_id: str
    priority: int = Field(1, ge=0, le=1000, description="Of several trunks for one prefix, the lower is tried first")


class RouteListModel(Body):
    """All routes of the company; without any that fits a number, all trunks are tried in turn."""

    items: list[RouteModel] = Field(max_length=10_000)


@router.get("/routes", responses=responses(401, 403, 503))
async def read_routes(
    context: InContext, caller: Annotated[Caller, Depends(permitted("trunks.read"))]
) -> RouteListModel:
    """List the routes, the longest prefix first."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        rows = await list_routes(session)
    items = [RouteModel(prefix=row.prefix, trunk_id=row.trunk_id, priority=row.priority) for row in rows]
    return RouteListModel(items=items)


@router.put("/routes", status_code=204, responses=responses(401, 403, 422, 503))
async def change_routes(
    context: InContext, caller: Annotated[Caller, Depends(permitted("trunks.change"))], routes: RouteListModel
) -> None:
    """Put these routes in the place of all that there are."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        await replace_routes(session, [Route(**one.model_dump()) for one in routes.items])


class WayModel(Model):
    """A trunk at one of its gateways; `reason` is why it is left out, or passed over while others are there."""

    trunk_id: str
    trunk: str
    gateway: str = Field(examples=["192.0.2.7:5060"])
    reason: str = ""
    number: str = Field("", description="As the operator is asked for it")
    caller: str = Field("", description="As whom it is called; empty: withheld")


class ForetoldModel(Model):
    """Something that would happen; `kind` and `detail` are a history step's."""

    kind: str
    text: str
    detail: dict[str, Any]


class RehearsalModel(Model):
    """What would become of a call, as things are now."""

    kind: Literal["extension", "service", "number", "pickup", "supervision", "code", "outside", "nothing"]
    who: PartyModel | None = Field(None, description="The extension that is called")
    phones: int | None = Field(None, description="How many registered telephones would ring")
    voicemail: bool | None = None
    steps: list[ForetoldModel] = Field([], description="Of a call to a person, as long as nobody answers")
    ending: Literal["voicemail", "refused"] | None = Field(None, description="Then, when nobody has answered")
    whom: PartyModel | None = Field(None, description="Whose voicemail that is, or who cannot be reached")
    code: str | None = Field(None, description="The feature code that was dialled, as `GET /company/codes` names it")
    number: str | None = Field(None, description="The outside number, or the company's own; where a code forwards to")
    scenario: str | None = Field(None, description="What answers the company's own number")
    asks: str | None = Field(None, description="The outside system that is asked first who is to answer there")
    allowed: bool | None = Field(None, description="Whether the caller may supervise; whether a code would do anything")
    prefix: str | None = Field(None, description="Whose routes rule; null: no route fits, all trunks are tried")
    ways: list[WayModel] = Field([], description="Tried one after the other until one takes the call")
    left_out: list[WayModel] = Field([], description="Not tried, and why")


@router.get("/routes/rehearsal", responses=responses(401, 403, 422, 503))
async def rehearse(
    context: InContext,
    caller: Annotated[Caller, Depends(permitted("trunks.read"))],
    extension: Annotated[str, Query(max_length=15, examples=["201"])],
    dialled: Annotated[str, Query(min_length=1, max_length=64, examples=["+37255512345"])],
    accept_language: Language = None,
) -> RehearsalModel:
    """Say what would happen if an extension dialled this now; nothing is called."""
    try:
        told: dict[str, Any] | None = await context.ask(
            context.settings, "rehearse", tenant=caller.principal.tenant_id, caller=extension, dialled=dialled.strip()
        )
    except (ResourceError, RemoteError) as error:
        raise HTTPException(503, "the switch does not answer") from error
    if told is None:
        raise InvalidValue("extension", f"{extension} is no extension of the company")
    language = preferred_language(accept_language)
    for step in told.get("steps", ()):
        step["text"] = step_text(step["kind"], step["detail"], language)
    return RehearsalModel.model_validate(told)
