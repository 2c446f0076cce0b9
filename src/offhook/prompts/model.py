"""The table of companies' own prompts."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  read by SQLAlchemy at run time

from sqlalchemy import Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from offhook.configuration import PromptKind  # noqa: TC001  read by SQLAlchemy at run time
from offhook.db.base import CompanyTable


class PromptRow(CompanyTable):
    """A prompt of a company in one language; see `configuration.Prompt`."""

    __tablename__ = "prompts"
    __table_args__ = (UniqueConstraint("tenant_id", "name", "language"),)

    name: Mapped[str]
    language: Mapped[str]
    kind: Mapped[PromptKind] = mapped_column(Text())
    text: Mapped[str] = mapped_column(server_default="")
    voice: Mapped[str] = mapped_column(server_default="")
    speed: Mapped[int] = mapped_column(server_default="100")
    file: Mapped[str]
    duration_ms: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
