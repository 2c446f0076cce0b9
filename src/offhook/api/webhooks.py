"""Webhooks: events sent to other systems as signed requests: `/webhooks`. Deliveries: `webhook_deliveries.py`."""

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
from offhook.db.sealing import Sealer
from offhook.errors import InvalidValue
from offhook.events.kinds import Kind
from offhook.outbound.addresses import LONGEST_URL, check_url
from offhook.webhooks import service

if TYPE_CHECKING:
    from offhook.api.context import Context
    from offhook.webhooks.service import Webhook

router = APIRouter(tags=["webhooks"])
Reader = Annotated[Caller, Depends(permitted("webhooks.read"))]
Changer = Annotated[Caller, Depends(permitted("webhooks.change"))]

_Kinds = Annotated[
    list[Kind],
    Field(max_length=50, description="Of which kinds events are sent; empty: all", examples=[["call.ended"]]),
]
_Url = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LONGEST_URL,
        description="A public server, by https; others where the installation allows their network",
        examples=["https://crm.example.com/offhook"],
    ),
]


class WebhookModel(Model):
    """A webhook; its secret is shown only when it is made."""

    id: str
    name: str = Field(examples=["CRM"])
    url: str = Field(examples=["https://crm.example.com/offhook"])
    kinds: list[str] = Field(examples=[["call.ringing", "call.ended"]], description="Empty: all")
    enabled: bool
    description: str
    off_reason: str = Field(description="Why it is switched off, when nobody did that by hand")
    former_secret_until: Utc | None = Field(description="Until then the secret before the present one signs, too")
    failing_since: Utc | None = Field(description="When it was last accepted nothing any more; null: it works")
    last_error: str = Field(description="What came of the last attempt; empty: it was accepted")
    waiting: int = Field(description="Deliveries that are not accepted yet")
    created_at: Utc


class NewWebhook(Body):
    """A webhook to be added."""

    name: str = Field(min_length=1, max_length=120, examples=["CRM"])
    url: _Url
    kinds: _Kinds = Field(default_factory=list)
    enabled: bool = True
    description: str = Field("", max_length=500)


class WebhookChange(Body):
    """What is to change; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=120)
    url: _Url | None = None
    kinds: _Kinds | None = None
    enabled: bool | None = Field(None, description="Switched off, it drops what waits")
    description: str | None = Field(None, max_length=500)


class SecretModel(Model):
    """A secret, shown this once: by it the receiver checks `Offhook-Signature`."""

    secret: str = Field(examples=["whsec_rJ0x…"])
    former_until: Utc | None = Field(None, description="Until then requests carry the former secret's signature, too")


class AddedWebhookModel(WebhookModel):
    """A webhook that was added, with its secret."""

    secret: str = Field(examples=["whsec_rJ0x…"], description="Shown this once: keep it where requests are received")


class WebhookListModel(Model):
    """The company's webhooks, by name."""

    items: list[WebhookModel]


@router.get("/webhooks", responses=responses(401, 403, 503))
async def read_webhooks(context: InContext, caller: Reader) -> WebhookListModel:
    """List webhooks, and say whether they work."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await service.list_webhooks(session)
    return WebhookListModel(items=[_model(one) for one in found])


@router.get("/webhooks/{webhook_id}", responses=responses(401, 403, 404, 503))
async def read_one_webhook(context: InContext, caller: Reader, webhook_id: PathId) -> WebhookModel:
    """Show one webhook."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await service.read_webhook(session, known_id(webhook_id))
    if found is None:
        raise HTTPException(404)
    return _model(found)


@router.post("/webhooks", status_code=201, responses=responses(401, 403, 422, 503))
async def add(context: InContext, caller: Changer, new: NewWebhook) -> AddedWebhookModel:
    """Add a webhook: it is told what happens from now on. Its secret is shown this once."""
    changes = await _checked(context, NewWebhook.model_dump(new))
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found, secret = await service.add_webhook(session, Sealer.of(context.settings.data), changes)
    return AddedWebhookModel(**_model(found).model_dump(), secret=secret)


@router.patch("/webhooks/{webhook_id}", responses=responses(401, 403, 404, 422, 503))
async def change(context: InContext, caller: Changer, webhook_id: PathId, changes: WebhookChange) -> WebhookModel:
    """Change a webhook. What waits goes to a new URL at once."""
    wanted = await _checked(context, changes.model_dump())
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await service.change_webhook(session, known_id(webhook_id), wanted)
    if found is None:
        raise HTTPException(404)
    return _model(found)


@router.delete("/webhooks/{webhook_id}", status_code=204, responses=responses(401, 403, 404, 503))
async def remove(context: InContext, caller: Changer, webhook_id: PathId) -> None:
    """Remove a webhook with all that was, and was to be, delivered to it."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        if not await service.remove_webhook(session, known_id(webhook_id)):
            raise HTTPException(404)


@router.post("/webhooks/{webhook_id}/rotate-secret", responses=responses(401, 403, 404, 503))
async def rotate_secret(context: InContext, caller: Changer, webhook_id: PathId) -> SecretModel:
    """Make a new secret, shown this once. For 24 hours requests are signed with the former one as well."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        made = await service.rotate_secret(session, Sealer.of(context.settings.data), known_id(webhook_id))
    if made is None:
        raise HTTPException(404)
    secret, until = made
    return SecretModel(secret=secret, former_until=until)


async def _checked(context: Context, wanted: dict[str, object]) -> service.WebhookChanges:
    """Return what is wanted, with its URL looked at.

    Raises:
        InvalidValue: the URL is none to which events may be sent, or a text cannot be kept.
    """
    changes = service.WebhookChanges(**wanted)  # type: ignore[arg-type]  # read by Pydantic
    for name in ("name", "description"):
        if "\0" in (getattr(changes, name) or ""):
            raise InvalidValue(name, "has a sign that cannot be kept")
    if changes.url is None:
        return changes
    url = await check_url("url", changes.url, context.settings.asked_networks)
    return service.WebhookChanges(**{**wanted, "url": url})  # type: ignore[arg-type]  # as above


def _model(found: Webhook) -> WebhookModel:
    row, health = found.row, found.health
    return WebhookModel(
        id=row.id,
        name=row.name,
        url=row.url,
        kinds=row.kinds,
        enabled=row.enabled,
        description=row.description,
        off_reason=row.off_reason,
        former_secret_until=row.former_until,
        failing_since=health.failing_since if health else None,
        last_error=health.error if health else "",
        waiting=found.waiting,
        created_at=row.created_at,
    )
