"""The table of schedules."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from offhook.configuration import ScheduleSwitch  # noqa: TC001  read by SQLAlchemy at run time
from offhook.db.base import CompanyTable


class ScheduleRow(CompanyTable):
    """When the company, or a part of it, is open; see `configuration.Schedule`."""

    __tablename__ = "schedules"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    name: Mapped[str]
    hours: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    special: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    holidays: Mapped[str | None]
    switched: Mapped[ScheduleSwitch] = mapped_column(Text(), server_default="auto")
