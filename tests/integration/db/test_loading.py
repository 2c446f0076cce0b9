"""From tables to the switch's configuration: whole, sealed on disk, and followed while it changes."""

from __future__ import annotations

import asyncio
import stat
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, update

from offhook.config import Settings
from offhook.configuration import Configuration
from offhook.db.sealing import SealBroken, Sealer
from offhook.demo import seed_demo
from offhook.directory import service as directory
from offhook.directory.model import PersonRow
from offhook.errors import ResourceError
from offhook.ids import ScenarioId
from offhook.numbers.service import tenant_of_number
from offhook.scenario import store
from offhook.scenario.tables import ScenarioRow
from offhook.tenancy.loading import (
    load_company,
    load_configuration,
    load_copy,
    save_copy,
    watch_configuration,
)
from offhook.tenancy.model import TenantRow

if TYPE_CHECKING:
    from pathlib import Path

    from offhook.db.engine import Database
    from offhook.db.postgres import EmbeddedPostgres
    from offhook.ids import TenantId


@pytest.fixture
async def tenant_id(database: Database, tmp_path: Path) -> TenantId:
    await seed_demo(database, Settings(data=tmp_path))
    found = await tenant_of_number(database, "+3726000100")
    assert found is not None
    return found


class Changes:
    """What a watcher was told."""

    def __init__(self) -> None:
        self.seen: asyncio.Queue[TenantId | None] = asyncio.Queue()

    async def __call__(self, tenant_id: TenantId | None) -> None:
        await self.seen.put(tenant_id)

    async def next(self) -> TenantId | None:
        return await asyncio.wait_for(self.seen.get(), 10)


async def test_copy(database: Database, tenant_id: TenantId, sealer: Sealer, tmp_path: Path) -> None:
    configuration = await load_configuration(database, sealer)
    assert [company.id for company in configuration.companies] == [tenant_id]
    assert load_copy(tmp_path, sealer) is None
    save_copy(tmp_path, sealer, configuration)
    save_copy(tmp_path, sealer, configuration)
    assert load_copy(tmp_path, sealer) == configuration
    file = tmp_path / "configuration.sealed"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = file.read_bytes()
    assert b"demo-phone-201" not in content
    assert b"Tallinn" not in content
    with pytest.raises(SealBroken):
        load_copy(tmp_path, Sealer(bytes(32)))
    file.write_bytes(content[:-1])
    with pytest.raises(ResourceError):
        load_copy(tmp_path, sealer)
    file.write_bytes(sealer.seal(b"\xc1 of another version", "configuration"))
    with pytest.raises(ResourceError, match="cannot read"):
        load_copy(tmp_path, sealer)


async def test_empty(database: Database, sealer: Sealer, tmp_path: Path) -> None:
    configuration = await load_configuration(database, sealer)
    assert configuration == Configuration((), configuration.read_at)
    save_copy(tmp_path, sealer, configuration)
    assert load_copy(tmp_path, sealer) == configuration


async def test_lost_key_costs_devices_not_companies(
    database: Database, tenant_id: TenantId, caplog: pytest.LogCaptureFixture
) -> None:
    company = await load_company(database, Sealer(bytes(32)), tenant_id)
    assert company is not None
    assert company.devices == ()
    assert len(company.extensions) == 5
    assert "does not open" in caplog.text


async def test_draft_is_not_loaded_until_published(database: Database, tenant_id: TenantId, sealer: Sealer) -> None:
    before = await load_company(database, sealer, tenant_id)
    assert before is not None
    scenario = ScenarioId(before.scenarios[0].id)
    async with database.tenant(tenant_id) as session:
        assert await store.save_draft(session, scenario, {"draft": 1}) == 2
        assert await store.save_draft(session, scenario, {"draft": 2}) == 2
    assert await load_company(database, sealer, tenant_id) == before
    async with database.tenant(tenant_id) as session:
        assert await store.publish(session, scenario) == 2
    after = await load_company(database, sealer, tenant_id)
    assert after is not None
    assert [(s.version, s.graph) for s in after.scenarios[:1]] == [(2, {"draft": 2})]
    async with database.tenant(tenant_id) as session:
        await store.roll_back(session, scenario, 1)
    assert await load_company(database, sealer, tenant_id) == before


async def test_watching(database: Database, tenant_id: TenantId) -> None:
    changes = Changes()
    watcher = asyncio.create_task(watch_configuration(database, changes))
    try:
        assert await changes.next() is None
        async with database.tenant(tenant_id) as session:
            for name in ("Dora", "Egon"):
                await directory.add_person(session, name)
        assert await changes.next() == tenant_id
        async with database.tenant(tenant_id) as session:
            await session.execute(update(TenantRow).values(name="Renamed"))
        assert await changes.next() == tenant_id
        async with database.tenant(tenant_id) as session:
            await session.execute(delete(PersonRow).where(PersonRow.name == "Dora"))
        assert await changes.next() == tenant_id
        async with database.tenant(tenant_id) as session:
            await session.execute(update(ScenarioRow).values(published=None))
        assert await changes.next() == tenant_id
        assert changes.seen.empty()
    finally:
        watcher.cancel()


async def test_watching_survives_the_loss_of_its_connection(
    database: Database, tenant_id: TenantId, postgres: EmbeddedPostgres
) -> None:
    changes = Changes()
    watcher = asyncio.create_task(watch_configuration(database, changes))
    try:
        assert await changes.next() is None
        await postgres.stop()
        await postgres.start()
        assert await changes.next() is None
        async with database.tenant(tenant_id) as session:
            await directory.add_person(session, "Dora")
        assert await changes.next() == tenant_id
    finally:
        watcher.cancel()


async def test_deleted_company_is_gone_with_all_its_rows(
    database: Database, tenant_id: TenantId, sealer: Sealer
) -> None:
    async with database.tenant(tenant_id) as session:
        await session.execute(delete(TenantRow))
    assert await load_company(database, sealer, tenant_id) is None
    assert (await load_configuration(database, sealer)).companies == ()
