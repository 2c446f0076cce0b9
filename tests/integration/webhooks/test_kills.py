"""Nothing is lost, whatever is killed, and whenever: switch, worker and receiver, on the real PostgreSQL."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import socket
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.integration.webhooks import lives
from tests.integration.webhooks.conftest import make_company

from offhook.db.sealing import Sealer
from offhook.ids import new_id

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

    from offhook.db.engine import Database
    from offhook.db.urls import DatabaseUrls

HOST = "127.0.82.3"
SEED = 20_261_123
EVENTS = 20  # of each life of the switch, unless it is killed before
LIVES, MOST_LIVES = 4, 40  # of the switch: so many at least
KILLS = 3  # of worker and receiver, at least
CONTEXT = multiprocessing.get_context("forkserver")


def start(target: Any, *args: Any) -> ForkServerProcess:
    process = CONTEXT.Process(target=target, args=args, daemon=True)
    process.start()
    return process


class Victim:
    """A process that is killed and started again until it is left in peace."""

    def __init__(self, target: Any, place: lives.Place, seed: int) -> None:
        self.kills = 0
        self._life = lambda: start(target, place, seed + self.kills)
        self._chance = random.Random(seed)
        self._process = self._life()
        self._task = asyncio.create_task(self._suffer())

    async def _suffer(self) -> None:
        while True:
            await asyncio.sleep(self._chance.uniform(0.02, 0.3))
            await self.end()
            self.kills += 1
            self._process = self._life()

    async def end(self) -> None:
        self._process.kill()
        await asyncio.to_thread(self._process.join)

    async def rest(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        if not self._process.is_alive():
            self._process = self._life()


@pytest.mark.requirement("CR-01")
async def test_every_event_arrives_in_order_whatever_is_killed(
    database: Database, urls: DatabaseUrls, tmp_path: Path
) -> None:
    CONTEXT.set_forkserver_preload(["tests.integration.webhooks.lives"])
    chance = random.Random(SEED)
    company = await make_company(database, Sealer.of(tmp_path), "acme")
    with socket.socket() as free:
        free.bind((HOST, 0))
        place = lives.Place(str(tmp_path), urls.app_url, company.id, HOST, free.getsockname()[1])
    await company.hook("CRM", f"http://{HOST}:{place.port}/")
    calls = [new_id() for _ in range(6)]
    await asyncio.to_thread(start(lives.ready).join)
    victims = [Victim(target, place, SEED) for target in (lives.worker, lives.receiver)]
    died = 0
    try:
        for life in range(MOST_LIVES):
            if last := life >= LIVES and min(victim.kills for victim in victims) >= KILLS:
                dies_at = 0
            else:
                dies_at = chance.randint(1, 16)
            process = start(lives.switch, place, calls, EVENTS, SEED + life, dies_at)
            await asyncio.to_thread(process.join)
            died += process.exitcode != 0
            if last:
                break
        assert process.exitcode == 0
        for victim in victims:
            await victim.rest()
        found = await company.until(lambda rows: all(one["state"] == "sent" for one in rows))
    finally:
        for victim in victims:
            await victim.rest()
            await victim.end()
    assert died >= LIVES // 2
    assert min(victim.kills for victim in victims) >= KILLS
    with psycopg.connect(urls.app_url) as connection:
        connection.execute("SELECT set_config('offhook.tenant', %s, true)", (company.id,))
        events = dict(connection.execute("SELECT id, call_id::text FROM events ORDER BY id").fetchall())
    assert {int(line) for line in place.happened.read_text().split()} <= set(events)
    assert len(events) >= EVENTS
    assert sorted(one["event_id"] for one in found) == list(events)
    check(lives.read_arrived(place), events)


def check(arrived: list[Any], events: dict[int, str | None]) -> None:
    """All of the events came, repeats under the same id and with the same body, each call's in order."""
    bodies: dict[int, set[tuple[str, str]]] = defaultdict(set)
    first: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for one in arrived:
        body = one["body"]
        if body["call"] is not None and body["id"] not in bodies:
            first[body["call"]].append((body["id"], body["sequence"]))
        bodies[body["id"]].add((one["delivery"], one["raw"]))
    assert set(bodies) == set(events)
    assert all(len(same) == 1 for same in bodies.values())
    assert len({delivery for same in bodies.values() for delivery, _ in same}) == len(events)
    for call, came in first.items():
        ids = [event for event, of in events.items() if of == call]
        assert came == [(event, number) for number, event in enumerate(ids, 1)]
