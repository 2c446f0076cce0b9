"""Whom a session listens to: phones behind NAT, strangers, phones that fall silent, RTCP."""

from __future__ import annotations

import asyncio
import struct
import time

import pytest
from tests.integration.media.conftest import settled
from tests.rtp import RtpPeer, until

from offhook.media.protocol import (
    Link,
    MediaResumed,
    MediaStarted,
    MediaStranger,
    MediaTimeout,
    Remote,
    SessionSet,
    SessionStats,
)


async def test_a_phone_behind_nat_is_found_by_its_packets(switch, peers):
    phone, announced, b = await peers(), await peers(), await peers()
    name = await switch.session(announced)
    phone.remote = announced.remote
    second = await switch.session(b)
    await switch.do(Link(a=name, b=second))
    await asyncio.gather(phone.send_tone(440, 0.5), b.send_tone(1000, 0.5))
    assert b.hears_hz() == pytest.approx(440, abs=5)
    assert phone.hears_hz() == pytest.approx(1000, abs=8)
    await until(lambda: name in {one.session for one in switch.of(MediaStarted)})
    started = next(one for one in switch.of(MediaStarted) if one.session == name)
    assert started.port == phone.address[1]


async def test_strangers_are_dropped_counted_and_announced_once(switch, peers):
    a, b, stranger = await peers(), await peers(), await peers()
    name, second = await switch.session(a), await switch.session(b)
    await switch.do(Link(a=name, b=second))
    await a.send_tone(440, 0.2)
    stranger.remote = a.remote
    await asyncio.gather(a.send_tone(440, 0.5), stranger.send_tone(2000, 0.5))
    await settled(lambda: len(b.audio()) == 35)
    figures = await switch.figures(name, strangers=25)
    assert b.hears_hz() == pytest.approx(440, abs=5)
    assert len(b.audio()) == 35
    assert [(one.session, one.port) for one in switch.of(MediaStranger)] == [(name, stranger.address[1])]
    assert figures.strangers == 25


async def test_a_stream_that_goes_on_from_elsewhere_is_followed(switch, peers):
    """As when a NAT gives the phone another port in the middle; nobody else gets in by it."""
    a, b, moved, stranger = await peers(), await peers(), await peers(), await peers()
    name, second = await switch.session(a), await switch.session(b)
    await switch.do(Link(a=name, b=second))
    await a.send_tone(440, 0.4)
    await asyncio.sleep(0.5)
    stranger.remote = moved.remote = a.remote
    stranger.ssrc, stranger.sequence = a.ssrc, (a.sequence + 30_000) & 0xFFFF
    await stranger.send_tone(2000, 0.2)  # it knows the source, but not where the stream stands
    stranger.ssrc, stranger.sequence = a.ssrc ^ 1, a.sequence
    await stranger.send_tone(2000, 0.2)
    await settled(lambda: len(b.audio()) == 20)
    assert len(b.audio()) == 20
    moved.ssrc, moved.sequence, moved.timestamp = a.ssrc, a.sequence, a.timestamp
    await moved.send_tone(440, 0.4)
    await b.send_tone(1000, 0.1)
    await settled(lambda: (len(moved.received), len(b.audio())) == (5, 20 + 18))
    assert (len(moved.received), len(b.audio())) == (5, 20 + 18)
    assert b.hears_hz() == pytest.approx(440, abs=8)
    assert not a.received
    stranger.ssrc, stranger.sequence = moved.ssrc, moved.sequence
    await asyncio.gather(moved.send_tone(440, 0.2), stranger.send_tone(2000, 0.2))  # the source is not silent
    assert len(moved.received) == 5
    assert (await switch.figures(name, packets_received=20 + 18 + 10)).packets_received == 20 + 18 + 10


async def test_relatch_after_a_reinvite(switch, peers):
    a, b, moved = await peers(), await peers(), await peers()
    name, second = await switch.session(a), await switch.session(b)
    await switch.do(Link(a=name, b=second))
    await a.send_tone(440, 0.2)
    moved.remote = a.remote
    await switch.do(SessionSet(session=name, relatch=True))
    await moved.send_tone(700, 0.3)
    await b.send_tone(1000, 0.1)
    await until(lambda: len(moved.received) == 5)
    assert not switch.of(MediaStranger)


async def test_the_same_remote_again_keeps_the_latch_and_a_new_one_moves_at_once(switch, peers):
    phone, announced, b, other = await peers(), await peers(), await peers(), await peers()
    name = await switch.session(announced)
    phone.remote = announced.remote
    second = await switch.session(b)
    await switch.do(Link(a=name, b=second))
    await phone.send_tone(440, 0.2)
    await switch.do(SessionSet(session=name, remote=Remote(*announced.address)))
    await b.send_tone(1000, 0.1)
    await until(lambda: len(phone.received) == 5)
    await switch.do(SessionSet(session=name, remote=Remote(*other.address)))
    await b.send_tone(1000, 0.1)
    await until(lambda: len(other.received) == 5)
    assert len(phone.received) == 5


