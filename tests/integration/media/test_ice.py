"""Far ends that ICE finds: checks and their answers, network changes, restarts; against aioice and its STUN."""

from __future__ import annotations

import asyncio

import aioice
import pytest
from aioice.stun import Class
from tests.integration.media.conftest import settled
from tests.rtp import until
from tests.secure_rtp import Dtls, SecurePeer, credentials, fingerprint, keys

from offhook.media import protocol as media
from offhook.media.protocol import IceSelected, Link, MediaInsecure, MediaSecured, SessionSet, SessionStats


@pytest.fixture
async def secure_peers():
    opened = []

    async def peer(address="127.0.51.1", **options):
        opened.append(await SecurePeer.open(address=address, **options))
        return opened[-1]

    yield peer
    for one in opened:
        one.close()


async def browser(switch, peer, **options):
    """Open a session as for a browser: ICE, DTLS and RTCP on one port; nothing is known of where it is."""
    dtls = Dtls("AEAD_AES_128_GCM")
    ice = credentials()
    peer.dtls = dtls
    settings = media.Dtls("passive", [fingerprint(dtls.certificate)])
    name = await switch.session(peer, remote=None, ice=ice, dtls=settings, rtcp_mux=True, **options)
    return name, ice, dtls


async def answers(peer, count):
    await until(lambda: len(peer.stun) >= count)
    return peer.stun[-1]


@pytest.mark.parametrize("address", ["127.0.51.1", "::1"])
async def test_checks_are_answered_and_find_the_far_end(switch, peers, secure_peers, address):
    a, b = await secure_peers(address), await peers()
    first, ice, dtls = await browser(switch, a, address=address)
    second = await switch.session(b)
    await switch.do(Link(a=first, b=second))
    a.shake_hands(dtls)  # too early: nobody has passed a check
    await b.send_tone(440, 0.1)
    assert not a.raw
    a.check(ice, nominate=False)
    answer = await answers(a, 1)
    assert answer.message_class is Class.RESPONSE
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == a.address
    assert answer.check_message_integrity(ice.password.encode())
    (selected,) = await switch.wait_for(IceSelected)
    assert (selected.session, selected.address, selected.port) == (first, *a.address)
    a.check(ice)
    await answers(a, 2)
    assert len(switch.of(IceSelected)) == 1
    dtls = Dtls("AEAD_AES_128_GCM")
    await switch.do(SessionSet(session=first, dtls=media.Dtls("passive", [fingerprint(dtls.certificate)])))
    a.shake_hands(dtls)
    await switch.wait_for(MediaSecured)
    await until(lambda: a.outbound)
    await asyncio.gather(a.send_tone(440, 0.2), b.send_tone(1000, 0.2))
    await settled(lambda: (len(a.audio()), len(b.audio())) == (10, 10))
    assert (len(a.audio()), len(b.audio())) == (10, 10)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"password": "wrong"}, 401),
        ({"USERNAME": "nobody:them"}, 401),
        ({"password": None}, 400),
        ({"ICE-CONTROLLED": 5}, 487),
        ({"REQUESTED-TRANSPORT": 0x11000000}, 420),
    ],
)
async def test_other_checks_are_refused_and_change_nothing(switch, secure_peers, changes, code):
    a = await secure_peers()
    _, ice, _ = await browser(switch, a)
    a.check(ice, **changes)
    answer = await answers(a, 1)
    assert answer.error_code == code
    assert ("MESSAGE-INTEGRITY" in answer.attributes) == (code in (420, 487))
    a.wire.sendto(bytes([0, 1, 0, 0]) + bytes(16), a.remote)
    await asyncio.sleep(0.05)
    assert len(a.stun) == 1
    assert not switch.of(IceSelected)


async def talking(switch, peers, secure_peers):
    """A browser `a` whose handshake is done talks to `b`; return both, the browser's session and ICE."""
    a, b = await secure_peers(), await peers()
    first, ice, dtls = await browser(switch, a)
    await switch.do(Link(a=first, b=await switch.session(b)))
    a.check(ice)
    await answers(a, 1)
    a.shake_hands(dtls)
    await switch.wait_for(MediaSecured)
    await until(lambda: a.outbound)
    await asyncio.gather(a.send_tone(440, 0.4), b.send_tone(1000, 0.4))
    await settled(lambda: (len(a.audio()), len(b.audio())) == (20, 20))
    return a, b, first, ice


async def other_network(secure_peers, a):
    """Return the browser `a` at another address: the keys and counters are the same."""
    elsewhere = await secure_peers("127.0.51.2", ssrc=a.ssrc)
    elsewhere.remote, elsewhere.inbound, elsewhere.outbound = a.remote, a.inbound, a.outbound
    go_on(elsewhere, a)
    return elsewhere


def go_on(peer, before):
    """Count on where the same browser was before."""
    peer.sequence, peer.timestamp = before.sequence, before.timestamp


async def nothing_lost(switch, session):
    assert len(switch.of(MediaSecured)) == 1
    assert not switch.of(MediaInsecure)
    statistics = await switch.do(SessionStats(session=session))
    assert (statistics.packets_lost, statistics.refused) == (0, 0)


