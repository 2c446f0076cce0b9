"""Outside numbers: `GET /numbers`, `PATCH /numbers/{id}`."""

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
from offhook.numbers.service import NewNumber, add_number, change_number, list_numbers, remove_number

router = APIRouter(tags=["numbers"])


class NumberModel(Model):
    """A number of the company; the scenario answers it."""

    id: str
    e164: str = Field(examples=["+3726000100"])
    label: str
    trunk_id: str | None
    scenario_id: str | None
    branch_id: str | None = Field(None, description="The branch that it belongs to; calls to it are told to be its")


class NumberChange(Body):
    """What is to change; what is left out stays."""

    label: str | None = Field(None, max_length=80)
    trunk_id: str | None = Field(
        None, max_length=64, description='The trunk that it comes by and is shown on first; "": none'
    )
    scenario_id: str | None = Field(
        None, max_length=64, description='The published scenario that answers from the next call on; "": none'
    )
    branch_id: str | None = Field(None, max_length=64, description='The branch that it belongs to; "": none')


class NewNumberModel(NumberChange):
    """A number to be added; calls to it come once the operator sends them."""

    e164: str = Field(max_length=40, description="International, with its +", examples=["+372 600 0100"])


class NumberListModel(Model):
    """The company's numbers."""

    items: list[NumberModel]


@router.get("/numbers", responses=responses(401, 503))
async def read_numbers(
    context: InContext, caller: Annotated[Caller, Depends(permitted("numbers.read"))]
) -> NumberListModel:
    """List numbers."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        numbers = await list_numbers(session)
    return NumberListModel(items=[NumberModel.model_validate(number) for number in numbers])


@router.patch("/numbers/{number_id}", status_code=204, responses=responses(401, 403, 404, 422, 503))
async def change_one_number(
    context: InContext,
    caller: Annotated[Caller, Depends(permitted("numbers.change"))],
    number_id: PathId,
    change: NumberChange,
) -> None:
    """Name a number, say by which trunk it comes, or let another scenario answer it: no telephone need be touched."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        known = known_id(number_id)
        if await change_number(session, known, **change.model_dump()) is None:
            raise HTTPException(404)


@router.post("/numbers", status_code=201, responses=responses(401, 403, 409, 422, 503))
async def add_one_number(
    context: InContext, caller: Annotated[Caller, Depends(permitted("numbers.change"))], new: NewNumberModel
) -> NumberModel:
    """Add a number of the company; no other company of the installation has it."""
    told = new.model_dump(exclude={"e164"}, exclude_none=True)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        made = await add_number(session, NewNumber(new.e164, ""))
        return NumberModel.model_validate(await change_number(session, made, **told))


@router.delete("/numbers/{number_id}", status_code=204, responses=responses(401, 403, 404, 503))
async def remove_one_number(
    context: InContext, caller: Annotated[Caller, Depends(permitted("numbers.change"))], number_id: PathId
) -> None:
    """Give a number up: calls to it are refused, and nobody shows it any more. Calls of before stay in the history."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        if not await remove_number(session, known_id(number_id)):
            raise HTTPException(404)
