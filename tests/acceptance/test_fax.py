"""Fax through a running PBX: a page by T.38, and sound that arrives bit by bit."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack, closing
from typing import TYPE_CHECKING

import pytest
from tests.acceptance.fax_machine import FaxMachine, page, read_tiff, write_tiff
from tests.acceptance.pbx import OPERATOR, kinds
from tests.agent import Agent, Refused, Talk, sound_of
from tests.rtp import RtpPeer, until

from offhook.sip.fax import fax_of

if TYPE_CHECKING:
    from pathlib import Path

    from offhook.sip import events as sip

SECONDS = 60.0


def describe(address: tuple[str, int], kind: str, *, version: int = 1) -> bytes:
    """Describe sound, or a fax in the place of the sound."""
    host, port = address
    sound = f"m=audio {0 if kind == 'fax' else port} RTP/AVP 8\r\n"
    fax = (
        f"m=image {port} udptl t38\r\na=T38FaxVersion:0\r\na=T38MaxBitRate:14400\r\n"
        "a=T38FaxRateManagement:transferredTCF\r\na=T38FaxMaxBuffer:2000\r\na=T38FaxMaxDatagram:400\r\n"
        "a=T38FaxUdpEC:t38UDPRedundancy\r\n"
    )
    head = f"v=0\r\no=- 1 {version} IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
    return (head + sound + (fax if kind == "fax" else "")).encode()


def silent(address: tuple[str, int]) -> bytes:
    """Describe a fax, and no line for sound at all."""
    return describe(address, "fax").replace(b"m=audio 0 RTP/AVP 8\r\n", b"")


class Line:
    """Two who talk through the PBX: a telephone inside, and the operator's subscriber whom it called."""

    def __init__(self, pbx, stack: AsyncExitStack) -> None:
        self._pbx, self.stack = pbx, stack
        self.theirs: Talk | None = None

    async def agents(self) -> tuple[Agent, Agent]:
        """The telephone and the operator."""
        pbx, enter = self._pbx, self.stack.enter_async_context
        facts = pbx.facts("203")
        login = facts["username"], facts["password"]
        phone = await enter(Agent(("127.0.0.1", pbx.sip_port), ("127.0.0.1", 0), login))
        return phone, await enter(Agent(("127.0.0.1", pbx.sip_port), (OPERATOR[0], 5060)))

    async def connect(self, number: str) -> None:
        phone, operator = await self.agents()
        self.caller = self.stack.enter_context(closing(await RtpPeer.open("127.0.0.1", codec="PCMA")))
        self.callee = self.stack.enter_context(closing(await RtpPeer.open(OPERATOR[0], codec="PCMA")))

        def taken(talk: Talk, event: sip.InviteReceived) -> bytes:
            self.theirs = talk
            self.callee.remote = sound_of(event.request.body)
            return describe(self.callee.address, "sound")

        operator.taken = taken
        self.ours = await phone.call(number, describe(self.caller.address, "sound"))
        self.caller.remote = sound_of(self.ours.sdp)
        self.hang_up_after(self.ours)

    def hang_up_after(self, ours: Talk) -> None:
        """End the call with the test; the operator hears of it before its address is somebody else's."""
        self.stack.push_async_callback(self._told)
        self.stack.callback(ours.hang_up)

    async def _told(self) -> None:
        assert self.theirs is not None
        await asyncio.wait_for(self.theirs.ended.wait(), 15)


@pytest.fixture
async def line():
    """Return a maker of lines through a PBX."""
    async with AsyncExitStack() as stack:
        yield lambda pbx: Line(pbx, stack)


async def machine(line: Line, host: str, **options: Path) -> FaxMachine:
    loop = asyncio.get_running_loop()
    _, one = await loop.create_datagram_endpoint(lambda: FaxMachine(**options), (host, 0))
    return line.stack.enter_context(closing(one))


async def test_a_page_by_t38_while_the_switch_is_killed(line, victim, tmp_path):
    line, drawn = line(victim), page()
    write_tiff(tmp_path / "sent.tif", drawn)
    await line.connect("+37255500001")
    sender = await machine(line, "127.0.0.1", sends=tmp_path / "sent.tif")
    taker = await machine(line, OPERATOR[0], takes=tmp_path / "taken.tif")

    def offered(offer: bytes) -> bytes:
        side = fax_of(offer)
        assert side is not None
        assert ("t38faxudpec", "t38UDPRedundancy") in side.attributes
        sender.remote = side.remote
        return describe(sender.address, "fax", version=2)

    line.ours.offers = offered
    assert line.theirs is not None
    answer = fax_of(await line.theirs.reinvite(describe(taker.address, "fax", version=2)))  # who hears the tones asks
    assert answer is not None
    taker.remote = answer.remote
    asyncio.get_running_loop().call_later(6, victim.kill_switch)
    assert await asyncio.gather(sender.run(SECONDS), taker.run(SECONDS)) == [0, 0]
    assert (read_tiff(tmp_path / "taken.tif")[: len(drawn)] == drawn).all()
    # The last ones are still on their way when both machines have done.
    await until(lambda: (sender.sent, taker.sent) == (taker.received, sender.received), 10)
    line.ours.hang_up()
    call = await asyncio.to_thread(victim.ended_call, "203")
    assert {"fax", "recovered"} <= set(kinds(call))
    assert not {"one_way_audio", "media_lost"} & set(kinds(call))
    assert await asyncio.wait_for(line.theirs.ended.wait(), 15)


async def test_a_page_in_a_call_without_any_sound(line, pbx, tmp_path):
    line, drawn = line(pbx), page()
    write_tiff(tmp_path / "sent.tif", drawn)
    phone, operator = await line.agents()
    sender = await machine(line, "127.0.0.1", sends=tmp_path / "sent.tif")
    taker = await machine(line, OPERATOR[0], takes=tmp_path / "taken.tif")

    def taken(talk: Talk, event: sip.InviteReceived) -> bytes:
        line.theirs = talk
        assert b"m=audio" not in event.request.body
        side = fax_of(event.request.body)
        assert side is not None
        taker.remote = side.remote
        return silent(taker.address)

    operator.taken = taken
    talk = await phone.call("+37255500003", silent(sender.address))
    line.hang_up_after(talk)
    answer = fax_of(talk.sdp)
    assert answer is not None
    sender.remote = answer.remote
    assert await asyncio.gather(sender.run(SECONDS), taker.run(SECONDS)) == [0, 0]
    assert (read_tiff(tmp_path / "taken.tif")[: len(drawn)] == drawn).all()
    with pytest.raises(Refused, match="488"):
        await operator.call("+3726000100", silent(taker.address), "+37255512345")


@pytest.mark.real_time
async def test_who_cannot_do_t38_goes_on_in_sound_which_arrives_bit_by_bit(line, pbx):
    line = line(pbx)
    await line.connect("+37255500002")
    with pytest.raises(Refused, match="488"):
        await line.ours.reinvite(describe(line.caller.address, "fax", version=2))
    sent = [random.randbytes(160) for _ in range(60)]
    for payload in sent:
        line.caller.send(payload, 8)
        line.callee.send(payload[::-1], 8)
        await asyncio.sleep(0.02)
    await until(lambda: min(len(peer.audio()) for peer in (line.callee, line.caller)) >= len(sent), 10)
    for peer, wanted in ((line.callee, sent), (line.caller, [one[::-1] for one in sent])):
        assert [one.payload for one in peer.audio()] == wanted
