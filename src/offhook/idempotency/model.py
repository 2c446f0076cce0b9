"""The table of requests with an Idempotency-Key, and what was answered."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  read by SQLAlchemy at run time

from sqlalchemy import Index, LargeBinary, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from offhook.access.model import UserRow
from offhook.db.base import CompanyTable, id_column, reference


class IdempotentRequestRow(CompanyTable):
    """A request that a user gave a key; `answer_sealed` is null until it was answered, as long as `doer` works on it.

    `fingerprint` is the SHA-256 of all that makes it what it is; `doer` the web process that does it.
    """

    __tablename__ = "idempotent_requests"
    __table_args__ = (
        UniqueConstraint("tenant_id", "user_id", "key"),
        reference("user_id", UserRow),
        Index("idempotent_requests_expiry_idx", "tenant_id", "expires_at"),
    )

    user_id: Mapped[str] = id_column()
    key: Mapped[str]
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    doer: Mapped[str] = id_column()
    answer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
