"""Messages that wait in the database: in order, company by company, not for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from offhook.config import Settings
from offhook.db.engine import Database
from offhook.demo import seed_demo
from offhook.directory.model import ExtensionRow, MessageRow
from offhook.errors import ResourceError
from offhook.ids import TenantId, new_id
from offhook.switch.message_store import KEPT_DAYS, MOST_WAITING, DatabaseMessages, TextMessage
from offhook.tenancy.service import list_tenants

if TYPE_CHECKING:
    from pathlib import Path


async def message(database: Database, tmp_path: Path) -> TextMessage:
    await seed_demo(database, Settings(data=tmp_path))
    (tenant,) = await list_tenants(database)
    async with database.tenant(tenant) as session:
        extension = await session.scalar(select(ExtensionRow.id).where(ExtensionRow.number == "202"))
    now = datetime.now(UTC)
    return TextMessage(new_id(), tenant, extension or "", now, "201", "Anna", "text/plain", b"\x00h\xff")


async def test_messages_wait_in_order_and_are_forgotten(database: Database, tmp_path: Path) -> None:
    store = DatabaseMessages(database)
    first = await message(database, tmp_path)
    second = replace(first, id=new_id(), at=first.at + timedelta(seconds=1), body=b"2")
    assert await store.keep(second)
    assert await store.keep(first)
    assert await store.waiting(first.tenant, first.extension_id) == [first, second]
    assert await store.extensions(first.tenant) == [first.extension_id]
    assert await store.waiting(new_id(), first.extension_id) == []
    await store.forget(first)
    await store.forget(first)
    assert await store.waiting(first.tenant, first.extension_id) == [second]


async def test_old_messages_and_too_many(database: Database, tmp_path: Path) -> None:
    store = DatabaseMessages(database)
    one = await message(database, tmp_path)
    old = replace(one, at=one.at - timedelta(days=KEPT_DAYS, seconds=1))
    assert await store.keep(old)
    assert await store.waiting(one.tenant, one.extension_id) == []
    assert await store.extensions(one.tenant) == []
    async with database.tenant(TenantId(one.tenant)) as session:
        assert (await session.scalars(select(MessageRow))).all() == []
    for _ in range(MOST_WAITING):
        assert await store.keep(replace(one, id=new_id()))
    assert not await store.keep(one)


async def test_database_is_away() -> None:
    database = Database("postgresql+psycopg://nobody@127.0.0.1:9/none?connect_timeout=1", connections=1)
    with pytest.raises(ResourceError):
        await DatabaseMessages(database).waiting(new_id(), new_id())
    await database.close()
