"""People of the company: `GET /people`, what each may do and how colleagues find them: `PATCH /people/{id}`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.directory.listing import LONGEST, LONGEST_EMAIL, PersonChanges, change_person
from offhook.directory.service import list_people

router = APIRouter(tags=["people"])
_HIDDEN = "Not in the directory, and not found by callers who spell the name"


class PersonModel(Model):
    """Someone who works for the company."""

    id: str
    name: str = Field(examples=["Dora Lepp"])
    may_supervise: bool = Field(description="Listen to colleagues' conversations, whisper, barge in, take over")
    may_page: bool = Field(description="Speak from telephones that answer by themselves: intercom and paging")
    department: str = Field("", examples=["Sales"])
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
    department: str | None = Field(None, max_length=LONGEST, description="As it is called; empty for none")
    position: str | None = Field(None, max_length=LONGEST)
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
        people = await list_people(session)
    return PersonListModel(items=[PersonModel.model_validate(person) for person in people])


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
