"""Packet times, payload types and pauses of two phones that differ."""

from __future__ import annotations

import asyncio
import socket
import struct
from itertools import pairwise

import numpy as np
import pytest
from tests.rtp import PAYLOADS, is_continuous, tone, until

from offhook.media.protocol import Digit, Link, MediaTimeout, Receive, Send, SessionSet


async def pair(switch, peers, left="PCMU", right="PCMU", **send):
    """Link two phones; `send` is what the second one wants."""
    a, b = await peers(left), await peers(right, dtmf_payload=96)
    names = [await switch.session(a), await switch.session(b)]
    wanted = Send(right, PAYLOADS[right], dtmf_payload=96, **send)
    await switch.do(SessionSet(session=names[1], send=wanted))
    await switch.do(Link(a=names[0], b=names[1]))
    return a, b, names


def steps(packets):
    return {(b.timestamp - a.timestamp) & 0xFFFFFFFF for a, b in pairwise(packets)}


async def test_relayed_audio_is_joined_and_cut_without_a_change(switch, peers):
    times = [(10, 20), (20, 60), (60, 20), (20, 30), (30, 20), (40, 10)]
    await asyncio.gather(*(is_joined_or_cut(switch, peers, *both) for both in times))


async def is_joined_or_cut(switch, peers, sent_ms, wanted_ms):
    a, b, _ = await pair(switch, peers, ptime_ms=wanted_ms)
    await a.send_tone(440, 0.6, ptime_ms=sent_ms)
    await until(lambda: len(b.audio()) == 600 // wanted_ms)
    assert steps(b.received) == {wanted_ms * 8}
    assert is_continuous(b.received)
    assert [one.marker for one in b.received].count(True) == 1
    loss = np.abs(b.pcm().astype(int) - tone(440, 0.6).astype(int))
    assert loss.max() < 400, "µ-law is exact to 3 %; a byte out of place would be off by thousands"


async def test_nobody_joins_packets_that_nobody_wants_joined(switch, peers):
    a, b, _ = await pair(switch, peers)
    await a.send_tone(440, 0.3, ptime_ms=30)
    await until(lambda: len(b.audio()) == 10)
    assert steps(b.received) == {240}


async def test_a_loss_stays_a_gap_of_its_length_when_packets_are_joined(switch, peers):
    a, b, _ = await pair(switch, peers, ptime_ms=40)
    await a.send_tone(440, 1.0, lose=5)
    await until(lambda: len(b.audio()) == 20)
    # Of each five packets four come: two joined ones, then the hole.
    assert {len(one.payload) for one in b.audio()} == {320}
    assert steps(b.received) == {320, 480}
    assert is_continuous(b.received)


async def test_keys_go_between_joined_packets(switch, peers):
    a, b, _ = await pair(switch, peers, ptime_ms=60)
    await a.send_tone(440, 0.2)
    await a.press("7#")
    await a.send_tone(440, 0.2)
    await switch.wait_for(Digit, 2)
    await until(lambda: b.presses() == "7#")
    assert is_continuous(b.received)


async def test_payload_types_may_differ_by_direction(switch, peers):
    a, b, (first, _) = await pair(switch, peers)
    receive = [Receive(99, "PCMU"), Receive(100, "telephone-event")]
    await switch.do(SessionSet(session=first, receive=receive, send=Send("PCMU", 0, dtmf_payload=101)))
    for number in range(20):
        a.send(bytes([number]) * 160, 99)
    a.send(struct.pack("!BBH", 3, 0x8A, 800), 100, units=0)
    await b.send_tone(1000, 0.4)
    await b.press("5")
    await until(lambda: b.presses() == "3" and a.presses() == "5")
    assert {one.payload_type for one in b.received} == {0, 96}
    assert {one.payload_type for one in a.received} == {0, 101}
    assert b.audio()[7].payload == b"\x07" * 160


@pytest.mark.parametrize(("cn_payload", "heard"), [(13, [13]), (97, [97]), (None, [])])
async def test_comfort_noise_passes_where_both_sides_take_it(switch, peers, cn_payload, heard):
    a, b, _ = await pair(switch, peers, cn_payload=cn_payload)
    await a.send_tone(440, 0.2)
    a.send(b"\x40", 13)
    a.timestamp += 8000
    await a.send_tone(440, 0.2)
    await until(lambda: len(b.audio()) == 20)
    assert [one.payload_type for one in b.received if one.payload_type != 0] == heard
    assert is_continuous(b.received)
    assert 8160 in steps(b.received) or 8320 in steps(b.received)


async def test_comfort_noise_is_heard_where_audio_is_decoded(switch, peers):
    a, b, _ = await pair(switch, peers, right="PCMA")
    await a.send_tone(440, 0.4)
    a.send(b"\x28", 13)
    start = len(b.audio())
    await until(lambda: len(b.audio()) - start >= 38)
    quiet = b.pcm().astype(float)[-25 * 160 :]
    # 40 dB below the loudest: 328 of 32768.
    assert np.sqrt(np.mean(quiet**2)) == pytest.approx(328, rel=0.15)
    a.timestamp += 6400
    await a.send_tone(1000, 0.5)
    await asyncio.sleep(0.15)
    assert is_continuous(b.received)
    assert np.abs(b.pcm().astype(int)[-4000:]).max() > 5000


async def test_a_phone_that_pauses_and_reports_is_not_gone(switch, peers):
    await asyncio.gather(pauses_and_reports(switch, peers, b"\x40"), pauses_and_reports(switch, peers, b""))


async def pauses_and_reports(switch, peers, last):
    a, _, (first, _) = await pair(switch, peers)
    await switch.do(SessionSet(session=first, timeout_s=1.0))

    def gone():
        return [event for event in switch.of(MediaTimeout) if event.session == first]

    await a.send_tone(440, 0.1)
    if last:
        a.send(last, 13)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as rtcp:
        for _ in range(8):
            await asyncio.sleep(0.3)
            rtcp.sendto(struct.pack("!BBHI", 0x80, 201, 1, a.ssrc), (a.remote[0], a.remote[1] + 1))
    assert bool(gone()) is (not last), "without an announced pause only audio counts"
    await until(gone)
