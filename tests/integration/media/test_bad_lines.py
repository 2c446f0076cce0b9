"""Sound over lines that lose, delay and shuffle: what of the speech is understood, and what the figures say of it."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tests.acceptance.nets import entered, why_not
from tests.integration.media.bad_line import BadLine, answer_reports
from tests.integration.media.conftest import Controller, Server, controller
from tests.intelligibility import intelligibility, lag_of, resampled, speech
from tests.opus import CLOCK, OpusPeer, encode
from tests.rtp import ENCODE, PAYLOADS, RATE, RtpPeer

from offhook.media.protocol import Link, Remote, SessionStats

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

SECONDS = 5.0
LOSSES = (0, 1, 5, 10)


@pytest.fixture
def nowhere() -> Iterator[str]:
    """A network namespace with nothing but loopback; the test runs there."""
    if reason := why_not():
        pytest.skip(reason)
    name = f"oh-d{os.getpid()}"
    subprocess.run(["ip", "netns", "add", name], check=True)
    try:
        subprocess.run(["ip", "-n", name, "link", "set", "lo", "up"], check=True)
        with entered(name):
            yield name
    finally:
        subprocess.run(["ip", "netns", "del", name], check=True)


def lose(namespace: str, ports: dict[int, int]) -> None:
    """Lose so many per cent of what comes to each port, here and there, but in each run the same ones."""
    packets = int(SECONDS * 50)
    chance = random.Random(7)
    drops = ""
    for port, share in ports.items():
        lost = chance.sample(range(10, packets - 10), packets * share // 100)
        drops += f"udp dport {port} numgen inc mod {packets} vmap {{ {', '.join(f'{one} : drop' for one in lost)} }}\n"
    rules = f"table ip loss {{ chain input {{ type filter hook input priority 0; {drops}\n}}\n}}\n"
    subprocess.run(["ip", "netns", "exec", namespace, "nft", "-f", "-"], input=rules, text=True, check=True)


async def talk(peers: Sequence[RtpPeer], said: NDArray[np.float64]) -> None:
    """Let peers say something in their codecs, all at once; what takes time is done before."""
    streams = []
    for peer in peers:
        wide = isinstance(peer, OpusPeer)
        pcm = np.clip(resampled(said, RATE, CLOCK) if wide else said, -32768, 32767).astype(np.int16)
        if isinstance(peer, OpusPeer):
            streams.append(encode(pcm, loss=peer.loss))
        else:
            streams.append([ENCODE[peer.codec](part) for part in pcm[: len(pcm) // 160 * 160].reshape(-1, 160)])
    start = time.monotonic()
    for number, payloads in enumerate(zip(*streams, strict=True)):
        for peer, payload in zip(peers, payloads, strict=True):
            peer.send(payload, PAYLOADS[peer.codec], units=20 * peer.units_per_ms, marker=number == 0)
        await asyncio.sleep(max(0.0, start + (number + 1) * 0.02 - time.monotonic()))


async def heard_by(peer: RtpPeer) -> NDArray[np.float64]:
    pcm = peer.pcm().astype(float)
    return resampled(pcm, CLOCK, RATE) if isinstance(peer, OpusPeer) else pcm


async def test_what_is_lost_is_mended(nowhere: str, record_property: Any) -> None:
    """G.711 with concealment and Opus with its copies, each decoded here; the firewall loses 1, 5 and 10 %."""
    said = speech(SECONDS, 2.0)
    with tempfile.TemporaryDirectory(prefix="offhook") as folder:
        server = Server(Path(folder))
        await server.start()
        async with controller(server) as switch:
            lines = [(codec, share) for codec in ("PCMA", "opus") for share in LOSSES]
            pairs = [await joined(switch, codec, share) for codec, share in lines]
            lose(nowhere, {a.remote[1]: share for (_, share), (a, _, _) in zip(lines, pairs, strict=True) if share})
            await talk([a for a, _, _ in pairs], said)
            await asyncio.sleep(0.3)
            figures = {}
            for line, (a, b, name) in zip(lines, pairs, strict=True):
                counted = await switch.do(SessionStats(session=name))
                score = intelligibility(said, await heard_by(b))
                figures[line] = score, counted.loss_percent, counted.mos
                record_property(f"{line[0]} at {line[1]} %", figures[line])
                a.close()
                b.close()
        await server.stop()
    for codec, least in (("PCMA", (0.97, 0.95, 0.9, 0.85)), ("opus", (0.9, 0.9, 0.87, 0.83))):
        for share, wanted in zip(LOSSES, least, strict=True):
            score, lost, mos = figures[codec, share]
            assert score > wanted, figures
            assert lost == pytest.approx(share, abs=0.6 + share / 2), figures
            assert mos is not None
        scores = [figures[codec, share][2] for share in LOSSES]
        assert scores[0] > max(4.2, scores[2]), figures
        assert scores[1] > scores[3], figures


async def joined(switch: Controller, codec: str, share: int) -> tuple[RtpPeer, RtpPeer, str]:
    """A party on a bad line, and one on a good line that it talks with in another codec."""
    other = "opus" if codec == "PCMA" else "PCMA"
    a, b = [await (OpusPeer if one == "opus" else RtpPeer).open(codec=one) for one in (codec, other)]
    if isinstance(a, OpusPeer):
        a.loss = 20 if share else 0
    names = [await switch.session(a), await switch.session(b)]
    await switch.do(Link(a=names[0], b=names[1]))
    return a, b, names[0]


async def test_delay_and_jitter_are_borne_and_told_rightly(
    switch: Controller, peers: Any, record_property: Any
) -> None:
    """150 ms there and as much back, and up to 80 ms more for each packet, so that some overtake others."""
    lines = [await delayed(switch, peers, codec) for codec in ("PCMA", "opus")]
    said = speech(8.0, 2.0)
    trips: dict[str, list[float]] = {name: [] for _, _, name, _ in lines}
    watching = asyncio.create_task(watch_round_trips(switch, trips))
    await talk([peer for line in lines for peer in line[:2]], said)
    await asyncio.sleep(0.6)
    watching.cancel()
    figures = [await switch.do(SessionStats(session=name)) for _, _, name, _ in lines]
    for (a, b, name, line), counted in zip(lines, figures, strict=True):
        line.close()
        heard = await heard_by(b)
        score = intelligibility(said[2 * RATE :], heard[2 * RATE :])  # the buffer has got to know the line by then
        record_property(f"figures of {a.codec}", (score, counted.jitter_ms, counted.round_trip_ms, counted.mos))
        assert score > 0.85
        assert counted.packets_lost <= 2
        assert 15 < counted.jitter_ms < 45  # RFC 3550 A.8: a third of 80 ms for delays that are spread evenly
        assert np.median(trips[name]) == pytest.approx(2 * 190, abs=100)
        # No drift: as much is heard as was said, and the delay at the end is that of the middle.
        assert len(heard) == pytest.approx(8 * RATE, abs=0.5 * RATE)
        middle, end = (
            lag_of(said[at : at + 2 * RATE], heard[max(0, at - RATE) : at + 3 * RATE]) for at in (3 * RATE, 5 * RATE)
        )
        assert abs(middle - end) < 0.15 * RATE
        first, last = b.received[0], b.received[-1]
        assert (last.timestamp - first.timestamp) & 0xFFFFFFFF == pytest.approx(
            (last.at - first.at) * b.units_per_ms * 1000, rel=0.03
        )


async def watch_round_trips(switch: Controller, trips: dict[str, list[float]]) -> None:
    """Note what each report tells of the way there and back, in ms."""
    while True:
        for name, known in trips.items():
            trip = (await switch.do(SessionStats(session=name))).round_trip_ms
            if trip is not None and trip not in known[-1:]:
                known.append(trip)
        await asyncio.sleep(0.05)


async def delayed(switch: Controller, peers: Any, codec: str) -> tuple[RtpPeer, RtpPeer, str, BadLine]:
    """A party on a line that delays, and one on a good line that it talks with in another codec."""
    line = await BadLine(150, 80).open()
    a, b = await peers(codec), await peers("opus" if codec == "PCMA" else "PCMA")
    names = [await switch.session(a, remote=Remote(*line.address), rtcp_mux=True), await switch.session(b)]
    line.connect(a)
    answer_reports(a)
    await switch.do(Link(a=names[0], b=names[1]))
    return a, b, names[0], line


async def test_a_steady_delay_costs_nothing_but_time(switch: Controller, peers: Any) -> None:
    line = await BadLine(150).open()
    a, b = await peers("PCMA"), await peers("opus")
    names = [await switch.session(a, remote=Remote(*line.address)), await switch.session(b)]
    line.connect(a)
    await switch.do(Link(a=names[0], b=names[1]))
    said = speech(3.0, 2.0)
    await talk([a], said)
    await asyncio.sleep(0.4)
    assert intelligibility(said, await heard_by(b)) > 0.95
    for _ in range(5):  # what a halt of the machine adds to it fades away
        counted = await switch.do(SessionStats(session=names[0]))
        if counted.jitter_ms < 15:
            break
        await talk([a], said[: RATE // 2])
        await asyncio.sleep(0.2)
    line.close()
    assert (counted.packets_lost, counted.out_of_order) == (0, 0)
    assert counted.jitter_ms < 15
