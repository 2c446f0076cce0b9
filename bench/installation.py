"""A whole Offhook for measuring: `offhook up` in a folder of its own, with a small company of its own.

The company has one number, whose scenario rings one extension at once, a trunk from an address of its own, and devices.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measuring import free_port, listener
from bench.register_load import Load, Plan
from sqlalchemy import text

from offhook.config import Settings
from offhook.db.cluster import cluster_of, postmaster
from offhook.db.engine import Database
from offhook.db.sealing import Sealer
from offhook.db.urls import database_urls
from offhook.directory import service as directory
from offhook.directory.extensions import NewExtension, add_extension
from offhook.ids import TenantId, new_id
from offhook.numbers import service as numbers
from offhook.scenario import store
from offhook.scenario.graph import Graph
from offhook.scenario.nodes.hangup import Hangup
from offhook.scenario.nodes.ring import Ring
from offhook.tenancy.model import TenantRow
from offhook.tenancy.service import add_tenant
from offhook.trunks import service as trunks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from sqlalchemy.ext.asyncio import AsyncSession

    MakeCompany = Callable[[AsyncSession, Sealer, int], Awaitable[None]]

NUMBER = "+3726000900"
OPERATOR = "127.0.0.20"
HOST = "127.0.0.21"
READY_SECONDS = 120.0
STOP_SECONDS = 60.0
TRIES, TRY_SECONDS = 18, 2.0  # who is unknown twenty times in a minute is banned


@dataclass(frozen=True, slots=True)
class Bench:
    """A running installation."""

    settings: Settings
    tenant: TenantId
    database: Database
    devices: int

    @property
    def switch(self) -> int:
        """The process of the switch."""
        return listener(self.settings.switch_socket)

    @property
    def media(self) -> int:
        """The process of the media server."""
        return listener(self.settings.media_socket)

    @property
    def postgres(self) -> int:
        """The first process of PostgreSQL."""
        cluster = cluster_of(self.settings.data)
        pid = postmaster(cluster) if cluster else None
        assert pid is not None
        return pid

    async def take_devices(self) -> None:
        """Wait until the switch knows the devices: until the last one can register."""
        load = Load(Plan(self.settings.sip_address, "offhook", self.devices, 1, 1))
        for _ in range(TRIES):
            if load.try_once(self.devices - 1):
                return
            await asyncio.sleep(TRY_SECONDS)
        raise SystemExit("the switch does not take the configuration")

    async def history(self) -> dict[str, int]:
        """Return how many calls the history holds, by result."""
        query = text("SELECT coalesce(result, 'open'), count(*) FROM calls GROUP BY 1")
        async with self.database.tenant(self.tenant) as session:
            return {str(name): int(count) for name, count in await session.execute(query)}

    async def odd_call(self) -> str:
        """Return the journey of a call that was not answered, "" when there is none."""
        query = text("SELECT journey FROM calls WHERE result IS DISTINCT FROM 'answered' ORDER BY started_at LIMIT 1")
        async with self.database.tenant(self.tenant) as session:
            return str(await session.scalar(query) or "")


def username(number: int) -> str:
    """Return the user name of a device, counted from 0."""
    return f"bench{number}"


def secret(number: int) -> str:
    """Return its password."""
    return f"secret-of-{number}"


@asynccontextmanager
async def installation(devices: int = 2, company: MakeCompany | None = None, **variables: str) -> AsyncIterator[Bench]:
    """Start everything with a company of so many devices; stop and remove all at the end.

    `company` makes another one than that whose first device rings. `variables` are added to its environment.
    """
    data = Path(tempfile.mkdtemp(prefix="offhook-bench-"))
    settings = Settings(data=data, sip=f"{HOST}:{free_port(HOST)}", http=f"127.0.0.1:{free_port()}")
    paths = {"OFFHOOK_DATA": str(data), "OFFHOOK_SIP": settings.sip, "OFFHOOK_HTTP": settings.http}
    environment = os.environ | paths | {"OFFHOOK_QUALIFY_S": "0"}  # the phones of the benchmarks answer no OPTIONS
    environment |= variables
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "offhook", "up"),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    lines: list[str] = []
    database: Database | None = None
    try:
        async with asyncio.timeout(READY_SECONDS):
            await _ready(process, lines)
        reading = asyncio.create_task(_read(process, lines))
        database = Database(database_urls(settings).app_url, connections=1)
        tenant = TenantId(new_id())
        async with database.tenant(tenant) as session:
            add_tenant(session, _tenant())
            await session.flush()
            await (company or _make_company)(session, Sealer.of(data), devices)
        yield Bench(settings, tenant, database, devices)
    except BaseException:
        print("\n".join(lines[-20:]), file=sys.stderr)
        raise
    finally:
        if database is not None:
            await database.close()
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        cluster = cluster_of(data)
        shutil.rmtree(data, ignore_errors=True)  # a busy machine may still be writing; the figures count
        if cluster is not None and not cluster.is_relative_to(data):
            shutil.rmtree(cluster.parent, ignore_errors=True)
        with contextlib.suppress(NameError):
            await reading


async def _ready(process: asyncio.subprocess.Process, lines: list[str]) -> None:
    assert process.stdout is not None
    while line := await process.stdout.readline():
        lines.append(line.decode().rstrip())
        if lines[-1] == "offhook is ready":
            return
    raise SystemExit("Offhook did not start:\n" + "\n".join(lines))


async def _read(process: asyncio.subprocess.Process, lines: list[str]) -> None:
    assert process.stdout is not None
    while line := await process.stdout.readline():
        lines.append(line.decode().rstrip())


def _tenant() -> TenantRow:
    return TenantRow(
        name="Bench", country="EE", language="en", timezone="UTC", currency="EUR", sip_domain="bench.example"
    )


async def _make_company(session: AsyncSession, sealer: Sealer, devices: int) -> None:
    person = await directory.add_person(session, "Bench Person")
    for number in range(devices):
        owner = None if number else person
        await directory.add_device(session, sealer, directory.NewDevice(username(number), secret(number), owner))
    await add_extension(session, NewExtension("201", "Bench Person", person))
    trunk = await trunks.add_trunk(session, sealer, trunks.NewTrunk("Bench operator", OPERATOR, match=(OPERATOR,)))
    scenario = await store.add_scenario(session, "Ring")
    graph = Graph(start="ring", nodes={"ring": Ring(members=("201",), unanswered="end"), "end": Hangup()})
    await store.save_draft(session, scenario, graph.model_dump(mode="json"))
    await store.publish(session, scenario)
    await numbers.add_number(session, numbers.NewNumber(NUMBER, "Bench", trunk, scenario))
