"""What webhooks were told, and what they answered: `/webhooks/{id}/deliveries`; trying one: `…/test`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import Limit, PageCursor, PathId, known_id
from offhook.api.models import Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.db.sealing import Sealer
from offhook.ids import new_id
from offhook.outbound.client import USER_AGENT
from offhook.outbound.signature import SIGNATURE, TIMESTAMP
from offhook.webhooks import deliveries
from offhook.webhooks.deliveries import State  # noqa: TC001  read by FastAPI at run time
from offhook.webhooks.posting import Poster, Told
from offhook.webhooks.service import read_webhook, secrets_of

if TYPE_CHECKING:
    from offhook.webhooks.model import DeliveryRow

router = APIRouter(tags=["webhooks"])
Reader = Annotated[Caller, Depends(permitted("webhooks.read"))]
Changer = Annotated[Caller, Depends(permitted("webhooks.change"))]


class DeliveryModel(Model):
    """One event for one webhook. `id` is the header `Offhook-Delivery`, the same at each attempt."""

    id: str
    event_id: int = Field(description="0: a test", examples=[1790000000123456])
    kind: str = Field(examples=["call.ended"])
    at: Utc
    call_id: str | None
    sequence: int | None = Field(description="Counts what the webhook is told of a call: 1, 2, 3 …", examples=[4])
    state: State = Field(description="failed: given up · dropped: the webhook was switched off before")
    attempts: int
    next_attempt_at: Utc | None = Field(description="While it waits")
    attempted_at: Utc | None
    ended_at: Utc | None
    status: int | None = Field(description="What the last attempt was answered with", examples=[200])
    error: str = Field(description="Why it was not accepted; empty: it was")


class RequestModel(Model):
    """What is sent."""

    url: str
    headers: dict[str, str]
    body: str


class AnswerModel(Model):
    """What came back: some headers, and the first 4 KiB of the body."""

    status: int
    headers: dict[str, str]
    body: str
    took_ms: int


class WholeDeliveryModel(DeliveryModel):
    """A delivery with its request and the last answer; null: none came."""

    request: RequestModel
    answer: AnswerModel | None


class DeliveryListModel(Model):
    """A page of deliveries, the newest first."""

    items: list[DeliveryModel]
    next_cursor: str | None


@router.get("/webhooks/{webhook_id}/deliveries", responses=responses(401, 403, 404, 422, 503))
async def read_deliveries(
    context: InContext,
    caller: Reader,
    webhook_id: PathId,
    state: Annotated[State | None, Query(description="Only those in this state")] = None,
    limit: Limit = 50,
    cursor: PageCursor = None,
) -> DeliveryListModel:
    """List what a webhook was told, and is to be told; kept for 7 days after the end."""
    before, known = deliveries.read_cursor(cursor), known_id(webhook_id)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        if await read_webhook(session, known) is None:
            raise HTTPException(404)
        rows = await deliveries.list_deliveries(session, known, state=state, before=before, limit=limit + 1)
    return DeliveryListModel(
        items=[_model(row) for row in rows[:limit]],
        next_cursor=str(rows[limit - 1].place) if len(rows) > limit else None,
    )


@router.get("/webhooks/{webhook_id}/deliveries/{delivery_id}", responses=responses(401, 403, 404, 503))
async def read_one_delivery(
    context: InContext, caller: Reader, webhook_id: PathId, delivery_id: PathId
) -> WholeDeliveryModel:
    """Show a delivery with its request and what was answered last."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        row = await deliveries.read_delivery(session, known_id(webhook_id), known_id(delivery_id))
        webhook = await read_webhook(session, known_id(webhook_id))
    if row is None or webhook is None:
        raise HTTPException(404)
    return _whole(row, webhook.row.url)


@router.post(
    "/webhooks/{webhook_id}/deliveries/{delivery_id}/resend",
    status_code=202,
    responses=responses(401, 403, 404, 422, 503),
)
async def resend(context: InContext, caller: Changer, webhook_id: PathId, delivery_id: PathId) -> DeliveryModel:
    """Send it again, under the same id: at once, and for 24 hours if need be. One that waits is tried now."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        row = await deliveries.resend(session, known_id(webhook_id), known_id(delivery_id))
    if row is None:
        raise HTTPException(404)
    return _model(row)


@router.post("/webhooks/{webhook_id}/test", responses=responses(401, 403, 404, 409, 503))
async def try_webhook(context: InContext, caller: Changer, webhook_id: PathId) -> WholeDeliveryModel:
    """Send an event of the kind `test` now, also when the webhook is switched off, and show what is answered."""
    tenant, known = caller.principal.tenant_id, known_id(webhook_id)
    async with context.database.tenant(tenant) as session:
        webhook = await read_webhook(session, known)
    if webhook is None:
        raise HTTPException(404)
    if known in context.trying:
        raise HTTPException(409, "a test is on its way already; its answer comes within seconds")
    secrets = secrets_of(webhook.row, Sealer.of(context.settings.data))
    told = Told(new_id(), 0, deliveries.TEST, datetime.now(UTC), None, None, tenant, {"webhook": webhook.row.name})
    poster = Poster(context.settings.asked_networks)
    context.trying.add(known)
    try:
        outcome = await poster.post(webhook.row.url, told, secrets)
    finally:
        context.trying.discard(known)
        await poster.close()
    async with context.database.tenant(tenant) as session:
        if await read_webhook(session, known) is None:
            raise HTTPException(404)
        row = await deliveries.keep_test(session, webhook.row, told, outcome)
    return _whole(row, webhook.row.url)


def _model(row: DeliveryRow) -> DeliveryModel:
    return DeliveryModel.model_validate(_plain(row))


def _plain(row: DeliveryRow) -> dict[str, object]:
    return {
        "id": row.id,
        "event_id": row.event_id,
        "kind": row.kind,
        "at": row.at,
        "call_id": row.call_id,
        "sequence": row.sequence,
        "state": row.state,
        "attempts": row.attempts,
        "next_attempt_at": row.next_at,
        "attempted_at": row.attempted_at,
        "ended_at": row.ended_at,
        "status": row.status,
        "error": row.error,
    }


def _whole(row: DeliveryRow, url: str) -> WholeDeliveryModel:
    headers = {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        "Offhook-Delivery": row.id,
        TIMESTAMP: str(int((row.attempted_at or row.since).timestamp())),
        SIGNATURE: "v1=…",
    }
    answer = None
    if row.status is not None:
        answer = AnswerModel(
            status=row.status,
            headers={name: str(value) for name, value in row.headers.items()},
            body=row.answer,
            took_ms=row.took_ms or 0,
        )
    request = RequestModel(url=row.url or url, headers=headers, body=deliveries.told_of(row).body().decode())
    return WholeDeliveryModel.model_validate({**_plain(row), "request": request, "answer": answer})
