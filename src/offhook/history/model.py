"""Tables of the history: one row per call, its legs, recordings and voicemail messages below it.

Invariant: nothing here refers to the configuration by foreign key, because the history outlives it, and the switch's
flush must not fail for a number, person or extension removed during the call.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  read by SQLAlchemy at run time
from typing import Any

from sqlalchemy import BigInteger, Index, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from offhook.db.base import CompanyTable, id_column, optional_id_column, reference


class CallRow(CompanyTable):
    """A call; `journey` lists its steps, `parties` all who took part, `person_ids` the company's people in it.

    By `words` it is found: see `db/call_words.py`.
    `branch_ids` and `department_ids` are those that people and the dialled number belonged to when it was made.
    """

    __tablename__ = "calls"
    __table_args__ = (
        Index("calls_newest_idx", "tenant_id", text("started_at DESC"), text("id DESC")),
        Index("calls_people_idx", "person_ids", postgresql_using="gin"),
        Index("calls_words_idx", "words", postgresql_using="gin"),
    )

    started_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    connected_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    direction: Mapped[str]
    caller_number: Mapped[str]
    caller_name: Mapped[str]
    dialled: Mapped[str]
    number_id: Mapped[str | None] = optional_id_column()
    callee_name: Mapped[str | None]
    callee_number: Mapped[str | None]
    result: Mapped[str | None]
    hangup_side: Mapped[str | None]
    status: Mapped[int | None]
    reason: Mapped[str] = mapped_column(server_default="")
    owed: Mapped[bool] = mapped_column(server_default="false")
    waiting_ms: Mapped[int | None]
    talking_ms: Mapped[int | None]
    journey: Mapped[list[Any]] = mapped_column(server_default="[]")
    parties: Mapped[list[Any]] = mapped_column(server_default="[]")
    person_ids: Mapped[list[str]] = mapped_column(ARRAY(Uuid(as_uuid=False)), server_default="{}")
    words: Mapped[str] = mapped_column(TSVECTOR(), server_default="", deferred=True)
    branch_ids: Mapped[list[str]] = mapped_column(ARRAY(Uuid(as_uuid=False)), server_default="{}")
    department_ids: Mapped[list[str]] = mapped_column(ARRAY(Uuid(as_uuid=False)), server_default="{}")


class CallLegRow(CompanyTable):
    """One leg of a call; `quality` holds the media statistics of docs/media-control.md."""

    __tablename__ = "call_legs"
    __table_args__ = (reference("call_id", CallRow), Index(None, "tenant_id", "call_id"))

    call_id: Mapped[str] = id_column()
    direction: Mapped[str]
    party: Mapped[dict[str, Any]]
    started_at: Mapped[datetime]
    rang_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    status: Mapped[int | None]
    cause: Mapped[int | None]
    by: Mapped[str | None]
    reason: Mapped[str] = mapped_column(server_default="")
    transport: Mapped[str | None]
    codec: Mapped[str | None]
    encryption: Mapped[str | None]
    sip_call_id: Mapped[str | None]
    quality: Mapped[dict[str, Any] | None]


class RecordingRow(CompanyTable):
    """A recording of a call's conversation, in a file of its own.

    `sha256` (hexadecimal) is of the WAV file as it was at the end of the call; from `sealed_at` on the file is sealed.
    After `keep_days` it is deleted, unless `hold`. `pauses` are `journal.state.Pause`.
    """

    __tablename__ = "recordings"
    __table_args__ = (
        reference("call_id", CallRow),
        Index(None, "tenant_id", "call_id"),
        Index("recordings_newest_idx", "tenant_id", text("started_at DESC"), text("id DESC")),
    )

    call_id: Mapped[str] = id_column()
    path: Mapped[str]
    started_at: Mapped[datetime]
    duration_ms: Mapped[int | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None]
    rule_id: Mapped[str | None] = optional_id_column()
    rule: Mapped[str] = mapped_column(server_default="")
    keep_days: Mapped[int | None]
    pauses: Mapped[list[Any]] = mapped_column(server_default="[]")
    sha256: Mapped[str | None]
    sealed_at: Mapped[datetime | None]
    key_id: Mapped[str | None] = optional_id_column()
    hold: Mapped[bool] = mapped_column(server_default="false")
    deleted_at: Mapped[datetime | None]
    waveform: Mapped[list[Any] | None]


class VoicemailRow(CompanyTable):
    """A message left for an extension; one that was deleted is kept for some days (`voicemail/service.py`).

    From `sealed_at` on its file is sealed, with the company's key `key_id`; null there: it is to be looked up.
    """

    __tablename__ = "voicemails"
    __table_args__ = (
        reference("call_id", CallRow),
        Index(None, "tenant_id", "call_id"),
        Index("voicemails_newest_idx", "tenant_id", "extension_id", text("at DESC")),
        Index(
            "voicemails_all_idx",
            "tenant_id",
            text("at DESC"),
            text("id DESC"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index(
            "voicemails_new_idx",
            "tenant_id",
            "extension_id",
            "at",
            postgresql_where=text("heard_at IS NULL AND deleted_at IS NULL"),
        ),
        Index(
            "voicemails_deleted_idx",
            "tenant_id",
            "deleted_at",
            postgresql_where=text("deleted_at IS NOT NULL"),
        ),
        Index("voicemails_plain_idx", "tenant_id", "at", postgresql_where=text("sealed_at IS NULL")),
    )

    call_id: Mapped[str] = id_column()
    extension_id: Mapped[str] = id_column()
    at: Mapped[datetime]
    path: Mapped[str]
    duration_ms: Mapped[int]
    heard_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    forwarded_by: Mapped[str] = mapped_column(server_default="")
    comment: Mapped[str] = mapped_column(server_default="")
    sealed_at: Mapped[datetime | None]
    key_id: Mapped[str | None] = optional_id_column()
