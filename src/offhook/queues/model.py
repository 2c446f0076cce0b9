"""The tables of queues and of their agents."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from offhook.configuration import QueueStrategy  # noqa: TC001  read by SQLAlchemy at run time
from offhook.db.base import CompanyTable, id_column, reference
from offhook.directory.model import ExtensionRow


class QueueRow(CompanyTable):
    """Where callers wait; `settings` are the other fields of `configuration.Queue` that differ from the usual."""

    __tablename__ = "queues"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    name: Mapped[str]
    strategy: Mapped[QueueStrategy] = mapped_column(Text())
    priorities: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    settings: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))


class QueueMemberRow(CompanyTable):
    """An agent of a queue; it goes with the extension."""

    __tablename__ = "queue_members"
    __table_args__ = (
        UniqueConstraint("tenant_id", "queue_id", "extension_id"),
        reference("queue_id", QueueRow),
        reference("extension_id", ExtensionRow),
    )

    queue_id: Mapped[str] = id_column()
    extension_id: Mapped[str] = id_column()
    place: Mapped[int]
    penalty: Mapped[int] = mapped_column(server_default=text("0"))
    skills: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    always: Mapped[bool] = mapped_column(server_default=text("false"))
