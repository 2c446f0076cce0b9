"""Strangers at the ports of sound (RTPbleed): who sprays all of them learns nothing, changes nothing, and is counted.

They send RTP in sequence, RTCP, connectivity checks, DTLS and nonsense from an address of their own, before the first
packet of the far ends and while they talk. The far ends are behind NATs: what was announced of them is not where they
are, so the server must find them among the strangers.
"""

from __future__ import annotations

import asyncio
import itertools
import struct
import time
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.media.conftest import settled
from tests.rtp import RtpPeer, is_continuous, until
from tests.secure_rtp import Dtls, SecurePeer, credentials, fingerprint, keys

from offhook.media import protocol as media
from offhook.media.protocol import Link, MediaSecured, MediaStarted, MediaStranger, Remote, SessionStats

if TYPE_CHECKING:
    from tests.integration.media.conftest import Controller

STRANGER = "127.0.105.66"
NOWHERE = Remote("10.105.0.9", 4000, host="127.0.0.1")
"""What a phone behind a NAT announces; its signalling comes from `host`."""
STUN_ERROR = 0x0111


class Sprayer(asyncio.DatagramProtocol):
    """Sends to all ports, and keeps what it is sent."""

    def __init__(self) -> None:
        self.ports: list[int] = []
        self.got: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.DatagramTransport = transport  # type: ignore[assignment]

    def datagram_received(self, data: bytes, _source: tuple[str, int]) -> None:
        self.got.append(data)

    async def spray(self) -> None:
        """Send each kind to each port again and again, until cancelled: those of RTP and of RTCP."""
        for number in itertools.count():
            for port in self.ports:
                for data in kinds(number & 0xFFFF):
                    self.transport.sendto(data, ("127.0.0.1", port))
            await asyncio.sleep(0.02)


def kinds(number: int) -> list[bytes]:
    """RTP in sequence, a report, a check, the beginning of a handshake, nonsense."""
    check = struct.pack("!HHI", 0x0001, 12, 0x2112A442) + number.to_bytes(12, "big")
    return [
        struct.pack("!BBHII", 0x80, 0, number, number * 160, 7) + b"\xd5" * 160,
        struct.pack("!BBHIIIIIII", 0x81, 201, 7, 7, 7, 0xFF000000, 0, 0, 0, 0),
        check + struct.pack("!HHI", 0x0024, 4, 99) + struct.pack("!HH", 0x0025, 0),
        b"\x16\xfe\xfd" + bytes(8) + struct.pack("!H", 60) + b"\x01" + bytes(59),
        b"\xff" * 30,
    ]


@pytest.fixture
async def sprayer() -> Any:
    one = Sprayer()
    await asyncio.get_running_loop().create_datagram_endpoint(lambda: one, (STRANGER, 0))
    yield one
    one.transport.close()


