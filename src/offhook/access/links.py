"""Links by which people set their password: an invitation, or a reset that they asked for.

Invariant: a link works once and for a while; only the SHA-256 of its token is kept; the newest of a login is the only
one. A password that was set ends all sessions of the login and all its links.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy import Uuid, delete, func, select, text

from offhook.access.model import PasswordLinkRow, SessionRow, UserRow
from offhook.access.policy import check_password
from offhook.access.service import normal_login
from offhook.db.base import TenantRow
from offhook.db.engine import tenant_of
from offhook.directory.model import PersonRow
from offhook.ids import TenantId, new_id

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.access.passwords import Passwords
    from offhook.db.engine import Database

Kind = Literal["invitation", "reset"]
LASTS: Final = {"invitation": timedelta(hours=72), "reset": timedelta(hours=1)}
PAGE = "/password"
_DEFER = text(
    """SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('default', :task, 0, NULL, NULL, CAST(:told AS jsonb),
        NULL)::procrastinate_job_to_defer_v1])"""
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link just made; the token is kept nowhere."""

    token: str
    expires_at: datetime

    def url(self, address: str) -> str:
        """Return what is opened in a browser. The token stands behind #, so that no server or proxy logs it."""
        return f"{address}{PAGE}#{self.token}"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who gets a link, in which words, from which company."""

    user_id: str
    login: str
    email: str
    language: str
    company: str


async def addressee(session: AsyncSession, *, user_id: str = "", login: str = "") -> Addressee | None:
    """Return whom a link for a login is mailed to; None where there is none, or it may not log in by password.

    The address is the login, or that of its person; empty where neither has one.
    """
    named = UserRow.id == user_id if user_id else UserRow.login == normal_login(login)
    row = await session.scalar(select(UserRow).where(named, ~UserRow.disabled, UserRow.role != "integration"))
    if row is None:
        return None
    person = await session.scalar(select(PersonRow).where(PersonRow.id == row.person_id))
    company = (await session.scalars(select(TenantRow))).one()
    email = row.login if "@" in row.login else (person.email if person else None) or ""
    return Addressee(row.id, row.login, email, (person.language if person else None) or company.language, company.name)


async def make_link(session: AsyncSession, user_id: str, kind: Kind) -> Link:
    """Make a link; older ones of the login are worth nothing from now on."""
    await session.execute(delete(PasswordLinkRow).where(PasswordLinkRow.user_id == user_id))
    link = Link(secrets.token_urlsafe(32), datetime.now(UTC) + LASTS[kind])
    session.add(
        PasswordLinkRow(
            tenant_id=tenant_of(session),
            id=new_id(),
            user_id=user_id,
            token_hash=_hash(link.token),
            kind=kind,
            expires_at=link.expires_at,
        )
    )
    await session.flush()
    return link


async def defer_mail(session: AsyncSession, task: str, told: str) -> None:
    """Have the worker mail a link, once this transaction has ended well; `told` are the job's arguments as JSON."""
    await session.execute(_DEFER, {"task": task, "told": told})


async def tenant_of_login(database: Database, login: str) -> TenantId | None:
    """Return the company of a login."""
    async with database.system() as session:
        found = await session.scalar(
            select(func.offhook_tenant_of_login(normal_login(login), type_=Uuid(as_uuid=False)))
        )
    return None if found is None else TenantId(found)


async def use_link(database: Database, passwords: Passwords, token: str, password: str) -> TenantId | None:
    """Set the password of whose link this is; None when it is unknown, over or used.

    Raises:
        InvalidValue: the password is not taken; the link works on.
    """
    async with database.system() as session:
        found = await session.scalar(
            select(func.offhook_tenant_of_password_link(_hash(token), type_=Uuid(as_uuid=False)))
        )
    if found is None:
        return None
    tenant = TenantId(found)
    async with database.tenant(tenant) as session:
        user = await _user(session, token)
    if user is None:
        return None
    check_password(user.login, password)
    fresh = await passwords.hash(password)  # no transaction stays open meanwhile
    async with database.tenant(tenant) as session:
        used = delete(PasswordLinkRow).where(PasswordLinkRow.token_hash == _hash(token))
        if (await session.execute(used.returning(PasswordLinkRow.id))).one_or_none() is None:
            return None
        user = await session.get_one(UserRow, (tenant, user.id))
        user.password_hash = fresh
        await _end(session, user.id)
    return tenant


async def change_password(session: AsyncSession, user_id: str, fresh: str, *, but: str | None = None) -> None:
    """Keep a new hash; all sessions but one end, as do links."""
    user = await session.get_one(UserRow, (tenant_of(session), user_id))
    user.password_hash = fresh
    await _end(session, user_id, but)


async def _user(session: AsyncSession, token: str) -> UserRow | None:
    return (
        await session.scalars(
            select(UserRow)
            .join(PasswordLinkRow, PasswordLinkRow.user_id == UserRow.id)
            .where(
                PasswordLinkRow.token_hash == _hash(token), PasswordLinkRow.expires_at > func.now(), ~UserRow.disabled
            )
        )
    ).one_or_none()


async def _end(session: AsyncSession, user_id: str, but: str | None = None) -> None:
    await session.execute(delete(PasswordLinkRow).where(PasswordLinkRow.user_id == user_id))
    ended = delete(SessionRow).where(SessionRow.user_id == user_id)
    await session.execute(ended if but is None else ended.where(SessionRow.id != but))
    await session.flush()


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="surrogateescape")).digest()
