"""Logins, sessions and tokens of two companies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from offhook.access import service as access
from offhook.access.model import SessionRow, UserRow
from offhook.access.passwords import Passwords
from offhook.errors import InvalidValue
from offhook.ids import TenantId, new_id
from offhook.tenancy.model import TenantRow
from offhook.tenancy.service import add_tenant

if TYPE_CHECKING:
    from offhook.db.engine import Database

PASSWORD = "correct horse"


@pytest.fixture
async def user(database: Database) -> access.Principal:
    tenant_id = TenantId(new_id())
    async with database.tenant(tenant_id) as session:
        add_tenant(
            session,
            TenantRow(name="A", country="EE", language="en", timezone="UTC", currency="EUR", sip_domain="a.test"),
        )
        await session.flush()
        user_id = await access.add_user(session, access.NewUser(" Anna@Example.com", PASSWORD, "supervisor"))
    return access.Principal(tenant_id, user_id, "anna@example.com", "supervisor", None)


async def test_login(database: Database, user: access.Principal) -> None:
    assert await access.verify_login(database, "ANNA@example.com ", PASSWORD) == user
    for login, password in (
        ("anna@example.com", "wrong"),
        ("anna@example.com", ""),
        ("nobody@example.com", PASSWORD),
        ("", ""),
        ("anna\0", PASSWORD),
        ("a" * 300, PASSWORD),
        ("anna@example.com", "p" * 2000),
        ("' OR ''='", PASSWORD),
    ):
        assert await access.verify_login(database, login, password) is None


async def test_unknown_login_costs_a_hash(
    database: Database, user: access.Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[str] = []
    monkeypatch.setattr(PasswordHasher, "hash", lambda _self, password: computed.append(password))
    monkeypatch.setattr(PasswordHasher, "verify", lambda _self, _stored, password: computed.append(password))
    await access.verify_login(database, user.login, "a")
    await access.verify_login(database, "unknown", "b")
    assert computed == ["a", "b"]


async def test_disabled_user(database: Database, user: access.Principal) -> None:
    opened = await access.open_session(database, user)
    async with database.tenant(user.tenant_id) as session:
        token = await access.issue_token(session, user.user_id, "test")
        await session.execute(update(UserRow).values(disabled=True))
    assert await access.verify_login(database, user.login, PASSWORD) is None
    assert await access.authenticate_session(database, opened.token) is None
    assert await access.authenticate_token(database, token) is None


async def test_old_hash_is_replaced(database: Database, user: access.Principal) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    async with database.tenant(user.tenant_id) as session:
        await session.execute(update(UserRow).values(password_hash=weak))
    assert await access.verify_login(database, user.login, PASSWORD) == user
    async with database.tenant(user.tenant_id) as session:
        stored = await session.scalar(select(UserRow.password_hash))
    assert stored is not None
    assert not Passwords().outdated(stored)
    assert await access.verify_login(database, user.login, PASSWORD) == user


async def test_session(database: Database, user: access.Principal) -> None:
    opened = await access.open_session(database, user)
    assert await access.authenticate_session(database, opened.token) == user
    assert await access.authenticate_session(database, opened.token + "x") is None
    assert await access.authenticate_session(database, "\udcff") is None
    await access.close_session(database, "unknown")
    await access.close_session(database, opened.token)
    assert await access.authenticate_session(database, opened.token) is None


async def test_session_is_prolonged_and_ends(database: Database, user: access.Principal) -> None:
    opened = await access.open_session(database, user)
    near = datetime.now(UTC) + timedelta(minutes=1)
    await expire(database, user, near)
    assert await access.authenticate_session(database, opened.token) == user
    async with database.tenant(user.tenant_id) as session:
        fresh = await session.scalar(select(SessionRow.expires_at))
    assert fresh is not None
    assert fresh > near + timedelta(hours=11)
    await expire(database, user, datetime.now(UTC) - timedelta(seconds=1))
    assert await access.authenticate_session(database, opened.token) is None
    await access.open_session(database, user)
    async with database.tenant(user.tenant_id) as session:
        assert len((await session.scalars(select(SessionRow))).all()) == 1


async def expire(database: Database, user: access.Principal, at: datetime) -> None:
    async with database.tenant(user.tenant_id) as session:
        await session.execute(update(SessionRow).values(expires_at=at))


async def test_token(database: Database, user: access.Principal) -> None:
    async with database.tenant(user.tenant_id) as session:
        token = await access.issue_token(session, user.user_id, "test")
        past = datetime.now(UTC) - timedelta(seconds=1)
        dead = await access.issue_token(session, user.user_id, "test", expires_at=past)
    assert token.startswith("offhook_")
    assert await access.authenticate_token(database, token) == user
    assert await access.authenticate_token(database, dead) is None
    assert await access.authenticate_token(database, token[:-1]) is None
    assert await access.authenticate_token(database, token.removeprefix("offhook_")) is None


async def test_nothing_secret_is_stored_plain(
    database: Database, user: access.Principal, postgres_administrator: str
) -> None:
    opened = await access.open_session(database, user)
    async with database.tenant(user.tenant_id) as session:
        token = await access.issue_token(session, user.user_id, "test")
    with psycopg.connect(postgres_administrator) as connection:
        stored = str(
            [
                connection.execute(f"SELECT t::text FROM {table} t").fetchall()  # noqa: S608  fixed names
                for table in ("users", "sessions", "api_tokens")
            ]
        )
    for secret in (PASSWORD, opened.token, token, token.removeprefix("offhook_")):
        assert secret not in stored
        assert secret.encode().hex() not in stored
    assert "$argon2id$" in stored


@pytest.mark.parametrize(
    ("login", "password"), [("", PASSWORD), ("   ", PASSWORD), ("anna", "short"), ("a" * 255, PASSWORD)]
)
async def test_bad_new_users(database: Database, user: access.Principal, login: str, password: str) -> None:
    async with database.tenant(user.tenant_id) as session:
        with pytest.raises(InvalidValue):
            await access.add_user(session, access.NewUser(login, password, "agent"))


async def test_logins_are_unique_in_the_installation(database: Database, user: access.Principal) -> None:
    other = TenantId(new_id())
    with pytest.raises(IntegrityError):
        await add_second(database, other, user.login)


async def add_second(database: Database, tenant_id: TenantId, login: str) -> None:
    async with database.tenant(tenant_id) as session:
        add_tenant(
            session,
            TenantRow(name="B", country="EE", language="en", timezone="UTC", currency="EUR", sip_domain="b.test"),
        )
        await session.flush()
        await access.add_user(session, access.NewUser(login, PASSWORD, "agent"))
