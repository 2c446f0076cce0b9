"""Outside numbers: `GET /numbers`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.models import Model
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.numbers.service import list_numbers

router = APIRouter(tags=["numbers"])


class NumberModel(Model):
    """A number of the company; the scenario answers it."""

    id: str
    e164: str = Field(examples=["+3726000100"])
    label: str
    trunk_id: str | None
    scenario_id: str | None


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
