"""CPU of one core per 100 two-way G.711 calls relayed, with loss and delay: offhook-media beside rtpengine, in one run.

    python -m bench.media_relay [--calls 100] [--seconds 20] [--rounds 2] [--srtp SUITE]

Both relay in userspace on loopback, started here as children, one after the other, under the same load of
`media/examples/load.rs`, which is built when it is missing. CPU is the scheduler's run time of all threads of
the process. rtpengine (Debian package rtpengine-daemon) is left out with a note where it is not installed. With
--srtp one side of each call speaks SRTP under keys from signalling, the other plain RTP.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import shutil
import socket
import statistics
import sys
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from bench import measuring
from bench.media_server import Generator, media_server, stop, under_load

from offhook.media.protocol import Link, Receive, Remote, Send, SessionOpen, SessionSet, Srtp, SrtpKey

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

FIRST_LOAD_PORT = 20_000
RTP_PORTS = (40_000, 44_000)
NG_PORT = 22_222
GOAL = 1.5
DELAYS = ("p50_us", "p99_us", "max_us")  # of a packet through the relay

KEYS = {  # bytes of master key and salt
    "AES_CM_128_HMAC_SHA1_80": 30,
    "AES_CM_128_HMAC_SHA1_32": 30,
    "AEAD_AES_128_GCM": 28,
    "AEAD_AES_256_GCM": 44,
}

Targets = list[str]


def protected(flow: int, suite: str | None) -> bool:
    """Tell whether a flow speaks SRTP: the first of each call, where any does."""
    return suite is not None and flow % 2 == 0


@asynccontextmanager
async def offhook(calls: int, suite: str | None) -> AsyncIterator[tuple[int, Targets]]:
    """Run offhook-media with linked sessions; gives its process and where each flow sends."""
    async with media_server(f"{RTP_PORTS[0]}-{RTP_PORTS[1]}") as (pid, client):
        targets: Targets = []
        for flow in range(calls * 2):
            opened = await client.do(SessionOpen(session=f"s{flow}", group=f"g{flow // 2}", address="127.0.0.1"))
            targets.append(f"{opened.address} {opened.port}")
            remote = Remote("127.0.0.1", FIRST_LOAD_PORT + 2 * flow)
            settings: dict[str, Any] = {"send": Send("PCMU", 0), "receive": [Receive(0, "PCMU")], "remote": remote}
            if suite is not None and protected(flow, suite):
                sent, received = os.urandom(KEYS[suite]), os.urandom(KEYS[suite])
                settings["srtp"] = Srtp(SrtpKey(suite, received), SrtpKey(suite, sent))
                targets[-1] += f" {suite} {sent.hex()} {received.hex()}"
            await client.do(SessionSet(session=f"s{flow}", timeout_s=30, **settings))
            if flow % 2:
                await client.do(Link(a=f"s{flow - 1}", b=f"s{flow}"))
        yield pid, targets


def bencode(value: Any) -> bytes:
    """Encode strings, lists and dictionaries for the ng protocol."""
    if isinstance(value, dict):
        return b"d" + b"".join(bencode(key) + bencode(value[key]) for key in sorted(value)) + b"e"
    if isinstance(value, list):
        return b"l" + b"".join(map(bencode, value)) + b"e"
    data = value.encode()
    return b"%d:" % len(data) + bytes(data)


def sdp(port: int, crypto: str = "") -> str:
    """Describe one G.711 stream on loopback, plain or with keys."""
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0"]
    lines += [f"m=audio {port} RTP/{'SAVP' if crypto else 'AVP'} 0", "a=rtpmap:0 PCMU/8000", "a=sendrecv"]
    return "\r\n".join([*lines, crypto, ""] if crypto else [*lines, ""])


class Ng:
    """rtpengine's control protocol, one question at a time."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.settimeout(0.5)
        self._cookie = 0

    def ask(self, command: dict[str, Any]) -> bytes:
        """Send a command until it is answered."""
        self._cookie += 1
        cookie = f"c{self._cookie} ".encode()
        for _ in range(20):
            self._socket.sendto(cookie + bencode(command), ("127.0.0.1", NG_PORT))
            try:
                answer = self._socket.recv(65_536)
            except (TimeoutError, ConnectionRefusedError):
                time.sleep(0.1)
                continue
            if answer.startswith(cookie):
                return answer
        raise SystemExit("rtpengine does not answer")

    def media(self, command: dict[str, Any]) -> tuple[int, bytes]:
        """Give an offer or answer, and read the port and the key from the SDP that comes back."""
        answer = self.ask(command)
        if b"m=audio " not in answer:
            raise SystemExit(f"rtpengine refuses: {answer!r}")
        port = int(answer.split(b"m=audio ")[1].split()[0])
        inline = answer.partition(b"inline:")[2].split(b"\r")[0].split(b"|")[0]
        return port, base64.b64decode(inline + b"=" * (-len(inline) % 4))


