"""The tables of recording rules, and of the keys that companies' recordings are sealed with."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  read by SQLAlchemy at run time

from sqlalchemy import UniqueConstraint, Uuid, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from offhook.db.base import CompanyTable, optional_id_column


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
