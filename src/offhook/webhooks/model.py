"""The tables of webhooks and of what is delivered to them.

Invariant: deliveries are written with the events, by a trigger of the table `events`: whoever writes an event, and
whatever is killed after that, its deliveries are there with it or neither is.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  read by SQLAlchemy at run time
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from offhook.db.base import CompanyTable, id_column, optional_id_column, reference


class WebhookRow(CompanyTable):
    """Where events of these `kinds` (none: all) are sent. Until `former_until` the former secret signs as well.

    `off_reason` says why it was switched off when nobody did that by hand.
    """

    __tablename__ = "webhooks"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    name: Mapped[str]
    url: Mapped[str]
    kinds: Mapped[list[str]] = mapped_column(server_default="{}")
    enabled: Mapped[bool] = mapped_column(server_default="true")
    description: Mapped[str] = mapped_column(server_default="")
    secret_sealed: Mapped[bytes]
    former_sealed: Mapped[bytes | None]
    former_until: Mapped[datetime | None]
    off_reason: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class WebhookHealthRow(CompanyTable):
    """A webhook, by its id, whose last attempt failed; one that works has no row."""

    __tablename__ = "webhook_health"
    __table_args__ = (reference("id", WebhookRow),)

    failing_since: Mapped[datetime]
    failed_at: Mapped[datetime]
    error: Mapped[str]


def _index(name: str, *columns: str, where: str | None = None, unique: bool = False) -> Index:
    only = None if where is None else text(where)
    return Index(f"webhook_deliveries_{name}_idx", "tenant_id", *columns, unique=unique, postgresql_where=only)


class DeliveryRow(CompanyTable):
    """One event for one webhook. `place` orders all; `event_id` is 0 for a test; `sequence` counts within a call.

    `since`: when it began to wait, or was sent again by hand. `claimed`: a worker is at it until `next_at`, when it is
    anybody's again.
    """

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        reference("webhook_id", WebhookRow),
        _index("event", "webhook_id", "event_id", where="event_id > 0", unique=True),
        _index("call", "webhook_id", "call_id", "event_id", where="call_id IS NOT NULL"),
        _index("next", "webhook_id", "next_at", where="state = 'waiting'"),
        _index("place", "webhook_id", "place"),
        _index("ended", "ended_at", where="ended_at IS NOT NULL"),
        Index("webhook_deliveries_due_idx", "next_at", postgresql_where=text("state = 'waiting'")),
    )

    place: Mapped[int] = mapped_column(BigInteger, Identity())
    webhook_id: Mapped[str] = id_column()
    event_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    kind: Mapped[str]
    call_id: Mapped[str | None] = optional_id_column()
    sequence: Mapped[int | None]
    data: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(server_default="waiting")
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    since: Mapped[datetime] = mapped_column(server_default=func.now())
    next_at: Mapped[datetime | None] = mapped_column(server_default=func.now())
    claimed: Mapped[bool] = mapped_column(server_default="false")
    attempted_at: Mapped[datetime | None]
    took_ms: Mapped[int | None]
    url: Mapped[str] = mapped_column(server_default="")
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    answer: Mapped[str] = mapped_column(server_default="")
    error: Mapped[str] = mapped_column(server_default="")
    ended_at: Mapped[datetime | None]


def webhook_context(tenant_id: str, webhook_id: str) -> str:
    """Return what a webhook's secrets are sealed for."""
    return f"webhook {tenant_id} {webhook_id}"
