"""CPU of one core per 100 two-way calls between two codecs: decoded, perhaps resampled, and encoded both ways.

    python -m bench.transcoding [--calls 50] [--seconds 10] [--pairs PCMU-opus,PCMU-G722,PCMU-PCMA]

The parties of `media/examples/talkers.rs` all talk. CPU is the scheduler's run time of all threads of the media server.
"""

from __future__ import annotations

import argparse
import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from bench import measuring
from bench.media_server import Generator, media_server, under_load

from offhook.media.protocol import Link, Receive, Remote, Send, SessionOpen, SessionSet

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

FIRST_LOAD_PORT = 26_000
RTP_PORTS = "45000-46999"
PAYLOADS = {"PCMU": 0, "PCMA": 8, "G722": 9, "opus": 111}


async def measure(calls: int, codecs: tuple[str, ...], seconds: int) -> dict[str, Any]:
    """Load so many calls between two codecs; gives CPU percent of a core per 100 calls, and the loss."""

    @asynccontextmanager
    async def linked() -> AsyncIterator[tuple[int, list[str]]]:
        async with media_server(RTP_PORTS) as (pid, client):
            targets = []
            for flow in range(calls * 2):
                codec, name = codecs[flow % 2], f"s{flow}"
                payload = PAYLOADS[codec]
                opened = await client.do(SessionOpen(session=name, group=f"g{flow // 2}", address="127.0.0.1"))
                remote = Remote("127.0.0.1", FIRST_LOAD_PORT + 2 * flow)
                send, receive = Send(codec, payload), [Receive(payload, codec)]
                await client.do(SessionSet(session=name, remote=remote, send=send, receive=receive))
                if flow % 2:
                    await client.do(Link(a=f"s{flow - 1}", b=name))
                targets.append(f"{opened.address} {opened.port} {codec}")
            yield pid, targets

    figures = await under_load(Generator("talkers", (calls * 2, calls * 2), (FIRST_LOAD_PORT,)), seconds, linked)
    return {
        "codecs": " to ".join(codecs),
        "calls": calls,
        "cpu_percent_per_100_calls": round(figures["cpu_percent"] * 100 / calls, 1),
        "loss_percent": figures["loss_percent"],
    }


async def run(options: argparse.Namespace) -> None:
    """Measure each pair, print and save."""
    pairs = [tuple(pair.split("-")) for pair in options.pairs.split(",")]
    found = [await measure(options.calls, pair, options.seconds) for pair in pairs]
    measuring.table(list(found[0]), [list(one.values()) for one in found])
    measuring.save("transcoding", {"machine": measuring.machine(), "pairs": found})


def main() -> None:
    """Read the options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--pairs", default="PCMU-opus,PCMU-G722,PCMU-PCMA")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
