"""Migrations give the tables that the models describe, once, also when several processes migrate together."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import procrastinate
import psycopg
import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import sql

import offhook
from offhook.db.base import WITHOUT_TENANT, Base
from offhook.db.engine import driver_url
from offhook.db.migrate import FOLDER, migrate
from offhook.db.urls import DATABASE, OWNER
from offhook.errors import ResourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from offhook.db.postgres import EmbeddedPostgres
    from offhook.db.urls import DatabaseUrls

MODELS = ("model", "tables")


def import_all_models() -> None:
    for package in pkgutil.iter_modules(offhook.__path__):
        for name in MODELS if package.ispkg else ():
            full = f"offhook.{package.name}.{name}"
            if importlib.util.find_spec(full) is not None:
                importlib.import_module(full)


@pytest.fixture
def bare(postgres: EmbeddedPostgres) -> Iterator[str]:
    """Owner's URL of a database without any table."""
    name = f"test_{uuid4().hex}"
    administrator = postgres.administrator_url().replace(f"/{DATABASE}?", "/postgres?")
    with psycopg.connect(administrator, autocommit=True) as connection:
        names = (sql.Identifier(name), sql.Identifier(OWNER))
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(*names))
        yield postgres.urls().owner_url.replace(f"/{DATABASE}?", f"/{name}?")
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def is_ours(_object: Any, name: str | None, kind: str, _reflected: Any, _compared: Any) -> bool:
    return not (kind == "table" and name in WITHOUT_TENANT)


def test_models_and_tables_agree(urls: DatabaseUrls) -> None:
    import_all_models()
    engine = sqlalchemy.create_engine(driver_url(urls.owner_url), poolclass=sqlalchemy.NullPool)
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_object": is_ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


async def test_together_and_again(bare: str) -> None:
    await asyncio.gather(*(migrate(bare) for _ in range(3)))
    with psycopg.connect(bare) as connection:
        before = connection.execute("SELECT count(*), max(oid) FROM pg_class").fetchone()
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [
            (ScriptDirectory(str(FOLDER)).get_current_head(),)
        ]
    await migrate(bare)
    with psycopg.connect(bare) as connection:
        assert connection.execute("SELECT count(*), max(oid) FROM pg_class").fetchone() == before


async def test_newer_database_is_refused(bare: str) -> None:
    await migrate(bare)
    with psycopg.connect(bare) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ResourceError, match="newer"):
        await migrate(bare)


async def test_away(bare: str) -> None:
    with pytest.raises(ResourceError, match="does not exist"):
        await migrate(bare.replace("/test_", "/missing_"))


async def test_queue_is_upgraded(bare: str) -> None:
    await migrate(bare)
    last = "03.04.00_50_post_add_retry_failed_job_procedure.sql"
    with psycopg.connect(bare) as connection:
        assert connection.execute("DELETE FROM queue_migrations WHERE name >= %s", (last,)).rowcount > 0
        connection.execute("DROP FUNCTION IF EXISTS procrastinate_retry_job_v1")
    await migrate(bare)
    with psycopg.connect(bare) as connection:
        assert connection.execute("SELECT name FROM queue_migrations WHERE name = %s", (last,)).rowcount == 1


async def test_application_role_uses_the_queue(urls: DatabaseUrls) -> None:
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=urls.app_url))
    seen: list[int] = []

    @app.task(name="note")
    async def note(value: int) -> None:
        seen.append(value)

    async with app.open_async():
        assert await app.check_connection_async()
        await note.defer_async(value=7)
        await app.run_worker_async(wait=False, install_signal_handlers=False)
    assert seen == [7]
