"""The tables of recording rules, of the keys that companies' recordings are sealed with, and of links to recordings."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  read by SQLAlchemy at run time

from sqlalchemy import Index, UniqueConstraint, Uuid, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from offhook.db.base import CompanyTable, id_column, optional_id_column, reference
from offhook.history.model import RecordingRow


class RecordingRuleRow(CompanyTable):
    """Which conversations are recorded; see `configuration.RecordingRule`. The lowest `place` is asked first."""

    __tablename__ = "recording_rules"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    name: Mapped[str]
    place: Mapped[int]
    mode: Mapped[str]
    directions: Mapped[list[str]] = mapped_column(server_default="{}")
    numbers: Mapped[list[str]] = mapped_column(ARRAY(Uuid(as_uuid=False)), server_default="{}")
    extensions: Mapped[list[str]] = mapped_column(ARRAY(Uuid(as_uuid=False)), server_default="{}")
    queues: Mapped[list[str]] = mapped_column(ARRAY(Uuid(as_uuid=False)), server_default="{}")
    list_id: Mapped[str | None] = optional_id_column()
    percent: Mapped[int] = mapped_column(server_default="100")
    announce: Mapped[bool] = mapped_column(server_default="false")
    keep_days: Mapped[int] = mapped_column(server_default="0")


class CompanyKeyRow(CompanyTable):
    """A key of a company, sealed by that of the installation. New files are sealed with the newest."""

    __tablename__ = "company_keys"

    key_sealed: Mapped[bytes]
    made_by: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class RecordingLinkRow(CompanyTable):
    """A link by which whoever has it hears a recording until `expires_at`, `most` times at most.

    Of its token only the SHA-256 is kept. `heard` counts hearings, of which the last began at `heard_at`, asked for
    from `heard_from`.
    """

    __tablename__ = "recording_links"
    __table_args__ = (reference("recording_id", RecordingRow), Index(None, "tenant_id", "recording_id"))

    recording_id: Mapped[str] = id_column()
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    note: Mapped[str] = mapped_column(server_default="")
    made_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    most: Mapped[int | None]
    heard: Mapped[int] = mapped_column(server_default="0")
    heard_at: Mapped[datetime | None]
    heard_from: Mapped[str] = mapped_column(server_default="")
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str] = mapped_column(server_default="")
