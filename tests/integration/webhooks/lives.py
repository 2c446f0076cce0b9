"""Processes that live until they are killed: what a switch, a worker and a receiver do about webhooks.

Each is the code of the real one, in a process of its own, so that SIGKILL leaves of it what it had given to the kernel.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from aiohttp import web

from offhook.db.engine import Database
from offhook.db.sealing import Sealer
from offhook.defence.sources import read_networks
from offhook.journal.events import Concerns, tell
from offhook.journal.flush import Flusher
from offhook.journal.log import Journal
from offhook.webhooks import retry
from offhook.webhooks.posting import Poster
from offhook.webhooks.sender import Limits, Sender

if TYPE_CHECKING:
    from collections.abc import Mapping

NETWORK = "127.0.82.0/24"


@dataclass(frozen=True)
class Place:
    """Where all of them work."""

    folder: str
    url: str
    tenant: str
    host: str
    port: int

    @property
    def arrived(self) -> Path:
        """What the receivers got: one line of JSON for each request, written before it is answered."""
        return Path(self.folder) / "arrived"

    @property
    def happened(self) -> Path:
        """Ids of events that are in the journal for good."""
        return Path(self.folder) / "happened"


def ready() -> None:
    """Do nothing: whoever forks the others has all of this by then."""


def switch(place: Place, calls: list[str], count: int, seed: int, dies_at: int) -> None:
    """Let `count` events happen and flush them; die at the statement or commit number `dies_at`, 0 never."""
    asyncio.run(_switch(place, calls, count, seed, dies_at))


async def _switch(place: Place, calls: list[str], count: int, seed: int, dies_at: int) -> None:
    chance = random.Random(seed)
    _die_at(dies_at)
    journal = Journal(Path(place.folder) / "journal")
    journal.replay()
    flusher = Flusher(journal, journal.state, Database(place.url))
    for number in range(count):
        call = chance.choice([*calls, None])
        tell(
            journal,
            time.time_ns() // 1000,
            "call.k" if call else "agent.state",
            {"n": number},
            Concerns(place.tenant, call),
        )
        journal.flush_now()
        _write(place.happened, f"{journal.state.events.last}\n")
        if chance.random() < 0.25:
            await flusher.flush()
    while journal.state.events.pending:
        await flusher.flush()
    await flusher.stop()
    await journal.close()


def _die_at(boundary: int) -> None:
    """Have this process killed before a statement, or before or after a commit, counted from now on."""
    passed = 0
    execute, leave = psycopg.AsyncConnection.execute, psycopg.AsyncTransaction.__aexit__

    def passing() -> None:
        nonlocal passed
        passed += 1
        if passed == boundary:
            os.kill(os.getpid(), signal.SIGKILL)

    async def executed(self: Any, *args: Any, **more: Any) -> Any:
        passing()
        return await execute(self, *args, **more)

    async def left(self: Any, *args: Any) -> Any:
        passing()
        found = await leave(self, *args)
        passing()
        return found

    psycopg.AsyncConnection.execute = executed  # type: ignore[method-assign]
    psycopg.AsyncTransaction.__aexit__ = left  # type: ignore[method-assign]


def worker(place: Place, _seed: int) -> None:
    """Send until killed."""
    retry.FIRST_S, retry.LONGEST_S = 0.02, 0.1  # type: ignore[misc]  # or the test would take hours
    asyncio.run(_worker(place))


async def _worker(place: Place) -> None:
    limits = Limits(look_s=0.05, lease_s=0.8)
    await Sender(Database(place.url), Sealer.of(Path(place.folder)), Poster(read_networks(NETWORK), 0.4), limits).run()


def receiver(place: Place, seed: int) -> None:
    """Receive until killed; refuse now and then, and sometimes take it and break off before the answer."""
    asyncio.run(_receiver(place, seed))


async def _receiver(place: Place, seed: int) -> None:
    chance = random.Random(seed)

    async def take(request: web.Request) -> web.StreamResponse:
        body = await request.text()
        fate = chance.random()
        if fate < 0.1:
            return web.Response(status=503)
        line = {"delivery": request.headers["Offhook-Delivery"], "body": json.loads(body), "raw": body}
        _write(place.arrived, json.dumps(line) + "\n")
        if fate < 0.2 and request.transport is not None:
            request.transport.abort()
        return web.Response()

    app = web.Application()
    app.router.add_post("/", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, place.host, place.port, reuse_address=True).start()
    await asyncio.Event().wait()


def _write(path: Path, text: str) -> None:
    """Give a line to the kernel, whole."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


def read_arrived(place: Place) -> list[Mapping[str, Any]]:
    """Return what the receivers got, in that order."""
    return [json.loads(line) for line in place.arrived.read_text().splitlines()] if place.arrived.exists() else []
