"""T.38 through the media server: datagrams pass as they are, and sound comes back on the same ports."""

from __future__ import annotations

import asyncio
import socket

import pytest
from tests.rtp import until

from offhook.errors import MediaError
from offhook.media.protocol import Link, Remote, SessionOpen, SessionSet, SessionStats


class Machine(asyncio.DatagramProtocol):
    """What a fax machine sends and gets."""

    def __init__(self) -> None:
        self.got: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, _: tuple[str, int]) -> None:
        self.got.append(data)


async def machine() -> tuple[Machine, tuple[str, int]]:
    one = Machine()
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: one, ("127.0.0.1", 0))
    return one, transport.get_extra_info("sockname")


def packet(sequence: int, ifp: bytes, redundant: bytes = b"") -> bytes:
    """A UDPTL packet with a primary and perhaps one redundant IFP packet."""
    return sequence.to_bytes(2, "big") + bytes((len(ifp),)) + ifp + bytes((0, 1 if redundant else 0)) + redundant


async def test_fax_replaces_sound_and_sound_comes_back(switch, peers):
    a, b = await peers(), await peers()
    first, second = await switch.session(a), await switch.session(b)
    await switch.do(Link(a=first, b=second))
    await a.send_tone(440, 0.2)
    fax, there = [(one, address) for one, address in [await machine(), await machine()]]
    for name, (_, address) in ((first, fax), (second, there)):
        await switch.do(SessionSet(session=name, remote=Remote(*address), udptl=True, timeout_s=0, relatch=True))
    b.received.clear()
    await a.send_tone(440, 0.1)  # what is left of the sound goes nowhere
    sent = [packet(at, bytes((at % 256, 7)), b"\x01\x02" if at else b"") for at in (0, 0, 0, 1, 2, 4, 3, 200, 65535)]
    for data in sent:
        fax[0].transport.sendto(data, a.remote)
        await asyncio.sleep(0.005)
    there[0].transport.sendto(packet(0, b"back"), b.remote)
    await until(lambda: len(there[0].got) == len(sent) and fax[0].got)
    assert there[0].got == sent
    assert fax[0].got == [packet(0, b"back")]
    assert not b.received
    found = await switch.do(SessionStats(session=first))
    assert found.fax is not None
    assert (found.fax.packets_received, found.fax.duplicates, found.fax.packets_sent) == (len(sent), 2, 1)
    for name, peer in ((first, a), (second, b)):
        await switch.do(SessionSet(session=name, remote=Remote(*peer.address), udptl=False, relatch=True))
    await asyncio.gather(a.send_tone(440, 0.5), b.send_tone(1000, 0.5))
    assert b.hears_hz() == pytest.approx(440, abs=10)
    assert len(there[0].got) == len(sent)


async def test_fax_to_a_session_of_sound_goes_nowhere(switch, peers):
    a, b = await peers(), await peers()
    first, second = await switch.session(a), await switch.session(b)
    await switch.do(Link(a=first, b=second))
    await switch.do(SessionSet(session=first, udptl=True))
    with socket.socket(type=socket.SOCK_DGRAM) as stranger:
        stranger.sendto(packet(5, b"x"), a.remote)
    a.transport.sendto(packet(1, b"x"), a.remote)
    await b.send_tone(440, 0.1)
    assert not a.received
    assert not b.received
    await switch.do(SessionOpen(session="seen", address="127.0.0.1", kind="video"))
    with pytest.raises(MediaError, match="bad-value"):
        await switch.do(SessionSet(session="seen", udptl=True))
