"""Bringing a database to the present schema: our tables by Alembic, the job queue's by procrastinate's SQL.

Invariant: one process migrates at a time (an advisory lock), each step is one transaction, and a step done is never
repeated.
"""

from __future__ import annotations

import asyncio
import functools
from importlib import resources
from pathlib import Path

import psycopg
import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import sql

from offhook.db.engine import driver_url, plain_url
from offhook.db.urls import APP
from offhook.errors import ResourceError

LOCK = 0x0FF_4004  # any number that no other program takes
FOLDER = Path(__file__).with_name("migrations")
QUEUE_PREFIX = "procrastinate_"


@functools.cache
def head_revision() -> str | None:
    """Return the revision of the schema that this program works with. Blocks the first time."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def knows_revision(revision: str) -> bool:
    """Tell whether a revision of the schema is one of this program's."""
    return revision in {one.revision for one in ScriptDirectory(str(FOLDER)).walk_revisions()}


async def migrate(owner_url: str, to: str = "head") -> None:
    """Apply all migrations that the database lacks, up to a revision; safe when several processes do it at once.

    Raises:
        ResourceError: the database is away, refuses, or is newer than this program.
    """
    try:
        await asyncio.to_thread(_migrate, owner_url, to)
    except (psycopg.Error, sqlalchemy.exc.SQLAlchemyError) as error:
        raise ResourceError(f"cannot bring the database to the present schema: {error}") from error


def _migrate(owner_url: str, to: str) -> None:
    with psycopg.connect(plain_url(owner_url), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        _migrate_tables(owner_url, to)
        _migrate_queue(connection)


def _migrate_tables(owner_url: str, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    engine = sqlalchemy.create_engine(driver_url(owner_url), poolclass=sqlalchemy.NullPool)
    with engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
        connection.rollback()
        if present == script.get_current_head():
            return
        if present is not None and present not in {revision.revision for revision in script.walk_revisions()}:
            raise ResourceError(f"the database has schema {present}, which is newer than this program")
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        connection.commit()


def _migrate_queue(connection: psycopg.Connection) -> None:
    """Make the job queue's tables, or apply procrastinate's migrations that came after they were made."""
    files = resources.files("procrastinate.sql")
    names = sorted(entry.name for entry in (files / "migrations").iterdir() if entry.name.endswith(".sql"))
    with connection.transaction():
        connection.execute("CREATE TABLE IF NOT EXISTS queue_migrations (name text PRIMARY KEY)")
        done = {row[0] for row in connection.execute("SELECT name FROM queue_migrations")}
        lacking = [name for name in names if name not in done]
        if not lacking:
            return
        sources = [files / "migrations" / name for name in lacking] if done else [files / "schema.sql"]
        for source in sources:
            # The package's own statements, which it vouches for.
            connection.execute(sql.SQL(source.read_text(encoding="utf-8")))
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO queue_migrations VALUES (%s)", [(name,) for name in lacking])
        _grant_queue(connection)


def _grant_queue(connection: psycopg.Connection) -> None:
    app = sql.Identifier(APP)
    for kind, catalog in (("TABLE", "pg_tables"), ("SEQUENCE", "pg_sequences")):
        column = "tablename" if kind == "TABLE" else "sequencename"
        privileges = "SELECT, INSERT, UPDATE, DELETE" if kind == "TABLE" else "USAGE, SELECT"
        query = sql.SQL("SELECT {} FROM {} WHERE schemaname = 'public' AND starts_with({}, %s)").format(
            sql.Identifier(column), sql.Identifier(catalog), sql.Identifier(column)
        )
        for (name,) in connection.execute(query, (QUEUE_PREFIX,)).fetchall():
            grant = sql.SQL("GRANT {} ON {} {} TO {}").format(
                sql.SQL(privileges), sql.SQL(kind), sql.Identifier(name), app
            )
            connection.execute(grant)