@asynccontextmanager
async def rtpengine(calls: int, suite: str | None) -> AsyncIterator[tuple[int, Targets]]:
    """Run rtpengine in userspace with as many calls."""
    program = shutil.which("rtpengine") or "/usr/bin/rtpengine"
    process = await asyncio.create_subprocess_exec(
        program,
        *("--config-file=none", "--table=-1", "--interface=127.0.0.1", f"--listen-ng=127.0.0.1:{NG_PORT}"),
        *(f"--port-min={RTP_PORTS[0]}", f"--port-max={RTP_PORTS[1]}", "--foreground", "--log-stderr", "--log-level=2"),
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        ng = Ng()
        ng.ask({"command": "ping"})
        targets: Targets = []
        for call in range(calls):
            common = {"call-id": f"call{call}", "from-tag": "a"}
            ports = [FIRST_LOAD_PORT + 4 * call, FIRST_LOAD_PORT + 4 * call + 2]
            sent = os.urandom(KEYS[suite]) if suite else b""
            crypto = f"a=crypto:1 {suite} inline:{base64.b64encode(sent).decode()}" if suite else ""
            offer = {"command": "offer", "sdp": sdp(ports[0], crypto), "ICE": "remove", "transport-protocol": "RTP/AVP"}
            for_b, _ = ng.media({**offer, **common})
            answer = {"command": "answer", "to-tag": "b", "sdp": sdp(ports[1]), "ICE": "remove"}
            for_a, received = ng.media({**answer, **common})
            keys = f" {suite} {sent.hex()} {received.hex()}" if suite else ""
            targets += [f"127.0.0.1 {for_a}{keys}", f"127.0.0.1 {for_b}"]
        yield process.pid, targets
    finally:
        await stop(process)


async def measure(relay: Any, calls: int, seconds: int, suite: str | None) -> dict[str, float]:
    """Load one relay; gives CPU percent of a core per 100 calls, and what the load generator saw."""
    generator = Generator("load", (calls * 2,), (FIRST_LOAD_PORT,))
    figures = await under_load(generator, seconds, lambda: relay(calls, suite))
    figures["cpu_percent_per_100_calls"] = round(figures["cpu_percent"] * 100 / calls, 2)
    return figures


async def run(options: argparse.Namespace) -> None:
    """Measure in turns and print one line each, then the summary as JSON."""
    relays = {"offhook-media": offhook, "rtpengine": rtpengine}
    if not (shutil.which("rtpengine") or os.access("/usr/bin/rtpengine", os.X_OK)):
        print("rtpengine is not installed: measuring without it", file=sys.stderr)
        del relays["rtpengine"]
    found: dict[str, list[dict[str, float]]] = {name: [] for name in relays}
    for number in range(options.rounds):
        for name, relay in relays.items():
            figures = await measure(relay, options.calls, options.seconds, options.srtp)
            found[name].append(figures)
            print(f"round {number + 1} {name}: {json.dumps(figures)}", flush=True)
    figure = "cpu_percent_per_100_calls"
    cpu = {name: round(statistics.median(one[figure] for one in rounds), 2) for name, rounds in found.items()}
    summary: dict[str, Any] = {"calls": options.calls, "cpu_percent_per_100_calls": cpu}
    if "rtpengine" in cpu:
        summary["times_fewer_cpu_seconds"] = round(cpu["rtpengine"] / cpu["offhook-media"], 2)
    rows = []
    for name, rounds in found.items():
        loss = max(one["loss_percent"] for one in rounds)
        delays = [[one.get(key, 0.0) for one in rounds] for key in DELAYS]
        rows.append((name, f"{cpu[name]:.2f}", f"{loss:.4f}", *(f"{statistics.median(one):.0f}" for one in delays)))
    measuring.table(("", "CPU % of a core per 100 calls", "worst loss %", *DELAYS), rows)
    if "rtpengine" in cpu:
        print(f"offhook-media needs {summary['times_fewer_cpu_seconds']} times fewer CPU seconds; goal: {GOAL}")
    name = f"media_relay_{options.srtp}" if options.srtp else "media_relay"
    measuring.save(name, {"machine": measuring.machine(), **summary, "rounds": found})


def main() -> None:
    """Read the options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--srtp", choices=KEYS, help="protect one side of each call")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
