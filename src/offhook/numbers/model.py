"""The table of outside numbers."""

from __future__ import annotations

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
