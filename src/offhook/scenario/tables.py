"""Tables of scenarios and their versions.

Invariant: a version is a draft until `published_at` is set and never changes afterwards; a scenario has at most one
draft.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  read by SQLAlchemy at run time
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from offhook.db.base import CompanyTable, id_column, optional_id_column, reference


class ScenarioRow(CompanyTable):
    """A scenario; `published` is the version that answers calls, NULL while none does, `answers_by` who wanted so.

    While `stand_in_id` is set that scenario answers wherever this one is named.
    """

    __tablename__ = "scenarios"
    __table_args__ = (
        UniqueConstraint("tenant_id", "name"),
        ForeignKeyConstraint(
            ["tenant_id", "id", "published"],
            ["scenario_versions.tenant_id", "scenario_versions.scenario_id", "scenario_versions.version"],
            use_alter=True,
        ),
        ForeignKeyConstraint(["tenant_id", "stand_in_id"], ["scenarios.tenant_id", "scenarios.id"]),
    )

    name: Mapped[str]
    published: Mapped[int | None]
    answers_since: Mapped[datetime | None]
    answers_by: Mapped[str | None] = optional_id_column()
    stand_in_id: Mapped[str | None] = optional_id_column()


class ScenarioVersionRow(CompanyTable):
    """One version of a scenario's graph."""

    __tablename__ = "scenario_versions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "scenario_id", "version"),
        Index(
            "scenario_versions_draft_idx",
            "tenant_id",
            "scenario_id",
            unique=True,
            postgresql_where=text("published_at IS NULL"),
        ),
        reference("scenario_id", ScenarioRow),
    )

    scenario_id: Mapped[str] = id_column()
    version: Mapped[int]
    graph: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
    changed_by: Mapped[str | None] = optional_id_column()
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None] = optional_id_column()
