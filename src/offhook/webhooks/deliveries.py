"""Deliveries of the session's company as people see them: listed, looked into, sent again, tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy import func, select

from offhook.db.engine import tenant_of
from offhook.errors import InvalidValue
from offhook.webhooks.model import DeliveryRow, WebhookRow
from offhook.webhooks.posting import Told
from offhook.webhooks.service import wake_sender

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.webhooks.posting import Outcome

State = Literal["waiting", "sent", "failed", "dropped"]
TEST: Final = "test"
LARGEST: Final = 2**63 - 1


async def list_deliveries(
    session: AsyncSession, webhook_id: str, *, state: State | None, before: int | None, limit: int
) -> Sequence[DeliveryRow]:
    """Return deliveries of a webhook, the newest first, from behind the place `before`."""
    row = DeliveryRow
    query = select(row).where(row.webhook_id == webhook_id).order_by(row.place.desc()).limit(limit)
    if state is not None:
        query = query.where(row.state == state)
    if before is not None:
        query = query.where(row.place < before)
    return (await session.scalars(query)).all()


def read_cursor(text: str | None) -> int | None:
    """Read a place as it is given to clients.

    Raises:
        InvalidValue: this is none that we gave.
    """
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= LARGEST):
        raise InvalidValue("cursor", "is not one that this server gave")
    return int(text)


async def read_delivery(session: AsyncSession, webhook_id: str, delivery_id: str) -> DeliveryRow | None:
    """Return one delivery of a webhook, or None."""
    return await session.scalar(_one(webhook_id, delivery_id))


async def resend(session: AsyncSession, webhook_id: str, delivery_id: str) -> DeliveryRow | None:
    """Send a delivery once more, under the same id, for as long as a new one. None: there is none.

    One that waits for its next attempt is tried at once; one that is being tried is left alone.

    Raises:
        InvalidValue: the webhook is switched off.
    """
    row = await session.scalar(_one(webhook_id, delivery_id).with_for_update())
    if row is None:
        return None
    if not await session.scalar(select(WebhookRow.enabled).where(WebhookRow.id == webhook_id)):
        raise InvalidValue("enabled", "the webhook is switched off; switch it on first")
    if not row.claimed:
        if row.state != "waiting":
            row.since = func.now()
        row.state, row.ended_at, row.next_at = "waiting", None, func.now()
        await session.flush()
        await session.refresh(row)
        await wake_sender(session)
    return row


def told_of(row: DeliveryRow) -> Told:
    """Return what a delivery tells."""
    return Told(row.id, row.event_id, row.kind, row.at, row.call_id, row.sequence, row.tenant_id, row.data)


async def keep_test(session: AsyncSession, webhook: WebhookRow, told: Told, outcome: Outcome) -> DeliveryRow:
    """Keep a test that was made, with what came of it."""
    row = DeliveryRow(
        tenant_id=tenant_of(session),
        id=told.delivery,
        webhook_id=webhook.id,
        event_id=told.event,
        at=told.at,
        kind=told.kind,
        data=dict(told.data),
        state="sent" if outcome.accepted else "failed",
        attempts=1,
        next_at=None,
        attempted_at=func.now(),
        took_ms=outcome.took_ms,
        url=webhook.url,
        status=outcome.status,
        headers=dict(outcome.headers),
        answer=outcome.answer,
        error=outcome.trouble,
        ended_at=func.now(),
    )
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return row


def _one(webhook_id: str, delivery_id: str) -> Select[DeliveryRow]:
    return select(DeliveryRow).where(DeliveryRow.webhook_id == webhook_id, DeliveryRow.id == delivery_id)
