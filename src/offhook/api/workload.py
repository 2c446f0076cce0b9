"""Who is how busy: `GET /workload`: what each person does now, and did today."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.models import Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.directory.extensions import list_extensions
from offhook.directory.service import list_people
from offhook.errors import RemoteError, ResourceError
from offhook.history.workload import Figures, workload
from offhook.tenancy.service import get_tenant
from offhook.tenancy.zone import zone_of

router = APIRouter(tags=["people"])

State = Literal["free", "ringing", "dialling", "talking", "busy", "dnd", "away", "offline"]


class PersonWorkloadModel(Model):
    """One person: what goes on now, and the figures of today."""

    person_id: str
    name: str
    extension: str | None
    state: State = Field(description="What goes on in a call; without one, the presence as in the directory")
    call_id: str | None = Field(description="The call that goes on, of several the one in which they talk")
    inbound: int = Field(description="Calls that rang here and were answered here")
    outbound: int = Field(description="Calls that were made here, to colleagues as well")
    missed: int = Field(description="Calls that rang here and nobody answered; what a colleague answered is none")
    talking_seconds: float


class WorkloadModel(Model):
    """The company's people by name; `since` is midnight in the company's zone."""

    since: Utc
    items: list[PersonWorkloadModel]


@router.get("/workload", responses=responses(401, 403, 503))
async def read_workload(
    context: InContext, caller: Annotated[Caller, Depends(permitted("people.read"))]
) -> WorkloadModel:
    """Show what each person does at this moment, and took, made and missed today."""
    tenant_id = caller.principal.tenant_id
    try:
        live = await context.ask(context.settings, "live", tenant=tenant_id, people=caller.people)
        presences = await context.ask(context.settings, "presences", tenant=tenant_id)
    except (ResourceError, RemoteError) as error:
        raise HTTPException(503, "the switch does not answer") from error
    async with context.database.tenant(tenant_id) as session:
        zone = zone_of((await get_tenant(session)).timezone)
        since = datetime.now(UTC).astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        people, extensions = await list_people(session), await list_extensions(session)
        figures = await workload(session, since)
    numbers: dict[str, list[str]] = {}
    for extension in extensions:
        numbers.setdefault(extension.person_id or "", []).append(extension.number)
    items = []
    for person in people:
        if not caller.sees(person.id):
            continue
        own = numbers.get(person.id, [])
        state, call_id = _in_call(live, own)
        present: State = presences.get(person.id, {}).get("presence", "offline")
        did = figures.get(person.id, Figures())
        items.append(
            PersonWorkloadModel(
                person_id=person.id,
                name=person.name,
                extension=own[0] if own else None,
                state=state or present,
                call_id=call_id,
                inbound=did.taken,
                outbound=did.made,
                missed=did.missed,
                talking_seconds=round(did.talking_s, 1),
            )
        )
    return WorkloadModel(since=since.astimezone(UTC), items=items)


def _in_call(live: list[dict[str, Any]], own: list[str]) -> tuple[State | None, str | None]:
    """Return what somebody with these extensions does in a call, and in which; None and None without one."""
    found = [
        (_state(call, leg), call["id"])
        for call in live
        for leg in call["legs"]
        if leg["inside"] and leg["number"] in own
    ]
    for wanted in ("talking", "dialling", "ringing"):
        for state, call_id in found:
            if state == wanted:
                return state, call_id
    return None, None


def _state(call: dict[str, Any], leg: dict[str, Any]) -> State:
    if leg["direction"] == "outbound":
        return "talking" if leg["state"] in {"answered", "held"} else "ringing"
    return "talking" if call["connected_at"] else "dialling"
