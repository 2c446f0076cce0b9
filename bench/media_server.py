"""The media server under load: started here as a child, with a client of it, beside a load of `media/examples`."""

from __future__ import annotations

import asyncio
import json
import subprocess
import tempfile
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import measuring

from offhook.media import MediaClient, binary

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from contextlib import AbstractAsyncContextManager

MEDIA = Path(__file__).resolve().parents[1] / "media"
WARM_S = 3
STOP_S = 10


@dataclass(frozen=True, slots=True)
class Generator:
    """A load generator and its arguments before and after the seconds that it runs."""

    name: str
    before: tuple[int, ...]
    after: tuple[int, ...]


async def stop(process: asyncio.subprocess.Process) -> None:
    """End a child."""
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_S)
    except TimeoutError:
        process.kill()
        await process.wait()


@asynccontextmanager
async def media_server(rtp_ports: str) -> AsyncIterator[tuple[int, MediaClient]]:
    """Run a media server; gives its process and a client of it."""
    with tempfile.TemporaryDirectory(prefix="offhook") as folder:
        control = Path(folder) / "media.sock"
        process = await asyncio.create_subprocess_exec(
            binary.path(), "--control", str(control), "--rtp-ports", rtp_ports, stderr=asyncio.subprocess.DEVNULL
        )
        client = MediaClient(control, "bench", lambda _: None)
        try:
            await client.start()
            yield process.pid, client
        finally:
            await client.close()
            await stop(process)


def resident_kb(pid: int) -> int:
    """Return the resident memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def built(name: str) -> str:
    """Return the path of a load generator, built when it is missing."""
    program = MEDIA / "target" / "release" / "examples" / name
    if not program.exists():
        subprocess.run(["cargo", "build", "--release", "--locked", "--examples"], cwd=MEDIA, check=True)
    return str(program)


async def under_load(
    generator: Generator,
    seconds: int,
    serve: Callable[[], AbstractAsyncContextManager[tuple[int, Sequence[str]]]],
) -> dict[str, Any]:
    """Load what `serve` runs, which gives its process and a line for each flow of where it sends.

    Gives the generator's figures, and `cpu_percent` of one core between warming up and the end.
    """
    arguments = (*generator.before, seconds + WARM_S + 1, *generator.after)
    load = await asyncio.create_subprocess_exec(
        await asyncio.to_thread(built, generator.name),
        *map(str, arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert load.stdin is not None
    assert load.stdout is not None
    try:
        await load.stdout.readline()
        async with serve() as (pid, targets):
            load.stdin.write("".join(f"{target}\n" for target in targets).encode())
            await load.stdin.drain()
            await asyncio.sleep(WARM_S)
            start, before = time.monotonic(), measuring.cpu_s(pid)
            await asyncio.sleep(seconds)
            used = (measuring.cpu_s(pid) - before) / (time.monotonic() - start)
            figures: dict[str, Any] = json.loads(await load.stdout.readline())
    finally:
        await stop(load)
    figures["cpu_percent"] = round(used * 100, 2)
    figures["loss_percent"] = round(100 * max(0.0, 1 - figures["received"] / figures["sent"]), 4)
    return figures
