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
from offhook.numbers.service import change_number, list_numbers

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
