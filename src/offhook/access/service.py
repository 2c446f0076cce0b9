"""Logins, browser sessions and API tokens.

Invariant: a token is stored only as its SHA-256 (it has 256 random bits, so no slow hash is needed); passwords only as
argon2id hashes. An unknown login takes as long as a wrong password.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import Uuid, delete, func, select

from offhook.access.groups import visible_to
from offhook.access.model import ApiTokenRow, SessionRow, UserRow
from offhook.access.passwords import Passwords
from offhook.access.policy import LONGEST, check_password
from offhook.access.rights import Role, permissions_of, rights_of
from offhook.db.acting import act_as, current_actor
from offhook.db.base import TenantRow
from offhook.db.engine import tenant_of
from offhook.db.limits import within_plan
from offhook.db.notes import Note, note
from offhook.errors import InvalidValue
from offhook.ids import PersonId, TenantId, new_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.access.rights import Right
    from offhook.db.engine import Database
    from offhook.ids import People

SESSION_TIME = timedelta(hours=12)  # without any request
SEEN_EVERY = timedelta(minutes=5)
USED_EVERY = timedelta(hours=1)
LONGEST_LOGIN = 254
TOKEN_PREFIX = "offhook_"  # noqa: S105  lets scanners of leaked secrets know one


@dataclass(frozen=True, slots=True)
class Principal:
    """Who acts: a user of one company."""

    tenant_id: TenantId
    user_id: str
    login: str
    role: Role
    person_id: PersonId | None
    provider: bool = False  # runs the installation, beyond the own company
    hears: bool = False  # an auditor that may hear recordings and messages
    visible: People | None = None  # whose things may be seen; None: everybody's
    token_label: str = field(default="", compare=False)  # of the API token; empty: a browser's session
    session_id: str = field(default="", compare=False)  # of the browser's session; empty: an API token
    scopes: frozenset[str] | None = None  # of the token: no other permissions hold
    second_factor: bool = False  # has one
    must_enrol: bool = False  # is to have one and has none: may do nothing else

    @property
    def rights(self) -> frozenset[Right]:
        """What permissions are asked for: the role in the own company, and `provider` beyond it."""
        return rights_of(self.role, provider=self.provider, hears=self.hears)

    @property
    def permissions(self) -> frozenset[str]:
        """All that may be done."""
        every = permissions_of(self.rights)
        return every if self.scopes is None else every & self.scopes


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A session just opened: the token goes into the browser's cookie and is stored nowhere in plain form."""

    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewUser:
    """Someone who is to log in; `password` is plain, None while there is none to log in with."""

    login: str
    password: str | None
    role: Role
    person_id: PersonId | None = None
    provider: bool = False


async def add_user(session: AsyncSession, new: NewUser) -> str:
    """Add a login to the session's company and return its id.

    Raises:
        InvalidValue: the login is empty or the password too short or too long.
        InUse: the company's plan has no room for another login.
        sqlalchemy.exc.IntegrityError: the login is taken.
    """
    login = normal_login(new.login)
    if not 0 < len(login) <= LONGEST_LOGIN:
        raise InvalidValue("login", f"1 to {LONGEST_LOGIN} characters")
    if new.password is not None:
        check_password(login, new.password)
    await within_plan(session, "users", UserRow)
    user = UserRow(
        tenant_id=tenant_of(session),
        id=new_id(),
        login=login,
        password_hash=None if new.password is None else await Passwords().hash(new.password),
        role=new.role,
        person_id=new.person_id,
        provider=new.provider,
    )
    session.add(user)
    await session.flush()
    return user.id


async def find_user(session: AsyncSession, login: str) -> str:
    """Return the id of the user with this login.

    Raises:
        sqlalchemy.exc.NoResultFound: the session's company has none.
    """
    return (await session.scalars(select(UserRow.id).where(UserRow.login == normal_login(login)))).one()


async def issue_token(
    session: AsyncSession,
    user_id: str,
    label: str,
    *,
    expires_at: datetime | None = None,
    scopes: Sequence[str] | None = None,
) -> str:
    """Make an API token for a user of the session's company and return it: it is never shown again."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    session.add(
        ApiTokenRow(
            tenant_id=tenant_of(session),
            id=new_id(),
            user_id=user_id,
            token_hash=_hash(token),
            label=label,
            expires_at=expires_at,
            scopes=None if scopes is None else sorted(set(scopes)),
        )
    )
    await session.flush()
    return token


async def verify_login(
    database: Database, login: str, password: str, *, passwords: Passwords | None = None
) -> Principal | None:
    """Return the user whose login and password these are, or None.

    `passwords` shares the limit on computations at once between calls.
    """
    passwords = passwords or Passwords()
    if len(password) > LONGEST or len(login) > LONGEST_LOGIN or "\0" in login:
        return None
    async with database.system() as session:
        tenant_id = await session.scalar(
            select(func.offhook_tenant_of_login(normal_login(login), type_=Uuid(as_uuid=False)))
        )
    user, principal = None, None
    if tenant_id is not None:
        async with database.tenant(TenantId(tenant_id)) as session:
            user = await session.scalar(select(UserRow).where(UserRow.login == normal_login(login), ~UserRow.disabled))
            principal = None if user is None else await _principal(session, user)
    # No transaction stays open meanwhile.
    stored = None if user is None or user.role == "integration" else user.password_hash
    if not await passwords.matches(stored, password) or user is None or stored is None:
        if user is not None:
            async with database.tenant(TenantId(user.tenant_id)) as session:
                await note(session, Note("login_failed", "users", user.id, user.login))
        return None
    if passwords.outdated(stored):
        fresh = await passwords.hash(password)
        async with database.tenant(TenantId(user.tenant_id)) as session:
            (await session.get_one(UserRow, (user.tenant_id, user.id))).password_hash = fresh
    return principal


async def open_session(
    database: Database, principal: Principal, *, device: str = "", address: str = ""
) -> OpenedSession:
    """Open a browser session; the user's dead ones are removed, and who opened it acts from here on."""
    act_as(replace(current_actor(), via="session", login=principal.login, user_id=principal.user_id))
    opened = OpenedSession(secrets.token_urlsafe(32), datetime.now(UTC) + SESSION_TIME)
    async with database.tenant(principal.tenant_id) as session:
        await session.execute(
            delete(SessionRow).where(SessionRow.user_id == principal.user_id, SessionRow.expires_at <= func.now())
        )
        session.add(
            SessionRow(
                tenant_id=principal.tenant_id,
                id=new_id(),
                user_id=principal.user_id,
                token_hash=_hash(opened.token),
                expires_at=opened.expires_at,
                device=device,
                address=address,
            )
        )
        await note(session, Note("login", "users", principal.user_id, principal.login))
    return opened


