"""Keys after the connection arrive (RT-17): through a running PBX to an outside leg that is unlike the caller's."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, closing

import pytest
from bench.digits import Load, Place, cases
from tests.acceptance.pbx import OPERATOR
from tests.agent import Agent, sound_of
from tests.rtp import RtpPeer, key_tones

CALLS = 30


@pytest.mark.requirement("RT-17")
async def test_every_key_arrives_once_in_order(pbx):
    """Thirty of the kinds of calls of `bench/digits.py`, which makes a thousand."""
    facts = pbx.facts("203")
    login = facts["username"], facts["password"]
    load = Load(Place(("127.0.0.1", pbx.sip_port), OPERATOR[0], pbx.number, "127.0.0.1", login))
    direct = [case for case in cases() if not case.forwarded]
    await load.run(direct[:: len(direct) // CALLS][:CALLS], 15)
    assert not load.wrong
    assert load.good == CALLS


async def test_a_menu_understands_tones(pbx):
    """The caller's side knows no telephone events: tones in the greeting are what it has."""
    facts, server = pbx.facts("203"), ("127.0.0.1", pbx.sip_port)
    rings = asyncio.Event()
    async with AsyncExitStack() as stack:
        phone = await stack.enter_async_context(Agent(server, ("127.0.0.1", 0), (facts["username"], facts["password"])))
        operator = await stack.enter_async_context(Agent(server, (OPERATOR[0], 5060)))
        sound = stack.enter_context(closing(await RtpPeer.open(OPERATOR[0], codec="PCMA")))
        await phone.register()
        phone.taken = lambda *_: (rings.set(), (486, []))[1]
        host, port = sound.address
        offer = f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\nm=audio {port} RTP/AVP 8\r\n"
        talk = await operator.call(pbx.number, offer.encode(), "+37255500003")
        sound.remote = sound_of(talk.sdp)
        await asyncio.sleep(0.5)
        await sound.send_pcm(key_tones("203", 60, 60))
        await asyncio.wait_for(rings.wait(), 20)
        talk.hang_up()
        await asyncio.wait_for(talk.ended.wait(), 20)
