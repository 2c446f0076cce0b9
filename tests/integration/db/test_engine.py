"""The pool: fails at once while PostgreSQL is away, works again with the same object, and speaks our types."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import exc, text

from offhook.ids import TenantId, new_id

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from offhook.db.engine import Database
    from offhook.db.postgres import EmbeddedPostgres


async def test_away_and_back(database: Database, postgres: EmbeddedPostgres) -> None:
    tenant_id = TenantId(new_id())
    async with database.system() as session, database.raw(tenant_id) as connection:
        await session.execute(text("SELECT 1"))
        await connection.execute("SELECT 1")
    await postgres.stop()
    try:
        began = time.monotonic()
        for way in (database.system(), database.tenant(tenant_id), database.raw(tenant_id)):
            with pytest.raises(exc.OperationalError):
                await touch(way)
        assert time.monotonic() - began < 2
    finally:
        await postgres.start()
    async with database.system() as session, database.raw(tenant_id) as connection:
        assert (await session.scalar(text("SELECT 1"))) == 1
        assert await (await connection.execute("SELECT 1")).fetchone() == (1,)


async def touch(way: AbstractAsyncContextManager[Any]) -> None:
    async with way as opened:
        await opened.execute(text("SELECT 1"))


async def test_lent_connections_are_used_again(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    processes = set()
    for _ in range(3):
        async with database.raw() as connection:
            processes.add(connection.info.backend_pid)
    assert len(processes) == 1
    assert caplog.records == []


async def test_connection_lost_in_a_transaction(database: Database) -> None:
    tenant_id = TenantId(new_id())
    for _ in range(12):  # more than the pool has
        with pytest.raises(exc.OperationalError):
            await lose(database, tenant_id)
    async with database.raw(tenant_id) as connection:
        assert await (await connection.execute("SELECT 1")).fetchone() == (1,)


async def lose(database: Database, tenant_id: TenantId) -> None:
    async with database.tenant(tenant_id) as session:
        await session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


async def test_types(database: Database) -> None:
    identifier, moment = new_id(), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    async with database.raw() as connection:
        cursor = await connection.execute(
            "SELECT %s::uuid, ARRAY[%s::uuid], %s::timestamptz, current_setting('TimeZone')",
            (identifier, identifier, moment),
        )
        assert await cursor.fetchone() == (identifier, [identifier], moment, "UTC")


async def test_statements_have_an_end(database: Database) -> None:
    async with database.system() as session:
        assert (await session.scalar(text("SHOW statement_timeout"))) == "30s"
        await session.execute(text("SET LOCAL statement_timeout = '50ms'"))
        with pytest.raises(exc.OperationalError, match="statement timeout"):
            await session.execute(text("SELECT pg_sleep(10)"))
