"""An external server that asks for passwords, and whose owner is no superuser."""

from __future__ import annotations

import asyncio
import shutil
import socket
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

import psycopg
import pytest
from tests.clusters import discard

from offhook.config import Settings
from offhook.db import cluster as places
from offhook.db.engine import Database
from offhook.db.migrate import migrate
from offhook.db.postgres import EmbeddedPostgres
from offhook.db.roles import prepare_external
from offhook.db.urls import DATABASE
from offhook.demo import seed_demo
from offhook.errors import ResourceError
from offhook.numbers.service import tenant_of_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORDS = "local production all scram-sha-256\n"


@pytest.fixture(scope="module")
def owner_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of an owner as a managed service gives one: may log in and make roles, nothing more."""
    data = tmp_path_factory.mktemp("external")
    server = EmbeddedPostgres(data, settings={"fsync": "off"})
    try:
        asyncio.run(server.start())
        cluster = places.cluster_of(data)
        assert cluster is not None
        make_provider(server, cluster)
        yield f"postgresql://provider:provider%40secret@/production?host={quote(str(cluster), safe='')}"
    finally:
        asyncio.run(server.stop())
        discard(data)


def make_provider(server: EmbeddedPostgres, cluster: Path) -> None:
    rules = cluster / "pg_hba.conf"
    rules.write_text(PASSWORDS + rules.read_text(encoding="utf-8"), encoding="utf-8")
    administrator = server.administrator_url().replace(f"/{DATABASE}?", "/postgres?")
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute("DROP DATABASE offhook")
        connection.execute("DROP ROLE offhook_app")
        connection.execute("CREATE ROLE provider LOGIN CREATEROLE PASSWORD 'provider@secret'")
        connection.execute("CREATE DATABASE production OWNER provider")
        connection.execute("REVOKE CONNECT ON DATABASE production FROM PUBLIC")
        connection.execute("SELECT pg_reload_conf()")


async def test_first_start_and_second_node(owner_url: str, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "one", database_url=owner_url)
    urls = await prepare_external(settings)
    assert urls.owner_url == owner_url
    await migrate(urls.owner_url)
    database = Database(urls.app_url)
    try:
        await seed_demo(database, settings)
        tenant_id = await tenant_of_number(database, "+3726000100")
        assert tenant_id is not None
        async with database.system() as session:
            connection = await session.connection()
            assert (await connection.exec_driver_sql("SELECT current_user")).scalar() == "offhook_app"
            assert (await connection.exec_driver_sql("SELECT count(*) FROM tenants")).scalar() == 0
    finally:
        await database.close()
    assert await prepare_external(settings) == urls

    (tmp_path / "two").mkdir()
    shutil.copy(tmp_path / "one" / "secret.key", tmp_path / "two")
    assert await prepare_external(replace(settings, data=tmp_path / "two")) == urls

    # A new installation on the old database: the owner's word counts.
    other = await prepare_external(replace(settings, data=tmp_path / "three"))
    assert other.app_url != urls.app_url
    psycopg.connect(other.app_url).close()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(urls.app_url)


async def test_wrong_password(owner_url: str, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, database_url=owner_url.replace("secret", "wrong"))
    with pytest.raises(ResourceError, match="password authentication failed") as caught:
        await prepare_external(settings)
    assert "wrong" not in str(caught.value)


async def test_away(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings = Settings(data=tmp_path, database_url=f"postgresql://a:b@127.0.0.1:{probe.getsockname()[1]}/c")
        with pytest.raises(ResourceError, match="refused"):
            await prepare_external(settings)
