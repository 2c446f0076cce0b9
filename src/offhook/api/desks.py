"""Shared telephones: `GET /desks` shows who sits there, `DELETE /desks/{id}/seat` logs out; an agent itself only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.configuration import IdleCalls  # noqa: TC001  read by FastAPI at run time
from offhook.directory.desks import free_seat, list_desks
from offhook.directory.extensions import list_extensions
from offhook.directory.service import list_people
from offhook.routing.desks import ends_at
from offhook.tenancy.service import get_tenant

if TYPE_CHECKING:
    from offhook.directory.model import DeviceRow
    from offhook.tenancy.model import TenantRow

router = APIRouter(tags=["devices"])


class DeskModel(Model):
    """A shared telephone; nobody sits there where `person_id` is null."""

    id: str
    username: str
    label: str
    idle_calls: IdleCalls
    person_id: str | None
    person: str | None
    extension: str | None
    since: Utc | None
    ends_at: Utc | None = Field(description="When the person is logged out by the clock")


class DeskListModel(Model):
    """The shared telephones, by user name."""

    items: list[DeskModel]


@router.get("/desks", responses=responses(401, 403, 503))
async def read_desks(context: InContext, caller: Annotated[Caller, Depends(permitted("desks.read"))]) -> DeskListModel:
    """Show who sits at which shared telephone; to an agent where it sits itself."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        desks = await list_desks(session)
        people = {person.id: person.name for person in await list_people(session)}
        numbers = {one.person_id: one.number for one in reversed(await list_extensions(session)) if one.person_id}
        company = await get_tenant(session)
        return DeskListModel(
            items=[
                DeskModel(
                    id=desk.id,
                    username=desk.username,
                    label=desk.label,
                    idle_calls=desk.idle_calls,  # type: ignore[arg-type]  # one of them by the table's check
                    person_id=desk.seat_id,
                    person=people.get(desk.seat_id or ""),
                    extension=numbers.get(desk.seat_id or ""),
                    since=_moment(desk.seated_at / 1e6) if desk.seat_id else None,
                    ends_at=_end(desk, company),
                )
                for desk in desks
                if caller.sees(desk.seat_id)
            ]
        )


@router.delete("/desks/{device_id}/seat", status_code=204, responses=responses(401, 403, 404, 503))
async def log_out(
    context: InContext, caller: Annotated[Caller, Depends(permitted("desks.change"))], device_id: PathId
) -> None:
    """Log out who sits at a shared telephone; calls that run go on."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        if not await free_seat(session, known_id(device_id), caller.visible):
            raise HTTPException(404, "nobody sits there")


def _end(desk: DeviceRow, company: TenantRow) -> datetime | None:
    if desk.seat_id is None:
        return None
    end = ends_at(desk.seated_at / 1e6, company.desk_hours, company.desk_logout, company.timezone)
    return None if end is None else _moment(end)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
