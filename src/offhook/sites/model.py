"""The table of sites."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from offhook.branches.model import BranchRow
from offhook.db.base import CompanyTable, optional_id_column, reference


class SiteRow(CompanyTable):
    """A place of the company behind one line; see `configuration.Site`."""

    __tablename__ = "sites"
    __table_args__ = (UniqueConstraint("tenant_id", "name"), reference("branch_id", BranchRow, None))

    name: Mapped[str]
    networks: Mapped[list[str]]
    kbit_up: Mapped[int] = mapped_column(server_default=text("0"))
    kbit_down: Mapped[int] = mapped_column(server_default=text("0"))
    alarm_percent: Mapped[int] = mapped_column(server_default=text("80"))
    branch_id: Mapped[str | None] = optional_id_column()
