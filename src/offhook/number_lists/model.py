"""The table of lists of numbers."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from offhook.db.base import CompanyTable


class NumberListRow(CompanyTable):
    """Numbers that are treated alike; see `configuration.NumberList`."""

    __tablename__ = "number_lists"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    name: Mapped[str]
    numbers: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