class Party:
    """One end of a call of a kind."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.dtls = Dtls()
        self.ice = credentials()
        self.srtp = keys("AES_CM_128_HMAC_SHA1_80")
        self.peer: Any
        self.name = ""

    async def open(self, switch: Controller) -> None:
        self.peer = await (RtpPeer if self.kind == "plain" else SecurePeer).open(codec="PCMU")
        options: dict[str, Any] = {"remote": NOWHERE}
        if self.kind == "srtp":
            options["srtp"] = self.srtp
            self.peer.use(self.srtp)
        elif self.kind != "plain":
            self.peer.dtls = self.dtls
            options["dtls"] = media.Dtls("passive", [fingerprint(self.dtls.certificate)])
            if self.kind == "ice":
                options |= {"remote": None, "ice": self.ice, "rtcp_mux": True}
        self.name = await switch.session(self.peer, **options)

    async def meet(self, switch: Controller) -> None:
        """Find the server, and agree on keys."""
        if self.kind == "ice":
            self.peer.check(self.ice)
            await until(lambda: self.peer.stun)
        if self.kind in ("ice", "dtls"):
            self.peer.shake_hands(self.dtls)
            await until(lambda: self.name in {one.session for one in switch.of(MediaSecured)})
            await until(lambda: self.peer.outbound)


@pytest.mark.parametrize("kind", ["plain", "srtp", "dtls", "ice"])
async def test_strangers_learn_and_change_nothing(switch: Controller, sprayer: Sprayer, kind: str) -> None:
    parties = [Party(kind), Party(kind)]
    for party in parties:
        await party.open(switch)
        sprayer.ports += [party.peer.remote[1], party.peer.remote[1] + 1]
    one, other = parties
    await switch.do(Link(a=one.name, b=other.name))
    spraying = asyncio.create_task(sprayer.spray())
    await asyncio.sleep(0.4)
    assert not switch.of(MediaStarted)
    for party in parties:
        await party.meet(switch)
    began = time.monotonic()
    await asyncio.gather(one.peer.send_tone(440, 1), other.peer.send_tone(1000, 1))
    await settled(lambda: min(len(party.peer.audio(began)) for party in parties) >= 46)
    spraying.cancel()
    for ear, hertz in ((one.peer, 1000), (other.peer, 440)):
        assert len(ear.audio(began)) >= 46  # a phone behind a NAT is known by its third packet
        assert is_continuous(ear.audio(began))
        assert ear.hears_hz(began) == pytest.approx(hertz, abs=3)
        assert {packet.payload for packet in ear.audio()} & {b"\xd5" * 160} == set()
    for party in parties:
        found = await switch.do(SessionStats(session=party.name))
        assert found.packets_received >= 46
        assert found.packets_lost == 0
        assert found.remote is None  # no report of theirs was believed
        assert found.strangers > 50, found
        party.peer.close()
    # Whoever asks by a connectivity check is told that it is wrong (RFC 8489 §9.1.3); nobody else gets a word.
    told = [data for data in sprayer.got if int.from_bytes(data[:2], "big") != STUN_ERROR]
    assert told == []
    assert kind == "ice" or sprayer.got == []
    assert {event.address for event in switch.of(MediaStranger)} <= {STRANGER}


async def test_strangers_at_an_operators_port_are_heard_by_nobody(switch: Controller, sprayer: Sprayer) -> None:
    """The operator sends from where it announced, or behind a NAT from a known network; both talk at once."""
    one, other = await RtpPeer.open(codec="PCMU"), await RtpPeer.open(codec="PCMU")
    first = await switch.session(one, remote=Remote(*one.address, known=[]))
    second = await switch.session(other, remote=Remote("10.105.0.9", 4000, known=["203.0.113.0/24", "127.0.0.1"]))
    sprayer.ports = [one.remote[1], other.remote[1]]
    await switch.do(Link(a=first, b=second))
    spraying = asyncio.create_task(sprayer.spray())
    await asyncio.gather(one.send_tone(440, 1), other.send_tone(1000, 1))
    spraying.cancel()
    assert sprayer.got == []
    for ear in (one, other):
        assert len(ear.audio()) >= 46
        assert {packet.payload for packet in ear.audio()} & {b"\xd5" * 160} == set()
        ear.close()


async def test_an_operator_who_was_silent_wins_back_from_a_stranger(switch: Controller, sprayer: Sprayer) -> None:
    """As while it rings. That it may take longer than the window is tested in media/src/latch."""
    one, other = await RtpPeer.open(codec="PCMU"), await RtpPeer.open(codec="PCMU")
    first = await switch.session(one, remote=Remote(*one.address, known=[]))
    second = await switch.session(other)
    sprayer.ports = [one.remote[1]]
    await switch.do(Link(a=first, b=second))
    spraying = asyncio.create_task(sprayer.spray())
    await until(other.audio, 5)  # nobody else sends: it might be the operator
    came = time.monotonic()
    await one.send_tone(440, 1)
    sprayer.got.clear()
    await asyncio.gather(one.send_tone(440, 1), other.send_tone(1000, 1))
    spraying.cancel()
    assert sprayer.got == []
    assert {packet.payload for packet in other.audio(came + 0.1)} & {b"\xd5" * 160} == set()
    assert other.hears_hz(came + 0.1) == pytest.approx(440, abs=5)
    assert len(one.audio()) >= 49
    for ear in (one, other):
        ear.close()
