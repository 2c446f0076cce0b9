"""The table of outside numbers."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  read by SQLAlchemy at run time

from sqlalchemy.orm import Mapped, mapped_column

from offhook.branches.model import BranchRow
from offhook.db.base import CompanyTable, optional_id_column, reference
from offhook.scenario.tables import ScenarioRow
from offhook.trunks.model import TrunkRow


class NumberRow(CompanyTable):
    """An outside number in E.164, unique in the installation; the scenario answers it."""

    __tablename__ = "numbers"
    __table_args__ = (
        reference("branch_id", BranchRow, None),
        reference("trunk_id", TrunkRow, "SET NULL (trunk_id)"),
        reference("scenario_id", ScenarioRow, "SET NULL (scenario_id)"),
    )

    e164: Mapped[str] = mapped_column(unique=True)
    label: Mapped[str]
    trunk_id: Mapped[str | None] = optional_id_column()
    scenario_id: Mapped[str | None] = optional_id_column()
    branch_id: Mapped[str | None] = optional_id_column()


class NumberAskingRow(CompanyTable):
    """Where a number, by its id, asks who is to answer; see `configuration.NumberAsking`."""

    __tablename__ = "number_askings"
    __table_args__ = (reference("id", NumberRow),)

    url: Mapped[str]
    seconds: Mapped[float]
    secret_sealed: Mapped[bytes]
    former_sealed: Mapped[bytes | None]
    former_until: Mapped[datetime | None]


def asking_context(tenant_id: str, number_id: str) -> str:
    """Return what the secrets of a number that asks are sealed for."""
    return f"number {tenant_id} {number_id}"
