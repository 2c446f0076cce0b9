"""RTCP as a real far end sees it: SR, RR and XR both ways, and what the controller is shown of it."""

from __future__ import annotations

import asyncio
import struct
from typing import TYPE_CHECKING, Any

import pytest
from tests.rtp import until

from offhook.media.protocol import Link, Receive, Remote, Rtcp, SessionSet, SessionStats
from offhook.trace.report_text import report_summary, report_text

if TYPE_CHECKING:
    from tests.integration.media.conftest import Controller
    from tests.rtp import RtpPeer

SSRC = 0x0FF00C


class Reporter(asyncio.DatagramProtocol):
    """The RTCP port of a peer."""

    def __init__(self) -> None:
        self.received: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.DatagramTransport = transport  # type: ignore[assignment]

    def datagram_received(self, data: bytes, _address: object) -> None:
        self.received.append(data)

    def send(self, data: bytes, to: tuple[str, int]) -> None:
        self.transport.sendto(data, to)


def about(ssrc: int, *, fraction: int, lost: int, jitter: int) -> bytes:
    """A receiver report about a stream."""
    return struct.pack(">BBHIIIIIII", 0x81, 201, 7, SSRC, ssrc, fraction << 24 | lost, 100, jitter, 0, 0)


def voice_metrics(ssrc: int, listening: int, conversation: int) -> bytes:
    """An extended report that rates a stream; scores are tenths."""
    metrics = struct.pack(">IBBBBHHHHBBBBBBBBBBHHH", ssrc, 0, 0, 0, 0, 0, 0, 0, 0,
                          127, 127, 127, 16, 127, 127, listening, conversation, 0, 0, 0, 0, 0)  # fmt: skip
    return struct.pack(">BBHI", 0x80, 207, 10, SSRC) + struct.pack(">BBH", 7, 0, 8) + metrics


async def reported(switch: Controller, peer: RtpPeer) -> tuple[str, Reporter]:
    """A session that hears itself and shows its reports, to a peer that listens for them."""
    loop = asyncio.get_running_loop()
    _, reporter = await loop.create_datagram_endpoint(Reporter, ("127.0.0.1", 0))
    port = reporter.transport.get_extra_info("sockname")[1]
    name = await switch.session(peer, remote=Remote(*peer.address, rtcp_port=port), report=True)
    await switch.do(Link(a=name, b=name))
    await peer.send_tone(440, 0.3)
    await until(lambda: len(peer.received) > 5)
    return name, reporter


async def test_what_the_far_end_reports_is_known_rated_and_shown(switch: Controller, peers: Any) -> None:
    peer = await peers("PCMA")
    name, reporter = await reported(switch, peer)
    ours, to = peer.received[0].ssrc, (peer.remote[0], peer.remote[1] + 1)
    assert (await switch.do(SessionStats(session=name))).remote is None

    reporter.send(about(ours, fraction=0, lost=3, jitter=160), to)
    (event,) = await switch.wait_for(Rtcp)
    assert not event.sent
    assert (event.session, event.local.port) == (name, to[1])
    assert event.remote.port == reporter.transport.get_extra_info("sockname")[1]
    assert event.data == about(ours, fraction=0, lost=3, jitter=160)
    found = await switch.do(SessionStats(session=name))
    assert found.remote is not None
    assert (found.remote.packets_lost, found.remote.jitter_ms) == (3, 20.0)
    assert found.remote.mos is not None
    assert 2.0 < found.remote.mos < 3.5, "of some fifteen packets three were lost"
    assert (found.reports_received, found.reports_about_us) == (1, 1)

    reporter.send(about(ours, fraction=0, lost=3, jitter=160) + voice_metrics(ours, 42, 38), to)
    reporter.send(about(ours ^ 1, fraction=255, lost=9, jitter=0) + voice_metrics(ours ^ 1, 11, 11), to)
    found = await switch.figures(name, reports_received=3)
    assert found.remote is not None
    assert len([event for event in switch.of(Rtcp) if not event.sent]) == 3
    assert (found.remote.mos, found.reports_received, found.reports_about_us) == (3.8, 3, 2)


