"""Real PostgreSQL for integration tests: one server per session, one database per test, copied from a migrated one."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

import psycopg
import pytest
from argon2 import PasswordHasher
from psycopg import sql
from tests.clusters import discard

from offhook.db.engine import Database
from offhook.db.migrate import migrate
from offhook.db.postgres import EmbeddedPostgres
from offhook.db.sealing import Sealer
from offhook.db.urls import DATABASE, OWNER, DatabaseUrls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords quickly; `tests/unit/access` looks at the real cost."""
    cheap = partial(PasswordHasher, time_cost=1, memory_cost=16, parallelism=1)
    monkeypatch.setattr("offhook.access.passwords.PasswordHasher", cheap)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """The running server; its database `offhook` is migrated and serves as the template."""
    data = tmp_path_factory.mktemp("postgres-data")
    server = EmbeddedPostgres(data, settings=FAST)
    try:
        urls = asyncio.run(server.start())
        asyncio.run(migrate(urls.owner_url))
        yield server
    finally:
        asyncio.run(server.stop())
        discard(data)


@pytest.fixture
def urls(postgres: EmbeddedPostgres) -> Iterator[DatabaseUrls]:
    """An empty migrated database of this test's own."""
    with fresh_database(postgres) as found:
        yield found


@contextmanager
def fresh_database(postgres: EmbeddedPostgres) -> Iterator[DatabaseUrls]:
    """Make an empty migrated database for a while."""
    name = f"test_{uuid4().hex}"
    administrator = postgres.administrator_url().replace(f"/{DATABASE}?", "/postgres?")
    with psycopg.connect(administrator, autocommit=True) as connection:
        create = "CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy"
        names = (sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(DATABASE))
        connection.execute(sql.SQL(create).format(*names))
    there = postgres.urls()
    yield DatabaseUrls(*(url.replace(f"/{DATABASE}?", f"/{name}?") for url in (there.owner_url, there.app_url)))
    with psycopg.connect(administrator, autocommit=True) as connection:  # anew: a test may have stopped the server
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def postgres_administrator(postgres: EmbeddedPostgres, urls: DatabaseUrls) -> str:
    """URL of this test's database for the superuser, who sees all companies."""
    return postgres.administrator_url().split("@")[0] + "@" + urls.owner_url.split("@")[1]


@pytest.fixture
async def database(urls: DatabaseUrls) -> AsyncIterator[Database]:
    """The test's database as the serving role."""
    opened = Database(urls.app_url)
    yield opened
    await opened.close()


@pytest.fixture
def sealer(tmp_path: Path) -> Sealer:
    """The sealer of the test's own data folder, `tmp_path`."""
    return Sealer.of(tmp_path)
