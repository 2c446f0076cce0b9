"""The table of exports."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  read by SQLAlchemy at run time

from sqlalchemy import BigInteger, func
from sqlalchemy.orm import Mapped, mapped_column

from offhook.db.base import CompanyTable


class ExportRow(CompanyTable):
    """An archive that was asked for; its file is `exports.service.file_of`, there while it is `ready`."""

    __tablename__ = "exports"

    asked_at: Mapped[datetime] = mapped_column(server_default=func.now())
    asked_by: Mapped[str]
    recordings: Mapped[bool]
    accounts: Mapped[bool]  # with their passwords
    state: Mapped[str] = mapped_column(server_default="waiting")
    error: Mapped[str] = mapped_column(server_default="")
    size: Mapped[int] = mapped_column(BigInteger, server_default="0")
    sha256: Mapped[str] = mapped_column(server_default="")
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