async def test_our_reports_tell_what_we_hear_and_when_we_heard_a_report(switch: Controller, peers: Any) -> None:
    await asyncio.gather(rates_what_it_hears(switch, peers), hears_when_we_sent_nothing(switch, peers))


async def rates_what_it_hears(switch: Controller, peers: Any) -> None:
    peer = await peers("PCMA")
    name, reporter = await reported(switch, peer)
    sending = asyncio.create_task(peer.send_tone(440, 9.0, lose=5))
    try:
        await until(lambda: reporter.received, 9.0)
    finally:
        sending.cancel()
    data = reporter.received[0]
    assert report_summary(data).startswith("RTCP SR SDES XR, lost ")
    text = report_text(data)
    assert f"about {peer.ssrc:08x}: lost " in text
    metrics = text.partition("VoIP metrics ")[2]
    assert metrics.startswith(f"about {peer.ssrc:08x}: lost ")
    assert 10 < float(metrics.partition("lost ")[2].partition(" %")[0]) < 22
    assert 2.0 < float(metrics.partition("MOS-LQ ")[2].partition(",")[0]) < 4.2
    await until(lambda: len(shown_of(switch, name)) >= len(reporter.received))
    assert shown_of(switch, name) == reporter.received


def shown_of(switch: Controller, session: str) -> list[bytes]:
    """What the controller is shown of a session's own reports."""
    return [event.data for event in switch.of(Rtcp) if event.sent and event.session == session]


async def hears_when_we_sent_nothing(switch: Controller, peers: Any) -> None:
    peer = await peers("PCMA")
    _, reporter = await reported(switch, peer)
    time = struct.pack(">BBHIBBHII", 0x80, 207, 4, SSRC, 4, 0, 2, 0x1111_2222, 0x3333_4444)
    reporter.send(time, (peer.remote[0], peer.remote[1] + 1))
    await until(lambda: reporter.received, 9.0)
    assert f"DLRR about {SSRC:08x}: LRR 22223333" in report_text(reporter.received[0])


async def test_a_flood_of_reports_is_not_shown_in_full(switch: Controller, peers: Any) -> None:
    peer = await peers("PCMA")
    name, reporter = await reported(switch, peer)
    for _ in range(50):
        reporter.send(about(1, fraction=0, lost=0, jitter=0), (peer.remote[0], peer.remote[1] + 1))
    assert (await switch.figures(name, reports_received=50)).reports_received == 50
    assert 1 <= len(switch.of(Rtcp)) <= 8
    await switch.do(SessionSet(session=name, report=False))
    shown = len(switch.of(Rtcp))
    reporter.send(about(1, fraction=0, lost=0, jitter=0), (peer.remote[0], peer.remote[1] + 1))
    assert (await switch.figures(name, reports_received=51)).reports_received == 51
    assert len(switch.of(Rtcp)) == shown


@pytest.mark.parametrize(
    ("payload", "silence", "sound"),
    [(8, b"\xd5" * 160, b"\x2a\xaa" * 80), (9, b"\xff" * 160, bytes(range(0, 240, 8)) * 5)],
    ids=["PCMA", "G722"],
)
async def test_silence_is_told_from_sound(
    switch: Controller, peers: Any, payload: int, silence: bytes, sound: bytes
) -> None:
    peer = await peers("PCMA")
    name = await switch.session(peer, receive=[Receive(8, "PCMA"), Receive(9, "G722")])
    for packet in [silence] * 70:
        peer.send(packet, payload)
    found = await switch.figures(name, packets_received=70)
    assert found.loudest_dbov is not None
    assert found.loudest_dbov < -60
    for packet in [sound] * 70:
        peer.send(packet, payload)
    found = await switch.figures(name, packets_received=140)
    assert found.loudest_dbov is not None
    assert found.loudest_dbov > -40


async def test_packets_of_another_codec_are_counted(switch: Controller, peers: Any) -> None:
    peer = await peers("PCMA")
    name = await switch.session(peer)
    for _ in range(5):
        peer.send(bytes(160), 0)
    assert (await switch.figures(name, unknown_payloads=5)).unknown_payloads == 5
