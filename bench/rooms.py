"""CPU of one core for a room of many parties, with the loss and the delay of what they hear, and memory per party.

    python -m bench.rooms [--sizes 20,50,100] [--speakers 1,3,all] [--codecs PCMU,G722] [--seconds 10]

Every party sends 50 packets a second, also those who are silent (faint noise), as phones do. The load is that of
`media/examples/talkers.rs`, which is built when it is missing. CPU is the scheduler's run time of all threads of the
media server, started here as a child. The delay is from a speaker's sending of a packet with a knock to a listener's
receiving it: jitter buffer, tick and mix. Memory is what the server's resident set grows by when the room is filled.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from bench import measuring
from bench.media_server import Generator, media_server, resident_kb, under_load

from offhook.media.protocol import Receive, Remote, RoomJoin, RoomOpen, Send, SessionOpen, SessionSet

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from offhook.media import MediaClient

FIRST_LOAD_PORT = 24_000
RTP_PORTS = "44000-45000"
PAYLOADS = {"PCMU": 0, "G722": 9}
GOAL = 10.0  # % of a core for 100 G.711 parties


async def fill(client: MediaClient, parties: int, codec: str) -> list[str]:
    """Open a room and let the parties in; gives where each sends."""
    payload = PAYLOADS[codec]
    await client.do(RoomOpen(room="room"))
    targets = []
    for party in range(parties):
        name = f"s{party}"
        opened = await client.do(SessionOpen(session=name, group="room room", address="127.0.0.1"))
        targets.append(f"{opened.address} {opened.port} {codec}")
        remote = Remote("127.0.0.1", FIRST_LOAD_PORT + 2 * party)
        receive = [Receive(payload, codec)]
        await client.do(SessionSet(session=name, remote=remote, send=Send(codec, payload), receive=receive))
        await client.do(RoomJoin(room="room", session=name))
    return targets


async def measure(parties: int, speakers: int, codec: str, seconds: int) -> dict[str, Any]:
    """Load one room; gives CPU percent of a core, loss, delay and memory."""
    memory = [0, 0]

    @asynccontextmanager
    async def room() -> AsyncIterator[tuple[int, list[str]]]:
        async with media_server(RTP_PORTS) as (pid, client):
            memory[0] = resident_kb(pid)
            yield pid, await fill(client, parties, codec)
            memory[1] = resident_kb(pid)

    figures = await under_load(Generator("talkers", (parties, speakers), (FIRST_LOAD_PORT,)), seconds, room)
    return {
        "codec": codec,
        "parties": parties,
        "speakers": speakers,
        "cpu_percent": figures["cpu_percent"],
        # From its first packet on a party is sent 50 a second; a room begins when its members do.
        "loss_percent": figures["loss_percent"],
        "delay_p50_ms": round(figures["p50_us"] / 1000, 1),
        "delay_p99_ms": round(figures["p99_us"] / 1000, 1),
        "memory_kb_per_party": round((memory[1] - memory[0]) / parties, 1),
    }


async def run(options: argparse.Namespace) -> None:
    """Measure all and print a table."""
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
