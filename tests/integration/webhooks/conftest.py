"""A company with a webhook, a receiver on loopback, and events as the switch's flusher writes them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from aiohttp import web
from psycopg.types.json import Jsonb
from tests.integration.conftest import fresh_database

from offhook.db.base import TenantRow
from offhook.defence.sources import read_networks
from offhook.ids import TenantId, new_id
from offhook.webhooks.posting import Poster
from offhook.webhooks.sender import Limits, Sender
from offhook.webhooks.service import WebhookChanges, add_webhook

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from offhook.db.engine import Database
    from offhook.db.postgres import EmbeddedPostgres
    from offhook.db.sealing import Sealer
    from offhook.db.urls import DatabaseUrls

HOST = "127.0.82.1"
ALLOWED = read_networks("127.0.82.0/24")
QUICK = Limits(look_s=0.05, lease_s=5, stop_s=0.1)


@dataclass
class Receiver:
    """A server that keeps what it gets and answers as it is told to."""

    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    answer: Callable[[dict[str, Any]], Awaitable[web.StreamResponse]] | None = None
    more: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.raw.append(body)
        self.got.append(json.loads(body))
        self.headers.append(dict(request.headers))
        self.more.set()
        return await self.answer(self.got[-1]) if self.answer else web.Response()

    async def until(self, count: int) -> None:
        """Wait until so many came."""
        async with asyncio.timeout(20):
            while len(self.got) < count:
                self.more.clear()
                await self.more.wait()


@pytest.fixture(scope="module")
def urls(postgres: EmbeddedPostgres) -> Iterator[DatabaseUrls]:
    """One database for all tests of a file: each has companies of its own, which go with it."""
    with fresh_database(postgres) as found:
        yield found


@pytest.fixture(autouse=True)
def _no_companies(postgres_administrator: str) -> Iterator[None]:
    yield
    with psycopg.connect(postgres_administrator) as connection:
        connection.execute("DELETE FROM tenants")


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    found = Receiver()
    app = web.Application()
    app.router.add_post("/{way:.*}", found.take)
    runner = web.AppRunner(app, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, HOST, 0)
    await site.start()
    found.url = f"http://{HOST}:{runner.addresses[0][1]}/hook"
    yield found
    await runner.cleanup()


@dataclass
class Company:
    """A company and what happens in it."""

    database: Database
    sealer: Sealer
    id: TenantId
    last: int = 0

    async def hook(self, name: str, url: str, *kinds: str) -> tuple[str, str]:
        """Add a webhook; return its id and secret."""
        async with self.database.tenant(self.id) as session:
            added, secret = await add_webhook(session, self.sealer, WebhookChanges(name=name, url=url, kinds=kinds))
        return added.row.id, secret

    async def tell(self, *happened: tuple[str, str | None], at: datetime | None = None) -> list[int]:
        """Write events (kind, call) in one statement; return their ids."""
        now = at or datetime.now(UTC)
        rows = []
        for kind, call in happened:
            self.last += 1
            rows.append((self.id, self.last, now, kind, call, Jsonb({"n": self.last})))
        async with self.database.raw(self.id) as connection:
            values = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(rows))
            query = (
                f"INSERT INTO events (tenant_id, id, at, kind, call_id, data) VALUES {values} ON CONFLICT DO NOTHING"  # noqa: S608
            )
            await connection.execute(query.encode(), [value for row in rows for value in row])
        return [row[1] for row in rows]

    async def deliveries(self) -> list[dict[str, Any]]:
        """Return all, in the order in which they were written."""
        async with self.database.raw(self.id) as connection:
            rows = await (
                await connection.execute("SELECT to_jsonb(d) FROM webhook_deliveries d ORDER BY place")
            ).fetchall()
        return [row[0] for row in rows]

    async def settled(self, count: int) -> list[dict[str, Any]]:
        """Wait until so many are over; return all."""
        return await self.until(lambda found: sum(one["state"] != "waiting" for one in found) >= count)

    async def until(self, fits: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
        """Wait until the deliveries are as they are to be; return them."""
        async with asyncio.timeout(60):
            while not fits(found := await self.deliveries()):  # noqa: ASYNC110  nothing tells of it
                await asyncio.sleep(0.02)
        return found


async def make_company(database: Database, sealer: Sealer, name: str) -> Company:
    tenant = TenantId(new_id())
    async with database.tenant(tenant) as session:
        session.add(
            TenantRow(
                id=tenant, name=name, country="EE", language="en", timezone="UTC", currency="EUR",
                sip_domain=f"{name}.example",
            )
        )  # fmt: skip
    return Company(database, sealer, tenant)


@pytest.fixture
async def company(database: Database, sealer: Sealer) -> Company:
    return await make_company(database, sealer, "acme")


@pytest.fixture
async def sending(database: Database, sealer: Sealer) -> AsyncIterator[Callable[[], None]]:
    """Start the worker's sender once called."""
    poster = Poster(ALLOWED, 2)
    tasks = []

    def start() -> None:
        tasks.append(asyncio.create_task(Sender(database, sealer, poster, QUICK).run()))

    yield start
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await poster.close()
