"""The table of the audit log, and which tables of companies it does not watch.

Invariant: the serving role reads it and nothing else; triggers write it with each change (`migrations/audit.py`).
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  read at run time
from datetime import datetime  # noqa: TC003  read by SQLAlchemy at run time
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from offhook.db.base import CompanyTable, id_column, optional_id_column

# Why a table of companies has no trigger; a test holds every other one to having it.
NOT_AUDITED: Mapping[str, str] = {
    "audit": "it is the log",
    "calls": "history, written by the switch; who listened in is noted from it",
    "events": "what subscribers are told of calls, written by the switch",
    "webhook_deliveries": "events on their way to other systems, written with these and by the worker",
    "webhook_health": "whether a webhook works, written by the worker",
    "call_legs": "history, written by the switch",
    "messages": "texts that people write each other wait here until they are delivered",
    "idempotent_requests": "what they changed is in the log already",
    "owed_calls": "each tells itself who took it and who closed it",
}


class AuditRow(CompanyTable):
    """Something that somebody did: a row made, changed or deleted, or what was noted (`action` says which).

    `change_id` is the same for all that one request did, `of_id` what the row belongs to. Of `unshown` fields no value
    is kept: they are secret, or long.
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index("audit_newest_idx", "tenant_id", text("at DESC"), text("id DESC")),
        Index("audit_row_idx", "tenant_id", "row_id", text("at DESC")),
    )

    at: Mapped[datetime]
    change_id: Mapped[str] = id_column()
    user_id: Mapped[str | None] = optional_id_column()
    login: Mapped[str]
    via: Mapped[str]
    address: Mapped[str]
    action: Mapped[str]
    resource: Mapped[str]
    row_id: Mapped[str | None] = optional_id_column()
    of_id: Mapped[str | None] = optional_id_column()
    name: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    after: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    unshown: Mapped[list[str]] = mapped_column(server_default="{}")
