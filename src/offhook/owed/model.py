"""The table of owed calls. The switch's flusher writes it together with the history (`journal/statements.py`).

Invariant: an outside number is owed one call at most, however often it called; only a conversation with that number,
in either direction, closes it.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  read by SQLAlchemy at run time

from sqlalchemy import Index, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from offhook.db.base import CompanyTable, optional_id_column


class OwedCallRow(CompanyTable):
    """A caller to be called back; `id` is that of the first call, `call_ids` are all.

    `number_id` is the line of the last.
    `tried_by` are the company's calls to that number that nobody answered, `tried_at` when the last of them ended.
    `after_hours`: the first came while a schedule said closed. `closed_by` is the call in which both talked.
    """

    __tablename__ = "owed_calls"
    __table_args__ = (
        Index("owed_calls_open_idx", "tenant_id", "number", unique=True, postgresql_where=text("closed_at IS NULL")),
        Index("owed_calls_due_idx", "tenant_id", "due_at", "id"),
        Index("owed_calls_call_ids_idx", "call_ids", postgresql_using="gin"),
        Index("owed_calls_closed_by_idx", "tenant_id", "closed_by"),
    )

    number: Mapped[str]
    name: Mapped[str] = mapped_column(server_default="")
    number_id: Mapped[str | None] = optional_id_column()
    since: Mapped[datetime]
    last_at: Mapped[datetime]
    due_at: Mapped[datetime]
    after_hours: Mapped[bool] = mapped_column(server_default="false")
    call_ids: Mapped[list[str]] = mapped_column(ARRAY(Uuid(as_uuid=False)))
    owner_id: Mapped[str | None] = optional_id_column()
    note: Mapped[str] = mapped_column(server_default="")
    tried_by: Mapped[list[str]] = mapped_column(ARRAY(Uuid(as_uuid=False)), server_default="{}")
    tried_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = optional_id_column()
