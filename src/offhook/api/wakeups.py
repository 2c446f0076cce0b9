"""Wake-up calls: `GET` and `POST /wakeups`, `DELETE /wakeups/{id}`; an agent has its own ones."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.directory.extensions import find_extension
from offhook.errors import InvalidValue, RemoteError, ResourceError
from offhook.routing.wake_times import TIME

router = APIRouter(tags=["wakeups"])
Reader = Annotated[Caller, Depends(permitted("wakeups.read"))]
Writer = Annotated[Caller, Depends(permitted("wakeups.change"))]

_TIME = "HH:MM, by the company's clock"


class WakeupModel(Model):
    """A wake-up call that is set; `next` is later than `due` while it is tried again."""

    id: str
    extension_id: str
    number: str
    name: str
    time: str = Field(description=_TIME)
    daily: bool
    due: Utc
    next: Utc
    attempts: int = Field(description="Of this day")
    by: str = Field(description="Who set it")


class WakeupListModel(Model):
    """Wake-up calls, the next first."""

    items: list[WakeupModel]


class NewWakeup(Body):
    """A wake-up call to be set; it replaces one of the same time of the same person."""

    extension_id: str = Field(max_length=64, description="Of a person")
    time: str = Field(pattern=f"^{TIME.pattern}$", description=_TIME, examples=["06:30"])
    daily: bool = False
    day: date | None = Field(None, description="The (first) day; without it: when that time comes next")


@router.get("/wakeups", responses=responses(401, 403, 404, 503))
async def read_wakeups(context: InContext, caller: Reader, extension_id: str | None = None) -> WakeupListModel:
    """List wake-up calls of the company, or of one person."""
    known = known_id(extension_id) if extension_id else None
    tenant, people = caller.principal.tenant_id, caller.people
    told = await _ask(context, "wakeups", tenant=tenant, extension=known, people=people)
    return WakeupListModel(items=[_model(one) for one in told])


@router.post("/wakeups", status_code=201, responses=responses(401, 403, 422, 503))
async def set_wakeup(context: InContext, caller: Writer, wanted: NewWakeup) -> WakeupModel:
    """Have a person woken: its telephones ring at the time, also when nobody is to disturb it."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await find_extension(session, _known(wanted.extension_id))
        if found is None or found.kind != "person" or not caller.sees(found.person_id):
            raise InvalidValue("extension_id", "there is no such person, or it is not you")
        known = found.id
    told = await _ask(
        context,
        "order_wakeup",
        tenant=caller.principal.tenant_id,
        extension=known,
        time=wanted.time,
        daily=wanted.daily,
        day=wanted.day.isoformat() if wanted.day else "",
        by=caller.principal.login,
    )
    match told:
        case "past":
            raise InvalidValue("day", "that was already")
        case "too-many":
            raise InvalidValue("time", "the person has too many wake-up calls")
        case "no-person":  # it came a moment ago
            raise HTTPException(503, "the switch does not know the person yet")
        case _:
            return _model(told)


@router.delete("/wakeups/{wakeup_id}", status_code=204, responses=responses(401, 403, 404, 503))
async def cancel(context: InContext, caller: Writer, wakeup_id: PathId) -> None:
    """Cancel a wake-up call."""
    known = known_id(wakeup_id)
    tenant, people = caller.principal.tenant_id, caller.people
    if not await _ask(context, "remove_wakeup", tenant=tenant, wakeup=known, people=people):
        raise HTTPException(404)


async def _ask(context: InContext, do: str, **arguments: Any) -> Any:
    try:
        return await context.ask(context.settings, do, **arguments)
    except (ResourceError, RemoteError) as error:
        raise HTTPException(503, "the switch does not answer") from error


def _known(text: str) -> str:
    try:
        return known_id(text)
    except HTTPException as error:
        raise InvalidValue("extension_id", "there is no such person") from error


def _model(told: dict[str, Any]) -> WakeupModel:
    times = {name: datetime.fromtimestamp(told[name], UTC) for name in ("due", "next")}
    return WakeupModel(**{**told, **times})