async def test_silence_is_noticed_once_and_its_end_too(switch, peers):
    a = await peers()
    name = await switch.session(a, timeout_s=0.5)
    await a.send_tone(440, 0.2)
    await switch.wait_for(MediaTimeout)
    await asyncio.sleep(1.2)  # it is looked at twice a second
    (silence,) = switch.of(MediaTimeout)
    assert silence.session == name
    assert 500 <= silence.silent_ms <= 1200
    await a.send_tone(440, 0.1)
    assert [one.session for one in await switch.wait_for(MediaResumed)] == [name]


async def test_no_silence_is_noticed_where_none_is_to_be_heard(switch, peers):
    a = await peers()
    await switch.session(a, timeout_s=0.2, direction="sendonly")
    await asyncio.sleep(1.3)
    assert not switch.of(MediaTimeout)


async def test_malformed_and_oversized_datagrams_change_nothing(switch, peers):
    a, b = await peers(), await peers()
    name, second = await switch.session(a), await switch.session(b)
    await switch.do(Link(a=name, b=second))
    good = struct.pack("!BBHII", 0x80, 0, 1, 2, 3)
    for port in (a.remote[1], a.remote[1] + 1):
        for length in [*range(40), 100, 1500, 3000, 60_000]:
            for first in (0x00, 0x80, 0x8F, 0x90, 0xA0, 0xB5, 0xFF):
                for second_byte in (0, 101, 200, 201, 204, 0xFF):
                    data = (bytes([first, second_byte]) + good[2:] + b"\xff" * length)[:length]
                    a.transport.sendto(data, (a.remote[0], port))
        await asyncio.sleep(0.05)
    before, now = -1, 0
    while before != now:
        await asyncio.sleep(0.1)
        before, now = now, (await switch.do(SessionStats(session=name))).packets_received
    b.received.clear()
    await a.send_tone(440, 0.3)
    await settled(lambda: len(b.audio()) >= 15)
    assert b.hears_hz() == pytest.approx(440, abs=10)


async def reports(rtcp: RtpPeer, *, timeout_s: float = 9) -> list:
    await until(lambda: rtcp.received, timeout_s)
    return rtcp.received


async def test_reports_go_both_ways(switch, peers):
    await asyncio.gather(reports_on_a_port_of_their_own(switch, peers), reports_on_the_port_of_the_audio(switch, peers))


async def reports_on_a_port_of_their_own(switch, peers):
    """A sender report comes, and what we report is in the statistics."""
    a, b = await peers(), await peers()
    rtcp = await RtpPeer.open()
    name = await switch.session(a, remote=Remote(*a.address, rtcp_port=rtcp.address[1]))
    second = await switch.session(b)
    await switch.do(Link(a=name, b=second))
    talking = asyncio.gather(a.send_tone(440, 9), b.send_tone(440, 9))
    raw: list[tuple[float, bytes]] = []
    rtcp.datagram_received = lambda data, _: raw.append((time.time(), data))  # type: ignore[method-assign]
    rtcp.transport.get_protocol().datagram_received = rtcp.datagram_received
    await until(lambda: raw, 9)
    came, report = raw[0]
    version_count, kind = report[0], report[1]
    assert (version_count, kind) == (0x81, 200)
    ssrc, high, low, _, packets, size = struct.unpack_from("!IIIIII", report, 4)
    assert ssrc == a.received[-1].ssrc
    assert 100 < packets <= 450
    assert size == packets * 160
    assert struct.unpack_from("!I", report, 28)[0] == a.ssrc
    assert b"@offhook" in report
    middle = ((high & 0xFFFF) << 16) | (low >> 16)
    sent = high - 2_208_988_800 + low / (1 << 32)  # NTP begins in 1900
    assert 0 <= came - sent < 1.0
    await asyncio.sleep(0.2)
    for number in range(1, 11):  # a busy machine may halt while one is under way
        delay = int((time.time() - sent - 0.1) * 65536)
        block = struct.pack("!IIIIII", ssrc, (64 << 24) | 17, 5000, 80, middle, delay)
        rtcp.transport.sendto(struct.pack("!BBHI", 0x81, 201, 7, a.ssrc) + block, (a.remote[0], a.remote[1] + 1))
        figures = await switch.figures(name, reports_received=number)
        if figures.round_trip_ms == pytest.approx(100, abs=30):
            break
    assert figures.remote is not None
    assert (figures.remote.packets_lost, figures.remote.loss_percent, figures.remote.jitter_ms) == (17, 25.0, 10.0)
    assert figures.round_trip_ms == pytest.approx(100, abs=30)
    talking.cancel()
    rtcp.close()


async def reports_on_the_port_of_the_audio(switch, peers):
    a = await peers()
    name = await switch.session(a, rtcp_mux=True)
    await a.send_tone(440, 0.2)
    block = struct.pack("!IIIIII", 1, 0, 0, 0, 0, 0)
    a.transport.sendto(struct.pack("!BBHI", 0x81, 201, 7, a.ssrc) + block, a.remote)
    await until(lambda: any(one.payload_type in {72, 73} for one in a.received), 9)
    assert (await switch.do(SessionStats(session=name))).packets_received == 10
