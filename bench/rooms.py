"""CPU of one core for a room of many parties, with the loss and the delay of what they hear, and memory per party.

    python -m bench.rooms [--sizes 20,50,100] [--speakers 1,3,all] [--codecs PCMU,G722] [--seconds 10]

Every party sends 50 packets a second, also those who are silent (faint noise), as phones do. The load is that of
`media/examples/room_load.rs`, which is built when it is missing. CPU is the scheduler's run time of all threads of the
media server, started here as a child. The delay is from a speaker's sending of a packet with a knock to a listener's
receiving it: jitter buffer, tick and mix. Memory is what the server's resident set grows by when the room is filled.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import subprocess
import tempfile
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import measuring

from offhook.media import MediaClient, binary
from offhook.media.protocol import Receive, Remote, RoomJoin, RoomOpen, Send, SessionOpen, SessionSet

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

LOAD = Path(__file__).resolve().parents[1] / "media" / "target" / "release" / "examples" / "room_load"
FIRST_LOAD_PORT = 24_000
RTP_PORTS = (44_000, 45_000)
PAYLOADS = {"PCMU": 0, "G722": 9}
WARM_S = 3
GOAL = 10.0  # % of a core for 100 G.711 parties


def resident_kb(pid: int) -> int:
    """Return the resident memory of a process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


@asynccontextmanager
async def server() -> AsyncIterator[tuple[int, MediaClient]]:
    """Run a media server with a client."""
    with tempfile.TemporaryDirectory(prefix="offhook") as folder:
        control = Path(folder) / "media.sock"
        ports = f"{RTP_PORTS[0]}-{RTP_PORTS[1]}"
        process = await asyncio.create_subprocess_exec(
            binary.path(), "--control", str(control), "--rtp-ports", ports, stderr=asyncio.subprocess.DEVNULL
        )
        client = MediaClient(control, "bench", lambda _: None)
        try:
            await client.start()
            yield process.pid, client
        finally:
            await client.close()
            process.send_signal(signal.SIGTERM)
            await process.wait()


async def fill(client: MediaClient, parties: int, codec: str) -> list[tuple[str, int]]:
    """Open a room and let the parties in; gives where each sends."""
    payload = PAYLOADS[codec]
    await client.do(RoomOpen(room="room"))
    targets = []
    for party in range(parties):
        name = f"s{party}"
        opened = await client.do(SessionOpen(session=name, group="room room", address="127.0.0.1"))
        targets.append((opened.address, opened.port))
        remote = Remote("127.0.0.1", FIRST_LOAD_PORT + 2 * party)
        receive = [Receive(payload, codec)]
        await client.do(SessionSet(session=name, remote=remote, send=Send(codec, payload), receive=receive))
        await client.do(RoomJoin(room="room", session=name))
    return targets


async def measure(parties: int, speakers: int, codec: str, seconds: int) -> dict[str, Any]:
    """Load one room; gives CPU percent of a core, loss, delay and memory."""
    load = await asyncio.create_subprocess_exec(
        str(LOAD),
        *map(str, (parties, speakers, seconds + WARM_S + 1, FIRST_LOAD_PORT, codec)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert load.stdin is not None
    assert load.stdout is not None
    await load.stdout.readline()
    async with server() as (pid, client):
        empty_kb = resident_kb(pid)
        targets = await fill(client, parties, codec)
        load.stdin.write("".join(f"{address} {port}\n" for address, port in targets).encode())
        await load.stdin.drain()
        await asyncio.sleep(WARM_S)
        start, before = time.monotonic(), measuring.cpu_s(pid)
        await asyncio.sleep(seconds)
        used = (measuring.cpu_s(pid) - before) / (time.monotonic() - start)
        grown_kb = resident_kb(pid) - empty_kb
        figures: dict[str, Any] = json.loads(await load.stdout.readline())
        await load.wait()
    return {
        "codec": codec,
        "parties": parties,
        "speakers": speakers,
        "cpu_percent": round(used * 100, 2),
        # From its first packet on a party is sent 50 a second; a room begins when its members do.
        "loss_percent": round(100 * max(0.0, 1 - figures["received"] / figures["sent"]), 3),
        "delay_p50_ms": round(figures["p50_us"] / 1000, 1),
        "delay_p99_ms": round(figures["p99_us"] / 1000, 1),
        "memory_kb_per_party": round(grown_kb / parties, 1),
    }


async def run(options: argparse.Namespace) -> None:
    """Measure all and print a table."""
    if not LOAD.exists():
        subprocess.run(["cargo", "build", "--release", "--locked", "--examples"], cwd=LOAD.parents[3], check=True)  # noqa: ASYNC221
    found = []
    for codec in options.codecs.split(","):
        for size in map(int, options.sizes.split(",")):
            for speakers in options.speakers.split(","):
                many = size if speakers == "all" else int(speakers)
                found.append(await measure(size, many, codec, options.seconds))
                print(json.dumps(found[-1]), flush=True)
    measuring.table(list(found[0]), [list(one.values()) for one in found])
    print(f"goal: at most {GOAL} % of a core for 100 G.711 parties")
    measuring.save("rooms", {"machine": measuring.machine(), "rooms": found})


def main() -> None:
    """Read the options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", default="20,50,100")
    parser.add_argument("--speakers", default="1,3,all")
    parser.add_argument("--codecs", default="PCMU,G722")
    parser.add_argument("--seconds", type=int, default=10)
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
