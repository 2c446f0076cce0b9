"""How a person wants to be called: `GET` and `PATCH /extensions/{id}/rules`; an agent sees and changes own ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.configuration import ForwardWhen, ShownNumber  # noqa: TC001  read by FastAPI at run time
from offhook.directory.extensions import find_extension
from offhook.directory.rules import LONGEST_RING, LONGEST_TURN, MOST, Company, change_rules, rules_of
from offhook.number_lists.service import list_lists
from offhook.numbers.service import list_numbers
from offhook.schedules.service import list_schedules

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.directory.model import ExtensionRow

router = APIRouter(tags=["extensions"])

_Listed = Annotated[str, Field(max_length=17, examples=["+37255512345", "+3725*", "201"])]
_Lists = Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=MOST)]
_DND = "No telephone rings; callers on the white list do ring"
_WAITING = "A second call rings while the person talks; otherwise it is busy"
_RING = "Seconds until there is no answer; 0: as whoever rings says"
_TURNS = "When telephones begin to ring; devices that are not named ring at once"
_WHITE = "Callers who ring in spite of do-not-disturb and hours; a `*` at the end stands for more"
_BLACK = "Callers who are turned away"
_LISTS = "Lists of the company, by their ids, that count as well"
_HOURS = "The schedule of the person's hours, for the case `closed`"


_SHOWS = 'What called people see: a number of the company, `hidden`, or "": as the trunk says'


class TurnModel(Body):
    """When one of the person's telephones begins to ring."""

    who: str = Field(max_length=64, description="A device by its id, or an outside number", examples=["+37255512345"])
    after_s: int = Field(0, ge=0, le=LONGEST_TURN)
    confirm: bool = Field(default=False, description="Whoever answers takes the call by key 1 (outside numbers only)")
    shows: Literal["customer", "company"] = Field("company", description="The number that is seen there")


class ForwardModel(Body):
    """Where calls go instead."""

    when: ForwardWhen
    to: str = Field(max_length=32, description="`voicemail`, an extension or an outside number", examples=["202"])
    shows: ShownNumber = Field("company", description="The number that the receiver outside sees")
    number: str = Field("", max_length=32, description="The number that is shown, where it is fixed")


class RulesModel(Model):
    """How a person wants to be called."""

    do_not_disturb: bool = Field(description=_DND)
    call_waiting: bool = Field(description=_WAITING)
    ring_s: int = Field(description=_RING)
    turns: list[TurnModel] = Field(description=_TURNS)
    forwards: list[ForwardModel]
    white: list[_Listed] = Field(description=_WHITE)
    black: list[_Listed] = Field(description=_BLACK)
    white_lists: list[str] = Field(description=_LISTS)
    black_lists: list[str] = Field(description=_LISTS)
    schedule_id: str | None = Field(description=_HOURS)
    shows: str = Field(description=_SHOWS)


class RulesChange(Body):
    """What is to change; what is left out stays, lists are replaced whole."""

    do_not_disturb: bool | None = Field(None, description=_DND)
    call_waiting: bool | None = Field(None, description=_WAITING)
    ring_s: int | None = Field(None, ge=0, le=LONGEST_RING, description=_RING)
    turns: Annotated[list[TurnModel], Field(max_length=MOST)] | None = Field(None, description=_TURNS)
    forwards: Annotated[list[ForwardModel], Field(max_length=MOST)] | None = None
    white: Annotated[list[_Listed], Field(max_length=MOST)] | None = Field(None, description=_WHITE)
    black: Annotated[list[_Listed], Field(max_length=MOST)] | None = Field(None, description=_BLACK)
    white_lists: _Lists | None = Field(None, description=_LISTS)
    black_lists: _Lists | None = Field(None, description=_LISTS)
    schedule_id: str | None = Field(None, max_length=64, description=f'{_HOURS}; "": none')
    shows: str | None = Field(None, max_length=32, description=_SHOWS, examples=["+3726000100"])


@router.get("/extensions/{extension_id}/rules", responses=responses(401, 403, 404, 503))
async def read_rules(
    context: InContext, caller: Annotated[Caller, Depends(permitted("rules.read"))], extension_id: PathId
) -> RulesModel:
    """Show how a person wants to be called."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return RulesModel.model_validate(rules_of(await _extension(session, caller, extension_id)))


@router.patch("/extensions/{extension_id}/rules", responses=responses(401, 403, 404, 422, 503))
async def change_own_rules(
    context: InContext,
    caller: Annotated[Caller, Depends(permitted("rules.change"))],
    extension_id: PathId,
    change: RulesChange,
) -> RulesModel:
    """Change how a person wants to be called; the next call goes by it."""
    wanted = change.model_dump(exclude_none=True)
    if wanted.get("schedule_id") == "":
        wanted["schedule_id"] = None
    async with context.database.tenant(caller.principal.tenant_id) as session:
        extension = await _extension(session, caller, extension_id)
        company = Company(
            numbers={number.e164 for number in await list_numbers(session)},
            schedules={schedule.id for schedule in await list_schedules(session)},
            lists={one.id for one in await list_lists(session)},
        )
        return RulesModel.model_validate(await change_rules(session, extension, wanted, company))


async def _extension(session: AsyncSession, caller: Caller, extension_id: str) -> ExtensionRow:
    found = await find_extension(session, known_id(extension_id))
    if found is None or found.kind != "person":
        raise HTTPException(404)
    if not caller.sees(found.person_id):
        raise HTTPException(404)
    return found
