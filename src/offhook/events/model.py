"""The table of events. The switch's flusher writes it after the history (`journal/event_flush.py`)."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  read by SQLAlchemy at run time
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from offhook.db.base import Base, TenantRow, optional_id_column

_FETCHED = "kind IN ('recording.ready', 'voicemail.left', 'owed_call.made', 'owed_call.closed')"


class EventRow(Base):
    """Something that happened; `id` rises, `people` and `queues` are whom it concerns, `data` is as `kinds.py` says."""

    __tablename__ = "events"
    __table_args__ = (Index("events_call_idx", "tenant_id", "call_id", postgresql_where=text(_FETCHED)),)

    tenant_id: Mapped[str] = mapped_column(
        Uuid(as_uuid=False), ForeignKey(TenantRow.id, ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str]
    call_id: Mapped[str | None] = optional_id_column()
    people: Mapped[list[str]] = mapped_column(ARRAY(Uuid(as_uuid=False)), server_default="{}")
    queues: Mapped[list[str]] = mapped_column(ARRAY(Uuid(as_uuid=False)), server_default="{}")
    data: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
