"""The table of trunks."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKeyConstraint, LargeBinary, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from offhook.db.base import CompanyTable, id_column, optional_id_column, reference


class TrunkRow(CompanyTable):
    """A connection to an operator; its secret is sealed (`trunk_context`)."""

    __tablename__ = "trunks"
    __table_args__ = (
        UniqueConstraint("tenant_id", "name"),
        ForeignKeyConstraint(
            ["tenant_id", "backup_id"], ["trunks.tenant_id", "trunks.id"], ondelete="SET NULL (backup_id)"
        ),
    )

    name: Mapped[str]
    host: Mapped[str]
    port: Mapped[int]
    transport: Mapped[str]
    match: Mapped[list[str]]
    register: Mapped[bool]
    username: Mapped[str | None]
    secret_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    domain: Mapped[str | None]
    caller_id: Mapped[str | None]
    codecs: Mapped[list[str]]
    encryption: Mapped[str] = mapped_column(server_default="optional")
    dtmf: Mapped[str] = mapped_column(server_default="auto")
    video: Mapped[bool] = mapped_column(server_default=false())
    authority: Mapped[str | None]
    identity: Mapped[str] = mapped_column(server_default="pai")
    trusted: Mapped[bool] = mapped_column(server_default=false())
    withhold: Mapped[bool] = mapped_column(server_default=false())
    forwarded: Mapped[str] = mapped_column(server_default="diversion")
    redirects: Mapped[str] = mapped_column(server_default="same_host")
    large_by_tcp: Mapped[bool] = mapped_column(server_default=true())
    gateways: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    probe_s: Mapped[int] = mapped_column(server_default=text("0"))
    backup_id: Mapped[str | None] = optional_id_column()
    channels_in: Mapped[int] = mapped_column(server_default=text("0"))
    channels_out: Mapped[int] = mapped_column(server_default=text("0"))
    channels: Mapped[int] = mapped_column(server_default=text("0"))
    alarm_percent: Mapped[int] = mapped_column(server_default=text("80"))
    formats: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))


class RouteRow(CompanyTable):
    """Outside numbers with this beginning are called by this trunk; see `configuration.Route`."""

    __tablename__ = "routes"
    __table_args__ = (UniqueConstraint("tenant_id", "prefix", "trunk_id"), reference("trunk_id", TrunkRow))

    prefix: Mapped[str]
    trunk_id: Mapped[str] = id_column()
    priority: Mapped[int]


def trunk_context(tenant_id: str, trunk_id: str) -> str:
    """Return what a trunk's secret is sealed for."""
    return f"trunk {tenant_id} {trunk_id}"
