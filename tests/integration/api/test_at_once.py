"""Two who set the same thing at the same moment: the second one hears which field is taken, and nothing breaks."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
import psycopg
import pytest
from sqlalchemy import text
from tests.integration.api.test_api import check_problem

from offhook.api.app import create_app
from offhook.api.context import Context

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy.ext.asyncio import AsyncSession
    from tests.integration.api.conftest import World

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@asynccontextmanager
async def first(world: World, statement: str, **values: Any) -> AsyncIterator[AsyncSession]:
    """Somebody has just written, and will say so (commit) once the test has done."""
    async with world.database.tenant(world.tenant) as session:
        await session.execute(text(statement), {"tenant": world.tenant} | values)
        yield session


async def waits(administrator: str, count: int = 1) -> None:
    """Wait until transactions wait for another one."""
    async with await psycopg.AsyncConnection.connect(administrator, autocommit=True) as watching:
        async with asyncio.timeout(20):
            while (await (await watching.execute(WAITING)).fetchone() or (0,))[0] < count:  # noqa: ASYNC110  the database wakes nobody
                await asyncio.sleep(0.01)


async def second(world: World, administrator: str, method: str, url: str, body: Any, statement: str) -> httpx.Response:
    """Ask while somebody else's change is under way; that is done first."""
    async with first(world, statement):
        asked = asyncio.create_task(world.client.request(method, url, json=body, headers=world.bearer()))
        await waits(administrator)
    return await asked


SITE = """INSERT INTO sites (tenant_id, id, name, networks, kbit_up, kbit_down, alarm_percent)
          VALUES (:tenant, gen_random_uuid(), 'Tartu', '{203.0.113.0/28}', 0, 0, 80)"""
TRUNK = """INSERT INTO trunks (tenant_id, id, name, host, port, transport, match, register, codecs)
           VALUES (:tenant, gen_random_uuid(), 'North', 'h.test', 5060, 'udp', '{}', false, '{}')"""
EXTENSION = """INSERT INTO extensions (tenant_id, id, number, name, kind, voicemail)
               VALUES (:tenant, gen_random_uuid(), '777', 'Echo', 'echo', false)"""


@pytest.mark.parametrize(
    ("statement", "url", "body", "field"),
    [
        (TRUNK, "/trunks", {"name": "North", "host": "other.test"}, "name"),
        (SITE, "/sites", {"name": "Tartu"}, "name"),
        (EXTENSION, "/extensions", {"number": "777", "name": "Other", "kind": "echo"}, "number"),
    ],
)
async def test_a_name_is_given_once(
    world: World, postgres_administrator: str, statement: str, url: str, body: dict[str, str], field: str
) -> None:
    answered = await second(world, postgres_administrator, "POST", url, body, statement)
    problem = check_problem(answered, 422)
    assert [one["field"] for one in problem["errors"]] == [field]
    assert "another one has it" in problem["errors"][0]["message"]


async def test_a_name_taken_while_another_is_renamed(world: World, postgres_administrator: str) -> None:
    made = (await world.client.post("/trunks", json={"name": "T", "host": "t.test"}, headers=world.bearer())).json()
    url = f"/trunks/{made['id']}"
    answered = await second(world, postgres_administrator, "PATCH", url, {"name": "North"}, TRUNK)
    assert check_problem(answered, 422)["errors"][0]["field"] == "name"
    assert (await world.client.get(url, headers=world.bearer())).json()["name"] == "T"


async def test_a_site_that_is_removed_while_a_telephone_is_put_there(world: World, postgres_administrator: str) -> None:
    site = (await world.client.post("/sites", json={"name": "Narva"}, headers=world.bearer())).json()["id"]
    device = (await world.client.get("/devices", headers=world.bearer())).json()["items"][0]["id"]
    gone = f"DELETE FROM sites WHERE id = '{site}'"  # noqa: S608  an id of ours
    answered = await second(world, postgres_administrator, "PATCH", f"/devices/{device}", {"site_id": site}, gone)
    assert check_problem(answered, 422)["errors"][0]["field"] == "site_id"


async def test_what_is_removed_while_it_is_changed(world: World, postgres_administrator: str) -> None:
    site = (await world.client.post("/sites", json={"name": "Narva"}, headers=world.bearer())).json()["id"]
    gone = f"DELETE FROM sites WHERE id = '{site}'"  # noqa: S608  an id of ours
    check_problem(await second(world, postgres_administrator, "PATCH", f"/sites/{site}", {"kbit_up": 9}, gone), 404)


@pytest.mark.parametrize(
    ("url", "bodies"),
    [
        ("/sites", [{"name": name, "networks": ["203.0.113.0/28"]} for name in ("Narva", "Valga")]),
        ("/extensions", [{"number": "*9", "name": "Nine", "kind": "echo"}]),
    ],
)
async def test_rules_that_no_table_knows(
    world: World, postgres_administrator: str, url: str, bodies: list[dict[str, Any]]
) -> None:
    """They take turns: each sees what the one before has done."""
    async with first(world, "SELECT 1 FROM tenants WHERE id = :tenant FOR NO KEY UPDATE") as session:
        asked = [world.client.post(url, json=body, headers=world.bearer()) for body in bodies]
        both = asyncio.gather(*asked)
        await waits(postgres_administrator, len(bodies))
        await session.execute(text('UPDATE tenants SET codes = \'{"pickup": "*9"}\''))
    answered = sorted(one.status_code for one in await both)
    assert answered == ([201, 422] if url == "/sites" else [422])


async def test_of_two_who_replace_all_routes_one_is_last(world: World, postgres_administrator: str) -> None:
    """By two web processes: within one, changes of one path take turns before they come to the database."""
    other = httpx.ASGITransport(create_app(Context(world.settings, world.database, world.switch)))
    trunk = (await world.client.get("/trunks", headers=world.bearer())).json()["items"][0]["id"]
    async with httpx.AsyncClient(transport=other, base_url=world.client.base_url) as elsewhere:
        async with first(world, "SELECT 1 FROM tenants WHERE id = :tenant FOR NO KEY UPDATE"):
            asked = [
                client.put("/routes", json={"items": [{"prefix": prefix, "trunk_id": trunk}]}, headers=world.bearer())
                for client, prefix in ((world.client, "+1"), (elsewhere, "+2"))
            ]
            both = asyncio.gather(*asked)
            await waits(postgres_administrator, 2)
        assert [one.status_code for one in await both] == [204, 204]
    items = (await world.client.get("/routes", headers=world.bearer())).json()["items"]
    assert len(items) == 1


async def test_a_sign_that_no_text_of_the_database_holds(world: World) -> None:
    check_problem(await world.client.post("/sites", json={"name": "a\0b"}, headers=world.bearer()), 422)
