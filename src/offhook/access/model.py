"""Tables of login users, browser sessions and API tokens."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  read by SQLAlchemy at run time

from sqlalchemy import BigInteger, CheckConstraint, LargeBinary, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from offhook.branches.model import DepartmentRow
from offhook.db.base import CompanyTable, id_column, optional_id_column, reference
from offhook.directory.model import PersonRow
from offhook.queues.model import QueueRow


class UserRow(CompanyTable):
    """Someone who may log in; the login is unique in the installation and lower case. A `provider` runs that, too."""

    __tablename__ = "users"
    __table_args__ = (reference("person_id", PersonRow, "SET NULL (person_id)"),)

    login: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    role: Mapped[str]
    person_id: Mapped[str | None] = optional_id_column()
    provider: Mapped[bool] = mapped_column(server_default="false")
    everybody: Mapped[bool] = mapped_column(server_default="true")  # a supervisor's sight; else that of the groups
    hears: Mapped[bool] = mapped_column(server_default="false")  # an auditor's right to recordings and messages
    factor_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    factor_on: Mapped[bool] = mapped_column(server_default="false")
    factor_step: Mapped[int] = mapped_column(BigInteger, server_default="0")  # of the last code that was taken
    disabled: Mapped[bool] = mapped_column(server_default="false")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class UserGroupRow(CompanyTable):
    """A group whose people a supervisor sees: the agents of a queue, or a department."""

    __tablename__ = "user_groups"
    __table_args__ = (
        reference("user_id", UserRow),
        reference("queue_id", QueueRow),
        reference("department_id", DepartmentRow),
        UniqueConstraint("tenant_id", "user_id", "queue_id"),
        UniqueConstraint("tenant_id", "user_id", "department_id"),
        CheckConstraint("num_nonnulls(queue_id, department_id) = 1", name="one"),
    )

    user_id: Mapped[str] = id_column()
    queue_id: Mapped[str | None] = optional_id_column()
    department_id: Mapped[str | None] = optional_id_column()


class ApiTokenRow(CompanyTable):
    """An API token; only its SHA-256 is kept."""

    __tablename__ = "api_tokens"
    __table_args__ = (reference("user_id", UserRow),)

    user_id: Mapped[str] = id_column()
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    label: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime | None]
    scopes: Mapped[list[str] | None]  # names of permissions; None: all of the login's
    used_at: Mapped[datetime | None]  # within the hour


class SessionRow(CompanyTable):
    """A browser's session; only the SHA-256 of its token is kept."""

    __tablename__ = "sessions"
    __table_args__ = (reference("user_id", UserRow),)

    user_id: Mapped[str] = id_column()
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(server_default="")
    address: Mapped[str] = mapped_column(server_default="")
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())  # within five minutes


class PasswordLinkRow(CompanyTable):
    """A link by which a password is set once; only the SHA-256 of its token is kept."""

    __tablename__ = "password_links"
    __table_args__ = (reference("user_id", UserRow),)

    user_id: Mapped[str] = id_column()
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    kind: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]


class RecoveryCodeRow(CompanyTable):
    """A code that stands in for the second factor once; only its SHA-256 is kept."""

    __tablename__ = "recovery_codes"
    __table_args__ = (reference("user_id", UserRow), UniqueConstraint("tenant_id", "user_id", "code_hash"))

    user_id: Mapped[str] = id_column()
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
