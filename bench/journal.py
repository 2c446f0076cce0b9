"""What the journal costs the switch per call: append, apply and flush of a call of 30 records, in CPU microseconds.

Runs against an embedded PostgreSQL of its own, whose CPU is not counted. Each call is flushed four times in its life,
because a live call is shown too.

    uv run python -m bench.journal [--calls 1000] [--batch 50]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import uvloop
from sqlalchemy import text
from tests.unit.journal.samples import answered_call

from offhook.db.base import TenantRow
from offhook.db.engine import Database
from offhook.db.migrate import migrate
from offhook.db.postgres import EmbeddedPostgres
from offhook.ids import TenantId, new_id
from offhook.journal.flush import Flusher
from offhook.journal.log import Journal

if TYPE_CHECKING:
    from offhook.journal.records import Record


async def append_only(folder: Path, calls: list[list[Record]]) -> float:
    """Return CPU microseconds per call of append, apply and a write per record, beyond those of an idle loop."""
    started = time.process_time()
    for call in calls:
        for _ in call:
            await asyncio.sleep(0)
    idle = time.process_time() - started
    journal = Journal(folder)
    journal.replay()
    started = time.process_time()
    for call in calls:
        for record in call:
            journal.append(record)
            await asyncio.sleep(0)
    used = time.process_time() - started
    await journal.close()
    return (used - idle) / len(calls) * 1e6


def replay(folder: Path) -> tuple[float, int]:
    """Return seconds and bytes of a replay."""
    size = sum(path.stat().st_size for path in folder.glob("*.journal"))
    started = time.perf_counter()
    Journal(folder).replay()
    return time.perf_counter() - started, size


async def with_database(folder: Path, database: Database, calls: list[list[Record]], batch: int) -> dict[str, float]:
    """Flush calls in batches at four points of their lives, as calls of seconds are; return CPU us per call."""
    journal = Journal(folder)
    journal.replay()
    flusher = Flusher(journal, journal.state, database)
    await flusher.flush()
    flushing = 0.0
    for start in range(0, len(calls), batch):
        some = calls[start : start + batch]
        quarter = len(some[0]) // 4 + 1
        for part in range(4):
            for call in some:
                for record in call[part * quarter : (part + 1) * quarter]:
                    journal.append(record)
            await asyncio.sleep(0)
            before = time.process_time()
            assert await flusher.flush()
            flushing += time.process_time() - before
    assert not journal.state.calls
    await flusher.stop()
    await journal.close()
    return {"flush_us": flushing / len(calls) * 1e6}


async def measure(arguments: argparse.Namespace) -> None:
    """Print the figures as one JSON object."""
    folder = Path(tempfile.mkdtemp(prefix="offhook-bench-"))
    server = EmbeddedPostgres(folder)
    try:
        urls = await server.start()
        await migrate(urls.owner_url)
        database = Database(urls.app_url)
        tenants = [TenantId(new_id()) for _ in range(arguments.companies)]
        for number, tenant in enumerate(tenants):
            async with database.tenant(tenant) as session:
                session.add(
                    TenantRow(
                        id=tenant, name="Bench", country="EE", language="en", timezone="UTC", currency="EUR",
                        sip_domain=f"bench{number}.example",
                    )
                )  # fmt: skip
        calls = [answered_call(tenants[n % len(tenants)], at=time.time_ns() // 1000) for n in range(arguments.calls)]
        result: dict[str, float] = {"records_per_call": len(calls[0]), "companies": len(tenants)}
        result["append_us"] = await append_only(folder / "append", calls)
        result["replay_s"], result["replay_bytes"] = replay(folder / "append")
        result |= await with_database(folder / "journal", database, calls, arguments.batch)
        async with database.tenant(tenants[0]) as session:
            result["rows"] = (await session.execute(text("SELECT count(*) FROM calls"))).scalar_one()
        await database.close()
        result["per_call_us"] = result["append_us"] + result["flush_us"]
        print(json.dumps({name: round(value, 4) for name, value in result.items()}, indent=1))
    finally:
        await server.stop()
        link = folder / "postgres"
        if link.is_symlink():
            shutil.rmtree(link.readlink().parent)
        shutil.rmtree(folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--batch", type=int, default=50, help="calls that change within half a second")
    parser.add_argument("--companies", type=int, default=1)
    uvloop.run(measure(parser.parse_args()))
