"""The table of trunks."""

from __future__ import annotations

from sqlalchemy import LargeBinary, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from offhook.db.base import CompanyTable


class TrunkRow(CompanyTable):
    """A connection to an operator; its secret is sealed (`trunk_context`)."""

    __tablename__ = "trunks"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

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
    authority: Mapped[str | None]
    identity: Mapped[str] = mapped_column(server_default="pai")
    trusted: Mapped[bool] = mapped_column(server_default=false())
    withhold: Mapped[bool] = mapped_column(server_default=false())
    forwarded: Mapped[str] = mapped_column(server_default="diversion")
    redirects: Mapped[str] = mapped_column(server_default="same_host")
    large_by_tcp: Mapped[bool] = mapped_column(server_default=true())


def trunk_context(tenant_id: str, trunk_id: str) -> str:
    """Return what a trunk's secret is sealed for."""
    return f"trunk {tenant_id} {trunk_id}"
