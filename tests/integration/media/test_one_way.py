"""Each cause of one-way audio, made by real packets: what the media server counts leads to the right one."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import TYPE_CHECKING, Any

import pytest
from tests.rtp import until

from offhook.call.one_way import Circumstances, cause_of
from offhook.media.protocol import Link, Receive, SessionSet, Srtp, SrtpKey

if TYPE_CHECKING:
    from tests.integration.media.conftest import Controller

KEY = SrtpKey("AES_CM_128_HMAC_SHA1_80", bytes(range(30)))


async def test_nothing_comes(switch: Controller, peers: Any) -> None:
    name = await switch.session(await peers("PCMA"))
    assert cause_of(await switch.figures(name), Circumstances()) == "nothing"
    assert cause_of(await switch.figures(name), Circumstances(private=True)) == "private_address"


async def test_it_goes_on_from_elsewhere(switch: Controller, peers: Any) -> None:
    known, moved = await peers("PCMA"), await peers("PCMA")
    name = await switch.session(known)
    await known.send_tone(440, 0.1)
    moved.remote = known.remote
    for number in range(60):
        moved.send(bytes(160), 8)
        if number % 20 == 0:
            await asyncio.sleep(0.02)
    found = await switch.figures(name, packets_received=5, strangers=60)
    assert (found.packets_received, found.strangers) == (5, 60)
    assert found.last_packet_at is not None
    assert cause_of(found, Circumstances(now=found.last_packet_at + 4_000_000)) == "elsewhere"


async def test_it_comes_in_another_codec(switch: Controller, peers: Any) -> None:
    peer = await peers("PCMA")
    name = await switch.session(peer, receive=[Receive(9, "G722")])
    await peer.send_tone(440, 0.2)
    found = await switch.figures(name, unknown_payloads=10)
    assert cause_of(found, Circumstances()) == "codec"


async def test_it_is_silence(switch: Controller, peers: Any) -> None:
    peer = await peers("PCMA")
    name = await switch.session(peer)
    for number in range(1, 511):
        peer.send(b"\xd5" * 160, 8)
        if number % 51 == 0:
            found = await switch.figures(name, packets_received=number)
    assert cause_of(found, Circumstances()) == "silence"
    await peer.send_tone(440, 0.8)
    assert cause_of(await switch.figures(name, packets_received=550), Circumstances()) is None


async def test_it_has_other_keys_or_none(switch: Controller, peers: Any) -> None:
    peer = await peers("PCMA")
    name = await switch.session(peer, srtp=Srtp(KEY, KEY))
    await peer.send_tone(440, 0.1)
    assert cause_of(await switch.figures(name, refused=5), Circumstances()) == "wrong_keys"


@pytest.mark.parametrize("heard", [True, False])
async def test_the_far_end_says_that_it_hears_nothing(switch: Controller, peers: Any, heard: bool) -> None:  # noqa: FBT001
    peer = await peers("PCMA")
    name = await switch.session(peer)
    await switch.do(Link(a=name, b=name))
    for number in range(120):
        peer.send(b"\x2a\xaa" * 80, 8)
        if number % 40 == 0:
            await asyncio.sleep(0.02)
    await until(lambda: len(peer.received) == 120)
    block = struct.pack("!IIIIII", peer.received[0].ssrc, 0, 100, 0, 0, 0) if heard else b""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as rtcp:
        for _ in range(2):
            report = struct.pack("!BBHI", 0x80 | heard, 201, 7 if heard else 1, peer.ssrc) + block
            rtcp.sendto(report, (peer.remote[0], peer.remote[1] + 1))
    found = await switch.figures(name, reports_received=2)
    assert cause_of(found, Circumstances()) == (None if heard else "unheard")


async def test_it_is_on_hold(switch: Controller, peers: Any) -> None:
    name = await switch.session(await peers("PCMA"))
    await switch.do(SessionSet(session=name, direction="sendonly"))
    assert cause_of(await switch.figures(name), Circumstances(receives=False, final=True)) == "on_hold"
