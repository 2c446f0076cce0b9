"""Lists of numbers that scenarios ask, such as important customers or unwanted callers: `/lists`."""

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
from offhook.directory.uses import people_naming
from offhook.number_lists.service import (
    MOST_NUMBERS,
    add_list,
    add_numbers,
    change_list,
    list_lists,
    read_list,
    remove_list,
    remove_numbers,
)
from offhook.queues.service import queues_asking
from offhook.recording.rules import rules_naming
from offhook.scenario.uses import scenarios_naming

if TYPE_CHECKING:
    from offhook.number_lists.model import NumberListRow

router = APIRouter(tags=["lists"])
Reader = Annotated[Caller, Depends(permitted("lists.read"))]
Editor = Annotated[Caller, Depends(permitted("lists.change"))]

_NUMBERS = "Numbers, beginnings of them with an asterisk, and extensions; national numbers are read by the country"
_Numbers = Annotated[
    list[Annotated[str, Field(max_length=40)]],
    Field(max_length=MOST_NUMBERS, description=_NUMBERS, examples=[["+37255512345", "+3725*", "555 1234", "201"]]),
]


class NumberListModel(Model):
    """A list of numbers: E.164, beginnings of it that end with `*`, and extensions."""

    id: str
    name: str
    numbers: list[str]


class NumberListsModel(Model):
    """The company's lists, by name."""

    items: list[NumberListModel]


class NewNumberList(Body):
    """A list to be added."""

    name: str = Field(min_length=1, max_length=120, examples=["Important customers"])
    numbers: _Numbers = Field([])


class NumberListChange(Body):
    """What is to change; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=120)
    numbers: _Numbers | None = None


class NumbersModel(Body):
    """Numbers to be put on a list, or taken off."""

    numbers: _Numbers


@router.get("/lists", responses=responses(401, 403, 503))
async def read_lists(context: InContext, caller: Reader) -> NumberListsModel:
    """List the lists with all their numbers."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return NumberListsModel(items=[NumberListModel.model_validate(row) for row in await list_lists(session)])


@router.get("/lists/{list_id}", responses=responses(401, 403, 404, 503))
async def read_one_list(context: InContext, caller: Reader, list_id: PathId) -> NumberListModel:
    """Show one list."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _found(await read_list(session, known_id(list_id)))


@router.post("/lists", status_code=201, responses=responses(401, 403, 422, 503))
async def add(context: InContext, caller: Editor, new: NewNumberList) -> NumberListModel:
    """Add a list."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _found(await add_list(session, new.name, new.numbers))


@router.patch("/lists/{list_id}", responses=responses(401, 403, 404, 422, 503))
async def change(context: InContext, caller: Editor, list_id: PathId, changes: NumberListChange) -> NumberListModel:
    """Name a list, or replace all its numbers; the next caller is asked by it."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _found(await change_list(session, known_id(list_id), name=changes.name, numbers=changes.numbers))


@router.post("/lists/{list_id}/add", responses=responses(401, 403, 404, 422, 503))
async def put_on(context: InContext, caller: Editor, list_id: PathId, wanted: NumbersModel) -> NumberListModel:
    """Put numbers on a list; all of them, or none when one is no number."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _found(await add_numbers(session, known_id(list_id), wanted.numbers))


@router.post("/lists/{list_id}/remove", responses=responses(401, 403, 404, 422, 503))
async def take_off(context: InContext, caller: Editor, list_id: PathId, wanted: NumbersModel) -> NumberListModel:
    """Take numbers off a list."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _found(await remove_numbers(session, known_id(list_id), wanted.numbers))


@router.delete("/lists/{list_id}", status_code=204, responses=responses(401, 403, 404, 409, 503))
async def remove(context: InContext, caller: Editor, list_id: PathId) -> None:
    """Remove a list that no scenario, queue, recording rule or person asks."""
    known = known_id(list_id)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        uses = [
            *await scenarios_naming(session, "list", known),
            *await queues_asking(session, known),
            *await rules_naming(session, known),
            *await people_naming(session, known),
        ]
        if not await remove_list(session, known, uses):
            raise HTTPException(404)


def _found(row: NumberListRow | None) -> NumberListModel:
    if row is None:
        raise HTTPException(404)
    return NumberListModel.model_validate(row)
