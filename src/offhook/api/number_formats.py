"""How a number would be written by a trunk: `POST /number-formats/preview`."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends
from pydantic import Field

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.models import Body, Model
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.api.trunks import NumberFormatsModel  # noqa: TC001  as well
from offhook.configuration import NumberFormats
from offhook.routing.dialling import outside_number
from offhook.routing.formats import incoming, outgoing
from offhook.tenancy.service import get_tenant
from offhook.trunks.checks import checked

router = APIRouter(tags=["trunks"])


class PreviewRequest(Body):
    """Formats that need not be saved, and a number to try them with."""

    formats: NumberFormatsModel
    number: str = Field(max_length=64, examples=["+37255512345", "55512345", "112"])


class PreviewModel(Model):
    """The number both ways; `number` is null when it is none, as dialled by a telephone of the company."""

    number: str | None = Field(description="As it is dialled and kept inside: E.164, or a short number")
    called: str | None = Field(description="As the operator is asked for it")
    caller: str | None = Field(description="As it is shown when it calls")
    called_in: str = Field(description="What is read when the operator sends it as the number called")
    caller_in: str = Field(description="The same as the number that calls")


@router.post("/number-formats/preview", responses=responses(401, 403, 422, 503))
async def preview(
    context: InContext, caller: Annotated[Caller, Depends(permitted("trunks.read"))], wanted: PreviewRequest
) -> PreviewModel:
    """Say how a trunk with these formats would write a number, and read it."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        home = (await get_tenant(session)).country
    formats = msgspec.convert(
        checked("formats", msgspec.convert(wanted.formats.model_dump(), NumberFormats)), NumberFormats
    )
    country = formats.country or home
    text = wanted.number.strip()
    number = outside_number(text, home)
    return PreviewModel(
        number=number,
        called=None if number is None else outgoing(number, formats.called, country),
        caller=None if number is None else outgoing(number, formats.caller, country),
        called_in=incoming(text, formats.called_in, country, formats.called),
        caller_in=incoming(text, formats.caller_in, country, formats.caller),
    )
