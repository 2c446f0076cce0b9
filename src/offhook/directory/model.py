"""Tables of people, devices, extensions and the text messages that wait for them."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  read by SQLAlchemy at run time
from typing import Any

from sqlalchemy import BigInteger, Index, LargeBinary, SmallInteger, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from offhook.branches.model import BranchRow, DepartmentRow
from offhook.db.base import CompanyTable, id_column, optional_id_column, reference
from offhook.scenario.tables import ScenarioRow
from offhook.sites.model import SiteRow


class PersonRow(CompanyTable):
    """Someone who works for the company."""

    __tablename__ = "people"
    __table_args__ = (reference("branch_id", BranchRow, None), reference("department_id", DepartmentRow, None))

    name: Mapped[str]
    email: Mapped[str | None]
    language: Mapped[str | None]
    may_supervise: Mapped[bool] = mapped_column(server_default="false")
    may_page: Mapped[bool] = mapped_column(server_default=true())
    branch_id: Mapped[str | None] = optional_id_column()
    department_id: Mapped[str | None] = optional_id_column()
    position: Mapped[str] = mapped_column(server_default="")
    mobile: Mapped[str] = mapped_column(server_default="")
    share_mobile: Mapped[bool] = mapped_column(server_default="false")
    hidden: Mapped[bool] = mapped_column(server_default="false")


class DeviceRow(CompanyTable):
    """A SIP account; its user name is unique in the installation, its secret sealed (`device_context`)."""

    __tablename__ = "devices"
    __table_args__ = (
        reference("person_id", PersonRow, "SET NULL (person_id)"),
        reference("site_id", SiteRow, "SET NULL (site_id)"),
        reference("seat_id", PersonRow, "SET NULL (seat_id)"),
    )

    username: Mapped[str] = mapped_column(unique=True)
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    person_id: Mapped[str | None] = optional_id_column()
    label: Mapped[str]
    codecs: Mapped[list[str]]
    encryption: Mapped[str] = mapped_column(server_default="optional")
    dtmf: Mapped[str] = mapped_column(server_default="auto")
    video: Mapped[bool] = mapped_column(server_default=true())
    redirects: Mapped[str] = mapped_column(server_default="follow")
    gain_db: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    agc: Mapped[bool] = mapped_column(server_default="false")
    denoise: Mapped[bool] = mapped_column(server_default="false")
    site_id: Mapped[str | None] = optional_id_column()
    shared: Mapped[bool] = mapped_column(server_default="false")
    idle_calls: Mapped[str] = mapped_column(server_default="internal")
    seat_id: Mapped[str | None] = optional_id_column()
    seated_at: Mapped[int] = mapped_column(BigInteger, server_default="0")


class ExtensionRow(CompanyTable):
    """A short number of the company, a person's or a service's."""

    __tablename__ = "extensions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        reference("person_id", PersonRow, "CASCADE"),
        reference("scenario_id", ScenarioRow, None),
    )

    number: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    person_id: Mapped[str | None] = optional_id_column()
    voicemail: Mapped[bool]
    pin: Mapped[str | None]
    music: Mapped[bool] = mapped_column(server_default=true())
    moderator_pin: Mapped[str | None]
    announce: Mapped[bool] = mapped_column(server_default=true())
    places: Mapped[int] = mapped_column(SmallInteger, server_default="100")
    record: Mapped[bool] = mapped_column(server_default=true())
    members: Mapped[list[str]] = mapped_column(server_default="{}")
    scenario_id: Mapped[str | None] = optional_id_column()
    rules: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    box: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    queue_id: Mapped[str | None] = optional_id_column()
    overflow: Mapped[str] = mapped_column(server_default="")


class ContactRow(CompanyTable):
    """Somebody outside whom the company knows; see `configuration.Contact`."""

    __tablename__ = "contacts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "short"),
        reference("person_id", PersonRow, "SET NULL (person_id)"),
        Index("contacts_name_idx", "tenant_id", text("lower(name)"), "id"),
    )

    name: Mapped[str]
    company: Mapped[str]
    numbers: Mapped[list[str]]
    email: Mapped[str]
    note: Mapped[str]
    vip: Mapped[bool]
    labels: Mapped[list[str]]
    person_id: Mapped[str | None] = optional_id_column()
    short: Mapped[str | None]


class MessageRow(CompanyTable):
    """A text message that waits for an extension whose telephones are away."""

    __tablename__ = "messages"
    __table_args__ = (
        reference("extension_id", ExtensionRow),
        Index("messages_waiting_idx", "tenant_id", "extension_id", "at"),
    )

    extension_id: Mapped[str] = id_column()
    at: Mapped[datetime]
    expires_at: Mapped[datetime]
    sender_number: Mapped[str]
    sender_name: Mapped[str]
    content_type: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)


def device_context(tenant_id: str, device_id: str) -> str:
    """Return what a device's secret is sealed for."""
    return f"device {tenant_id} {device_id}"
