"""Webhooks of the session's company: kept, changed, switched off, their secrets replaced.

Invariant: a secret is shown to whoever makes it, once; from then on it exists sealed only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select, text, update

from offhook.db.engine import tenant_of
from offhook.db.rules import take_turn
from offhook.errors import InvalidValue
from offhook.ids import new_id
from offhook.outbound.signature import OVERLAP_HOURS, new_secret
from offhook.webhooks.model import DeliveryRow, WebhookHealthRow, WebhookRow, webhook_context
from offhook.webhooks.queue import CHANNEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.db.sealing import Sealer

MOST: Final = 50  # of one company
SWITCHED_OFF: Final = "the webhook was switched off"


@dataclass(frozen=True, slots=True)
class WebhookChanges:
    """What is to be set of a webhook; None leaves it. The URL is one that `outbound.addresses` let pass."""

    name: str | None = None
    url: str | None = None
    kinds: Sequence[str] | None = None
    enabled: bool | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook as people see it: what is set, whether it works, and how much waits."""

    row: WebhookRow
    health: WebhookHealthRow | None
    waiting: int


async def add_webhook(session: AsyncSession, sealer: Sealer, new: WebhookChanges) -> tuple[Webhook, str]:
    """Add a webhook; return it with its secret.

    Raises:
        InvalidValue: the name is empty or taken, or there are too many.
    """
    await take_turn(session)
    if (await session.scalar(select(func.count()).select_from(WebhookRow)) or 0) >= MOST:
        raise InvalidValue("name", f"a company has at most {MOST} webhooks; remove one that is not used")
    tenant, webhook_id, secret = tenant_of(session), new_id(), new_secret()
    row = WebhookRow(
        tenant_id=tenant,
        id=webhook_id,
        name=await _free_name(session, webhook_id, new.name or ""),
        url=new.url or "",
        kinds=_kinds(new.kinds or ()),
        enabled=new.enabled is not False,
        description=(new.description or "").strip(),
        secret_sealed=sealer.seal(secret.encode(), webhook_context(tenant, webhook_id)),
    )
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return Webhook(row, None, 0), secret


async def change_webhook(session: AsyncSession, webhook_id: str, changes: WebhookChanges) -> Webhook | None:
    """Change a webhook; what waits goes to a new URL at once, and nowhere when it is switched off. None: no such one.

    Raises:
        InvalidValue: as `add_webhook`.
    """
    row = await _locked(session, webhook_id)
    if row is None:
        return None
    if changes.name is not None:
        row.name = await _free_name(session, webhook_id, changes.name)
    if changes.kinds is not None:
        row.kinds = _kinds(changes.kinds)
    if changes.description is not None:
        row.description = changes.description.strip()
    if changes.url is not None and changes.url != row.url:
        row.url = changes.url
        await _hasten(session, webhook_id)
    if changes.enabled is not None and changes.enabled != row.enabled:
        row.enabled, row.off_reason = changes.enabled, ""
        if not changes.enabled:
            await _drop_waiting(session, webhook_id)
    await session.flush()
    return await read_webhook(session, webhook_id)


async def remove_webhook(session: AsyncSession, webhook_id: str) -> bool:
    """Remove a webhook with all its deliveries. False when there is none."""
    row = await _locked(session, webhook_id)
    if row is not None:
        await session.delete(row)
        await session.flush()
    return row is not None


async def rotate_secret(session: AsyncSession, sealer: Sealer, webhook_id: str) -> tuple[str, datetime] | None:
    """Make a new secret; the one before it signs as well until the time that is returned. None: no such webhook."""
    row = await _locked(session, webhook_id)
    if row is None:
        return None
    secret, until = new_secret(), datetime.now(UTC) + timedelta(hours=OVERLAP_HOURS)
    row.former_sealed, row.former_until = row.secret_sealed, until
    row.secret_sealed = sealer.seal(secret.encode(), webhook_context(row.tenant_id, row.id))
    await session.flush()
    return secret, until


def secrets_of(row: WebhookRow, sealer: Sealer) -> list[str]:
    """Return the secrets that sign now, the newest first.

    Raises:
        SealBroken: they were sealed with another key.
    """
    found = [row.secret_sealed]
    if row.former_sealed is not None and row.former_until is not None and row.former_until > datetime.now(UTC):
        found.append(row.former_sealed)
    return [sealer.open(sealed, webhook_context(row.tenant_id, row.id)).decode() for sealed in found]


async def read_webhook(session: AsyncSession, webhook_id: str) -> Webhook | None:
    """Return one webhook, or None."""
    return next(iter(await _read(session, webhook_id)), None)


async def list_webhooks(session: AsyncSession) -> Sequence[Webhook]:
    """Return the company's webhooks by name."""
    return await _read(session)


async def _read(session: AsyncSession, webhook_id: str | None = None) -> list[Webhook]:
    waiting = (
        select(func.count())
        .where(DeliveryRow.webhook_id == WebhookRow.id, DeliveryRow.state == "waiting")
        .scalar_subquery()
    )
    query = (
        select(WebhookRow, WebhookHealthRow, waiting)
        .outerjoin(WebhookHealthRow, WebhookHealthRow.id == WebhookRow.id)
        .order_by(WebhookRow.name)
    )
    if webhook_id is not None:
        query = query.where(WebhookRow.id == webhook_id)
    return [Webhook(row, health, count) for row, health, count in await session.execute(query)]


async def _locked(session: AsyncSession, webhook_id: str) -> WebhookRow | None:
    # Not its key: what is delivered meanwhile need not wait.
    query = select(WebhookRow).where(WebhookRow.id == webhook_id).with_for_update(key_share=True)
    return await session.scalar(query)


async def _free_name(session: AsyncSession, webhook_id: str, text_: str) -> str:
    name = text_.strip()
    if not name:
        raise InvalidValue("name", "may not be empty")
    query = select(WebhookRow.id).where(WebhookRow.name == name, WebhookRow.id != webhook_id)
    if await session.scalar(query):
        raise InvalidValue("name", "another webhook has this name")
    return name


def _kinds(kinds: Sequence[str]) -> list[str]:
    return sorted(set(kinds))


async def _hasten(session: AsyncSession, webhook_id: str) -> None:
    row = DeliveryRow
    await session.execute(
        update(row)
        .where(row.webhook_id == webhook_id, row.state == "waiting", row.claimed.is_(False))
        .values(next_at=func.now())
    )
    await wake_sender(session)


async def _drop_waiting(session: AsyncSession, webhook_id: str) -> None:
    row = DeliveryRow
    await session.execute(
        update(row)
        .where(row.webhook_id == webhook_id, row.state == "waiting")
        .values(state="dropped", claimed=False, next_at=None, ended_at=func.now(), error=SWITCHED_OFF)
    )


async def wake_sender(session: AsyncSession) -> None:
    """Have the worker look for what is due of the session's company once the transaction ends."""
    await session.execute(
        text("SELECT pg_notify(:channel, :tenant)"), {"channel": CHANNEL, "tenant": tenant_of(session)}
    )