async def test_a_caller_changes_networks_while_talking(switch, peers, secure_peers):
    """A nomination moves the stream at once; keys and counters of the one handshake serve wherever it goes."""
    a, b, first, ice = await talking(switch, peers, secure_peers)
    elsewhere, stranger = await other_network(secure_peers, a), await secure_peers("127.0.51.3")
    stranger.remote = a.remote
    stranger.check(ice, password="guessed")
    elsewhere.check(ice)
    await answers(elsewhere, 1)
    heard = len(a.audio())
    await asyncio.gather(elsewhere.send_tone(440, 0.4), b.send_tone(1000, 0.4))
    await settled(lambda: (len(elsewhere.audio()), len(b.audio())) == (20, 40))
    assert (len(a.audio()), len(elsewhere.audio()), len(b.audio())) == (heard, 20, 40)
    go_on(a, elsewhere)
    await a.send_tone(440, 0.1)
    await settled(lambda: len(b.audio()) == 45)
    assert len(b.audio()) == 45, "what was under way on the old network is heard"
    assert [event.address for event in switch.of(IceSelected)] == ["127.0.51.1", "127.0.51.2"]
    await nothing_lost(switch, first)


async def test_a_restart_moves_the_stream_without_a_gap(switch, peers, secure_peers):
    a, b, first, ice = await talking(switch, peers, secure_peers)
    elsewhere = await other_network(secure_peers, a)
    restarted = credentials()
    await switch.do(SessionSet(session=first, ice=restarted))
    await b.send_tone(1000, 0.1)
    await settled(lambda: len(a.audio()) == 25)
    assert len(a.audio()) == 25, "until a check has passed, the old address serves"
    a.check(ice)
    assert (await answers(a, 2)).error_code == 401
    elsewhere.check(restarted)
    await answers(elsewhere, 1)
    await a.send_tone(440, 0.1)
    await settled(lambda: len(b.audio()) == 25)
    assert len(b.audio()) == 25, "the far end sends from the old address until it has our answer"
    go_on(elsewhere, a)
    await asyncio.gather(elsewhere.send_tone(440, 0.2), b.send_tone(1000, 0.2))
    await settled(lambda: (len(elsewhere.audio()), len(b.audio())) == (10, 35))
    assert (len(a.audio()), len(elsewhere.audio()), len(b.audio())) == (25, 10, 35)
    assert a.failures == elsewhere.failures == 0
    assert [event.address for event in switch.of(IceSelected)] == ["127.0.51.1", "127.0.51.2"]
    await nothing_lost(switch, first)
    await switch.do(SessionSet(session=first, timeout_s=0.5))
    (gone,) = await switch.wait_for(media.MediaTimeout)
    assert gone.session == first


async def test_reports_have_checks_of_their_own_where_they_have_a_port(switch, peers, secure_peers):
    a, control, b = await secure_peers(), await secure_peers(), await peers()
    ice, srtp = credentials(), keys("AES_CM_128_HMAC_SHA1_80")
    a.use(srtp)
    first = await switch.session(a, remote=None, ice=ice, srtp=srtp)
    await switch.do(Link(a=first, b=await switch.session(b)))
    control.remote, control.inbound = (a.remote[0], a.remote[1] + 1), a.inbound
    a.check(ice)
    control.check(ice)
    await answers(control, 1)
    task = asyncio.create_task(b.send_tone(440, 12))
    await until(lambda: control.rtcp, 12)
    task.cancel()
    assert a.audio()
    assert len(switch.of(IceSelected)) == 1


async def test_a_full_agent_connects(switch, secure_peers, monkeypatch):
    """aioice, which controls, against our lite agent; then its socket carries SRTP there and back (echo)."""
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda **_: ["127.0.51.1"])
    placeholder, ice, srtp = await secure_peers(), credentials(), keys("AEAD_AES_256_GCM")
    name = await switch.session(placeholder, remote=None, ice=ice, srtp=srtp, rtcp_mux=True)
    await switch.do(Link(a=name, b=name))
    agent = aioice.Connection(ice_controlling=True, local_username=ice.remote_ufrag, local_password="p" * 24)
    agent.remote_is_lite = True
    agent.remote_username, agent.remote_password = ice.ufrag, ice.password
    host, port = placeholder.remote
    await agent.gather_candidates()
    await agent.add_remote_candidate(aioice.Candidate("1", 1, "udp", 2130706431, host, port, "host"))
    await agent.add_remote_candidate(None)
    await asyncio.wait_for(agent.connect(), 15)
    await switch.wait_for(IceSelected)
    placeholder.use(srtp)
    for number in range(5):
        clear = bytes([0x80, 0, 0, number]) + bytes(7) + b"\x07" + bytes(160)
        await agent.send(placeholder.outbound.protect(clear))
        answer = placeholder.inbound.unprotect(await asyncio.wait_for(agent.recv(), 10))
        assert answer[12:] == clear[12:]
    await agent.close()
