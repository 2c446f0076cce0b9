"""The table of companies, and the base of all tables that belong to one."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  read by SQLAlchemy at run time

from sqlalchemy import ForeignKey, Uuid, func
from sqlalchemy.orm import Mapped, mapped_column

from offhook.db.base import Base


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
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class CompanyTable(Base):
    """Base of the tables of companies."""

    __abstract__ = True

    tenant_id: Mapped[str] = mapped_column(
        Uuid(as_uuid=False), ForeignKey(TenantRow.id, ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
