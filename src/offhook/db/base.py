"""What all tables share, and the table of companies, which they all refer to.

Invariant: a company's table has the primary key (tenant_id, id), refers to other tables of companies by both columns,
and is bound by forced row-level security, so that no row can belong to or point into another company.
`WITHOUT_TENANT` lists every table that is not; a test holds the database to it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, MetaData, Text, Uuid, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "ck": "%(table_name)s_%(constraint_name)s_check",
}

# Tables without a company: the schema's version, and the job queue, whose jobs carry the company in their arguments.
WITHOUT_TENANT = frozenset(
    {
        "alembic_version",
        "queue_migrations",
        "procrastinate_workers",
        "procrastinate_jobs",
        "procrastinate_periodic_defers",
        "procrastinate_events",
    }
)

TENANT_TABLE = "tenants"  # its own id is the company


class Base(DeclarativeBase):
    """Base of all tables: identifiers are texts in Python and `uuid` in the database; times are UTC."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012  the name is SQLAlchemy's
        datetime: TIMESTAMP(timezone=True),
        str: Text(),
        list[str]: ARRAY(Text()),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
    }


class TenantRow(Base):
    """A company; `language` is that of its spoken texts (BCP 47), `sip_domain` is unique in the installation."""

    __tablename__ = "tenants"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    name: Mapped[str]
    country: Mapped[str]
    language: Mapped[str]
    timezone: Mapped[str]
    currency: Mapped[str]
    sip_domain: Mapped[str] = mapped_column(unique=True)
    supervision_tone: Mapped[bool] = mapped_column(server_default="false")
    record_tone: Mapped[bool] = mapped_column(server_default="false")
    record_calls: Mapped[bool] = mapped_column(server_default="true")
    record_days: Mapped[int] = mapped_column(server_default="0")
    codes: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    owed_minutes: Mapped[int] = mapped_column(server_default="60")  # within which a missed caller is to be called back
    park_s: Mapped[int] = mapped_column(server_default="120")
    park_fallback: Mapped[str] = mapped_column(server_default="")  # an extension, which may be gone
    wake_tries: Mapped[int] = mapped_column(server_default="3")
    wake_pause_s: Mapped[int] = mapped_column(server_default="300")
    desk_hours: Mapped[int] = mapped_column(server_default="0")
    desk_logout: Mapped[str] = mapped_column(server_default="")
    second_factor_roles: Mapped[list[str]] = mapped_column(server_default="{}")  # roles that need a second factor
    plan: Mapped[str] = mapped_column(server_default="")  # its name; of the limits 0 is none
    max_users: Mapped[int] = mapped_column(server_default="0")
    max_numbers: Mapped[int] = mapped_column(server_default="0")
    max_channels: Mapped[int] = mapped_column(server_default="0")
    max_storage: Mapped[int] = mapped_column(BigInteger, server_default="0")
    storage_full: Mapped[bool] = mapped_column(server_default="false")
    suspended_at: Mapped[datetime | None]
    suspended_reason: Mapped[str] = mapped_column(server_default="")
    delete_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class CompanyTable(Base):
    """Base of the tables of companies."""

    __abstract__ = True

    tenant_id: Mapped[str] = mapped_column(
        Uuid(as_uuid=False), ForeignKey(TenantRow.id, ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)


def reference(column: str, target: type[Base], ondelete: str | None = "CASCADE") -> ForeignKeyConstraint:
    """Return the foreign key from (tenant_id, `column`) to a row of the table `target` of the same company.

    Without `ondelete` the row stays as long as something names it.
    """
    table = target.__table__
    return ForeignKeyConstraint(["tenant_id", column], [table.c.tenant_id, table.c.id], ondelete=ondelete)


def id_column() -> Mapped[str]:
    """Return a column for the identifier of another row."""
    return mapped_column(Uuid(as_uuid=False))


def optional_id_column() -> Mapped[str | None]:
    """Return a column for the identifier of another row, or NULL."""
    return mapped_column(Uuid(as_uuid=False))
