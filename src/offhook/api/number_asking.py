"""Numbers that ask an outside system who is to answer: `/numbers/{id}/asking`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.api.webhooks import SecretModel
from offhook.db.sealing import Sealer
from offhook.ids import NumberId
from offhook.numbers import asking
from offhook.outbound.addresses import LONGEST_URL, check_url

if TYPE_CHECKING:
    from offhook.numbers.model import NumberAskingRow

router = APIRouter(tags=["numbers"])
Changer = Annotated[Caller, Depends(permitted("numbers.ask"))]


class Asking(Body):
    """What a number asks before its scenario answers."""

    url: str = Field(
        min_length=1,
        max_length=LONGEST_URL,
        description="A public server, by https; others where the installation allows their network",
        examples=["https://crm.example.com/who"],
    )
    seconds: float = Field(2, ge=0.5, le=5, description="The caller hears ringing for so long at most")


class AskingModel(Model):
    """Where a number asks."""

    url: str = Field(examples=["https://crm.example.com/who"])
    seconds: float = Field(examples=[2])
    former_secret_until: Utc | None = Field(description="Until then the secret before the present one signs, too")
    secret: str | None = Field(None, description="Only in the answer that makes it: keep it where questions come in")


@router.get("/numbers/{number_id}/asking", responses=responses(401, 403, 404, 503))
async def read(context: InContext, caller: Changer, number_id: PathId) -> AskingModel:
    """Say where a number asks; 404 of one that asks nobody."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        row = await asking.read_asking(session, known_id(number_id))
    if row is None:
        raise HTTPException(404)
    return _model(row)


@router.put("/numbers/{number_id}/asking", responses=responses(401, 403, 404, 422, 503))
async def let_ask(context: InContext, caller: Changer, number_id: PathId, wanted: Asking) -> AskingModel:
    """Let a number ask from its next call on. When it asked nobody before, a secret is made and shown this once."""
    url = await check_url("url", wanted.url, context.settings.asked_networks)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await asking.let_ask(
            session, Sealer.of(context.settings.data), NumberId(known_id(number_id)), url, wanted.seconds
        )
    if found is None:
        raise HTTPException(404)
    row, secret = found
    return _model(row, secret)


@router.delete("/numbers/{number_id}/asking", status_code=204, responses=responses(401, 403, 404, 503))
async def ask_no_more(context: InContext, caller: Changer, number_id: PathId) -> None:
    """Let the number's own scenario answer again without a question."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        if not await asking.ask_no_more(session, known_id(number_id)):
            raise HTTPException(404)


@router.post("/numbers/{number_id}/asking/rotate-secret", responses=responses(401, 403, 404, 503))
async def rotate(context: InContext, caller: Changer, number_id: PathId) -> SecretModel:
    """Make a new secret, shown this once. For 24 hours questions are signed with the former one as well."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        made = await asking.rotate_asking_secret(session, Sealer.of(context.settings.data), known_id(number_id))
    if made is None:
        raise HTTPException(404)
    secret, until = made
    return SecretModel(secret=secret, former_until=until)


def _model(row: NumberAskingRow, secret: str | None = None) -> AskingModel:
    return AskingModel(url=row.url, seconds=row.seconds, former_secret_until=row.former_until, secret=secret)
