"""The tables of branches and departments."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from offhook.db.base import CompanyTable, optional_id_column, reference


class BranchRow(CompanyTable):
    """A branch of the company; see `configuration.Branch`. Empty texts are the company's, or none."""

    __tablename__ = "branches"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    name: Mapped[str]
    country: Mapped[str] = mapped_column(server_default="")
    timezone: Mapped[str] = mapped_column(server_default="")
    shows: Mapped[str] = mapped_column(server_default="")
    reception: Mapped[str] = mapped_column(server_default="")  # an extension, as people dial it
    city: Mapped[str] = mapped_column(server_default="")
    address: Mapped[str] = mapped_column(server_default="")


class DepartmentRow(CompanyTable):
    """A department, of a branch or of the whole company; each branch may have one of the same name."""

    __tablename__ = "departments"
    __table_args__ = (
        UniqueConstraint("tenant_id", "name", "branch_id", postgresql_nulls_not_distinct=True),
        reference("branch_id", BranchRow, None),
        # People name their departments, too: the circle is closed after both tables are made.
        ForeignKeyConstraint(
            ["tenant_id", "manager_id"],
            ["people.tenant_id", "people.id"],
            ondelete="SET NULL (manager_id)",
            use_alter=True,
        ),
    )

    name: Mapped[str]
    branch_id: Mapped[str | None] = optional_id_column()
    manager_id: Mapped[str | None] = optional_id_column()