async def authenticate_session(database: Database, token: str) -> Principal | None:
    """Return the user of a live session, prolonging it when half its time is over, or None."""
    tenant_id = await _tenant_of_session(database, token)
    if tenant_id is None:
        return None
    async with database.tenant(tenant_id) as session:
        found = await session.execute(
            select(UserRow, SessionRow, TenantRow.second_factor_roles)
            .join(TenantRow, TenantRow.id == UserRow.tenant_id)
            .join(SessionRow, (SessionRow.tenant_id == UserRow.tenant_id) & (SessionRow.user_id == UserRow.id))
            .where(SessionRow.token_hash == _hash(token), SessionRow.expires_at > func.now(), ~UserRow.disabled)
        )
        row = found.one_or_none()
        if row is None:
            return None
        user, opened, required = row
        now = datetime.now(UTC)
        if now - opened.seen_at > SEEN_EVERY:
            opened.seen_at = now
        fresh = now + SESSION_TIME
        if fresh - opened.expires_at > SESSION_TIME / 2:
            opened.expires_at = fresh
        found_out = await _principal(session, user)
        must = user.role in required and not user.factor_on
        return replace(found_out, session_id=opened.id, must_enrol=must)


async def close_session(database: Database, token: str) -> None:
    """End a session; an unknown token is no error."""
    tenant_id = await _tenant_of_session(database, token)
    if tenant_id is not None:
        async with database.tenant(tenant_id) as session:
            await session.execute(delete(SessionRow).where(SessionRow.token_hash == _hash(token)))


async def authenticate_token(database: Database, token: str) -> Principal | None:
    """Return the user of an API token, or None."""
    if not token.startswith(TOKEN_PREFIX):
        return None
    async with database.system() as session:
        tenant_id = await session.scalar(select(func.offhook_tenant_of_token(_hash(token), type_=Uuid(as_uuid=False))))
    if tenant_id is None:
        return None
    async with database.tenant(TenantId(tenant_id)) as session:
        found = await session.execute(
            select(UserRow, ApiTokenRow)
            .join(ApiTokenRow, (ApiTokenRow.tenant_id == UserRow.tenant_id) & (ApiTokenRow.user_id == UserRow.id))
            .where(
                ApiTokenRow.token_hash == _hash(token),
                ApiTokenRow.expires_at.is_(None) | (ApiTokenRow.expires_at > func.now()),
                ~UserRow.disabled,
            )
        )
        row = found.one_or_none()
        if row is None:
            return None
        user, used = row
        now = datetime.now(UTC)
        if used.used_at is None or now - used.used_at > USED_EVERY:
            used.used_at = now
        return replace(
            await _principal(session, user),
            token_label=used.label or "without a label",
            scopes=None if used.scopes is None else frozenset(used.scopes),
        )


async def _tenant_of_session(database: Database, token: str) -> TenantId | None:
    async with database.system() as session:
        found = await session.scalar(select(func.offhook_tenant_of_session(_hash(token), type_=Uuid(as_uuid=False))))
    return None if found is None else TenantId(found)


async def _principal(session: AsyncSession, user: UserRow) -> Principal:
    return Principal(
        tenant_id=TenantId(user.tenant_id),
        user_id=user.id,
        login=user.login,
        role=role_of(user),
        person_id=None if user.person_id is None else PersonId(user.person_id),
        provider=user.provider,
        hears=user.hears,
        visible=await visible_to(session, user),
        second_factor=user.factor_on,
    )


def rights_of_user(user: UserRow) -> frozenset[Right]:
    """Return what a login is asked for."""
    return rights_of(role_of(user), provider=user.provider, hears=user.hears)


def role_of(user: UserRow) -> Role:
    """Return the role of a login."""
    role: Role = msgspec.convert(user.role, Role)
    return role


def normal_login(login: str) -> str:
    """Return a login in the one form in which it is kept."""
    return login.strip().lower()


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="surrogateescape")).digest()


async def logins_by_user(session: AsyncSession) -> dict[str, str]:
    """Return the logins of the session's company by the ids of their users."""
    return {user.id: user.login for user in await session.scalars(select(UserRow))}
