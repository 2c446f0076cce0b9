"""People of the company: `GET /people`, what each may do and how colleagues find them: `PATCH /people/{id}`.

Who leaves hands over: `POST /people/{id}/hand-over`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.branches.service import belonging_names
from offhook.directory.departments import LONGEST_NAME
from offhook.directory.extensions import NewExtension, add_extension, list_extensions
from offhook.directory.listing import LONGEST_EMAIL, PersonChanges, change_person
from offhook.directory.service import add_person, list_people, remove_person
from offhook.owed.handover import hand_over
from offhook.queues.numbers import numbers_overflowing_to
from offhook.queues.service import list_queues
from offhook.scenario.uses import scenarios_naming
from offhook.tenancy.branches import branches_received_by
from offhook.voicemail.boxes import extensions_leading_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.directory.model import PersonRow
    from offhook.scenario.node import ThingKind

router = APIRouter(tags=["people"])
_RUNG: tuple[ThingKind, ...] = ("member", "dialled")
_HIDDEN = "Not in the directory, and not found by callers who spell the name"


class PersonModel(Model):
    """Someone who works for the company."""

    id: str
    name: str = Field(examples=["Dora Lepp"])
    may_supervise: bool = Field(description="Listen to colleagues' conversations, whisper, barge in, take over")
    may_page: bool = Field(description="Speak from telephones that answer by themselves: intercom and paging")
    department: str = Field("", examples=["Sales"])
    department_id: str | None = None
    branch: str = Field("", examples=["Tartu"])
    branch_id: str | None = None
    position: str = Field("", examples=["Head of sales"])
    email: str | None = None
    mobile: str = Field("", examples=["+37255512345"])
    share_mobile: bool = Field(default=False, description="Colleagues see the mobile number")
    hidden: bool = Field(default=False, description=_HIDDEN)


class PersonListModel(Model):
    """The company's people, by name."""

    items: list[PersonModel]


class PersonChange(Body):
    """What is to change; what is left out stays."""

    may_supervise: bool | None = None
    may_page: bool | None = None
    department: str | None = Field(
        None, max_length=LONGEST_NAME, description="As it is called; a new name makes a department, empty is none"
    )
    department_id: str | None = Field(None, max_length=64, description="Instead of its name; empty for none")
    branch_id: str | None = Field(None, max_length=64, description="Empty for none; a department may bring its own")
    position: str | None = Field(None, max_length=LONGEST_NAME)
    email: str | None = Field(None, max_length=LONGEST_EMAIL, description="Empty for none")
    mobile: str | None = Field(None, max_length=40, description="As it is dialled; empty for none")
    share_mobile: bool | None = None
    hidden: bool | None = Field(None, description=_HIDDEN)


@router.get("/people", responses=responses(401, 403, 503))
async def read_people(
    context: InContext, caller: Annotated[Caller, Depends(permitted("people.read"))]
) -> PersonListModel:
    """List the people."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        people, names = await list_people(session), await belonging_names(session)
    return PersonListModel(items=[person_model(person, names) for person in people if caller.sees(person.id)])


def person_model(person: PersonRow, names: Mapping[str, str]) -> PersonModel:
    """Return a person as the API shows it; `names` are of branches and departments by their ids."""
    model = PersonModel.model_validate(person)
    model.department = names.get(person.department_id or "", "")
    model.branch = names.get(person.branch_id or "", "")
    return model


class NewPerson(PersonChange):
    """Somebody who works for the company, with an extension or without."""

    name: str = Field(min_length=1, max_length=120, examples=["Dora Lepp"])
    extension: str | None = Field(None, max_length=15, description="The number that rings the person", examples=["204"])
    voicemail: bool = Field(default=True, description="The extension has a mailbox")


@router.post("/people", status_code=201, responses=responses(401, 403, 409, 422, 503))
async def add_one_person(
    context: InContext, caller: Annotated[Caller, Depends(permitted("people.change"))], new: NewPerson
) -> PersonModel:
    """Add a person; telephones come by `POST /devices`, a login by `POST /users`."""
    name = " ".join(new.name.split())
    changes = PersonChanges(**new.model_dump(exclude={"name", "extension", "voicemail"}))
    async with context.database.tenant(caller.principal.tenant_id) as session:
        made = await add_person(session, name)
        person = await change_person(session, made, changes)
        if new.extension:
            await add_extension(session, NewExtension(new.extension, name, made, voicemail=new.voicemail))
        assert person is not None
        await session.refresh(person)
        return person_model(person, await belonging_names(session))


@router.delete("/people/{person_id}", status_code=204, responses=responses(401, 403, 404, 409, 503))
async def remove_one_person(
    context: InContext, caller: Annotated[Caller, Depends(permitted("people.change"))], person_id: PathId
) -> None:
    """Take a person away with the extension, unless calls are led there: `hand-over` says who takes over."""
    known = known_id(person_id)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        numbers = [one.number for one in await list_extensions(session) if one.person_id == known]
        uses = {use for number in numbers for use in await _leading_to(session, number)}
        if not await remove_person(session, known, sorted(uses)):
            raise HTTPException(404)


async def _leading_to(session: AsyncSession, number: str) -> list[tuple[str, str]]:
    scenarios = [use for kind in (*_RUNG, "box") for use in await scenarios_naming(session, kind, number)]
    return [
        *scenarios,
        *await extensions_leading_to(session, number),
        *await numbers_overflowing_to(session, number),
        *await branches_received_by(session, number),
    ]


@router.patch("/people/{person_id}", status_code=204, responses=responses(401, 403, 404, 422, 503))
async def change_one(
    context: InContext,
    caller: Annotated[Caller, Depends(permitted("people.change"))],
    person_id: PathId,
    change: PersonChange,
) -> None:
    """Change what a person may do, from the next call on, and how colleagues find the person."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        if await change_person(session, known_id(person_id), PersonChanges(**change.model_dump())) is None:
            raise HTTPException(404)


class HandOver(Body):
    """Who takes over."""

    to: str = Field(max_length=64, description="The id of the person")


class HandedOverModel(Model):
    """What went to the successor."""

    contacts: int = Field(description="For whom the successor is responsible now")
    owed_calls: int
    extensions: list[str] = Field(description="All calls to these go to the successor", examples=[["201"]])
    scenarios: list[str] = Field(description="That ring one of these by a step of theirs still, by name")
    queues: list[str] = Field(description="In which one of these is an agent still, by name")


@router.post("/people/{person_id}/hand-over", responses=responses(401, 403, 404, 422, 503))
async def hand_over_to(
    context: InContext,
    caller: Annotated[Caller, Depends(permitted("people.change"))],
    person_id: PathId,
    wanted: HandOver,
) -> HandedOverModel:
    """Give all that leads to a person to a successor: contacts, owed calls, and from the next call on all calls."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        done = await hand_over(session, known_id(person_id), known_id(wanted.to))
        if done is None:
            raise HTTPException(404)
        ringing = {
            name
            for number in done.extensions
            for kind in _RUNG
            for _, name in await scenarios_naming(session, kind, number)
        }
        own = {one.id for one in await list_extensions(session) if one.number in done.extensions}
        agents = {
            queue.name for queue in await list_queues(session) if own & {one.extension_id for one in queue.members}
        }
    return HandedOverModel(**done._asdict(), scenarios=sorted(ringing), queues=sorted(agents))
