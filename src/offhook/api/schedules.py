"""When the company is open: `/schedules`, and the switch by hand: `PUT /schedules/{id}/switch`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.configuration import Hours, ScheduleSwitch, SpecialDays
from offhook.directory.uses import people_naming
from offhook.queues.service import queues_dialling_by
from offhook.routing.hours import opening
from offhook.scenario.uses import scenarios_naming
from offhook.schedules.service import (
    ScheduleChanges,
    add_schedule,
    change_schedule,
    list_schedules,
    read_schedule,
    remove_schedule,
    schedule_of,
    switch_schedule,
)
from offhook.tenancy.service import get_tenant
from offhook.tenancy.zone import zone_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.schedules.model import ScheduleRow

router = APIRouter(tags=["schedules"])
Reader = Annotated[Caller, Depends(permitted("schedules.read"))]
Administrator = Annotated[Caller, Depends(permitted("schedules.change"))]

_HOLIDAYS = "Public holidays of a country (ISO 3166), or of a part of one; closed then"
_Time = Annotated[str, Field(max_length=5, examples=["09:00"])]
_Date = Annotated[str, Field(max_length=10, examples=["2026-12-24"])]


class HoursModel(Body):
    """Opening hours of some days of the week; `ends` before `begins` is on the next day."""

    days: list[Annotated[int, Field(ge=1, le=7)]] = Field(
        description="1 is Monday", examples=[[1, 2, 3, 4, 5]], min_length=1, max_length=7
    )
    begins: _Time
    ends: _Time = Field(description="24:00 is midnight", examples=["17:00"])


class SpecialDaysModel(Body):
    """Days that are other than usual, both ends included; without hours they are closed."""

    first: _Date
    last: _Date
    label: str = Field("", max_length=120, examples=["Stocktaking"])
    begins: _Time = ""
    ends: _Time = ""


_Hours = Annotated[list[HoursModel], Field(max_length=100)]
_Special = Annotated[list[SpecialDaysModel], Field(max_length=500)]


class OpeningModel(Model):
    """What a schedule says at this moment, and by what."""

    says: Literal["open", "closed", "holiday"]
    why: Literal["switched", "special", "holiday", "hours"]
    label: str = Field(description="The holiday's or special day's name")


class ScheduleModel(Model):
    """A schedule. The order: the switch by hand, special days, holidays, the hours of the week."""

    id: str
    name: str
    hours: list[HoursModel]
    special: list[SpecialDaysModel]
    holidays: str | None = Field(description=_HOLIDAYS, examples=["EE"])
    switched: ScheduleSwitch = Field(description="By hand; auto: the hours say it")
    now: OpeningModel


class NewSchedule(Body):
    """A schedule to be added."""

    name: str = Field(min_length=1, max_length=120, examples=["Office hours"])
    hours: _Hours = Field([])
    special: _Special = Field([])
    holidays: str | None = Field(None, max_length=10, description=_HOLIDAYS, examples=["EE", "DE-BY"])


class ScheduleChange(Body):
    """What is to change; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=120)
    hours: _Hours | None = None
    special: _Special | None = None
    holidays: str | None = Field(None, max_length=10, description=f'{_HOLIDAYS}; "": none')


class ScheduleListModel(Model):
    """The company's schedules, by name."""

    items: list[ScheduleModel]


class Switch(Body):
    """What the schedule is to say."""

    switched: ScheduleSwitch = Field(description="auto: the hours say it again")


@router.get("/schedules", responses=responses(401, 403, 503))
async def read_schedules(context: InContext, caller: Reader) -> ScheduleListModel:
    """List schedules with what they say now."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        now = await company_time(session)
        return ScheduleListModel(items=[_model(row, now) for row in await list_schedules(session)])


@router.get("/schedules/{schedule_id}", responses=responses(401, 403, 404, 503))
async def read_one_schedule(context: InContext, caller: Reader, schedule_id: PathId) -> ScheduleModel:
    """Show one schedule with what it says now."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _found(await read_schedule(session, known_id(schedule_id)), await company_time(session))


@router.post("/schedules", status_code=201, responses=responses(401, 403, 422, 503))
async def add(context: InContext, caller: Administrator, new: NewSchedule) -> ScheduleModel:
    """Add a schedule."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _model(await add_schedule(session, _changes(new)), await company_time(session))


@router.patch("/schedules/{schedule_id}", responses=responses(401, 403, 404, 422, 503))
async def change(
    context: InContext, caller: Administrator, schedule_id: PathId, changes: ScheduleChange
) -> ScheduleModel:
    """Change a schedule; the next caller goes by it."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        row = await change_schedule(session, known_id(schedule_id), _changes(changes))
        return _found(row, await company_time(session))


@router.put("/schedules/{schedule_id}/switch", responses=responses(401, 403, 404, 422, 503))
async def switch(
    context: InContext,
    caller: Annotated[Caller, Depends(permitted("schedules.switch"))],
    schedule_id: PathId,
    wanted: Switch,
) -> ScheduleModel:
    """Say by hand that it is open or closed, or let the hours say it again."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        row = await switch_schedule(session, known_id(schedule_id), wanted.switched)
        return _found(row, await company_time(session))


@router.delete("/schedules/{schedule_id}", status_code=204, responses=responses(401, 403, 404, 409, 503))
async def remove(context: InContext, caller: Administrator, schedule_id: PathId) -> None:
    """Remove a schedule that no scenario and no person goes by."""
    known = known_id(schedule_id)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        uses = [*await scenarios_naming(session, "schedule", known), *await queues_dialling_by(session, known)]
        uses += await people_naming(session, known)
        if not await remove_schedule(session, known, uses):
            raise HTTPException(404)


async def company_time(session: AsyncSession) -> datetime:
    """Return what the clock of the session's company says."""
    return datetime.now(UTC).astimezone(zone_of((await get_tenant(session)).timezone))


def _changes(wanted: NewSchedule | ScheduleChange) -> ScheduleChanges:
    return ScheduleChanges(
        name=wanted.name,
        hours=None if wanted.hours is None else [Hours(tuple(one.days), one.begins, one.ends) for one in wanted.hours],
        special=None if wanted.special is None else [SpecialDays(**one.model_dump()) for one in wanted.special],
        holidays=wanted.holidays,
    )


def _found(row: ScheduleRow | None, now: datetime) -> ScheduleModel:
    if row is None:
        raise HTTPException(404)
    return _model(row, now)


def _model(row: ScheduleRow, now: datetime) -> ScheduleModel:
    schedule = schedule_of(row)
    return ScheduleModel(
        id=row.id,
        name=row.name,
        hours=[HoursModel.model_validate(one) for one in schedule.hours],
        special=[SpecialDaysModel.model_validate(one) for one in schedule.special],
        holidays=row.holidays,
        switched=row.switched,
        now=OpeningModel.model_validate(opening(schedule, now)),
    )
