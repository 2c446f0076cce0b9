"""Protected media: keys from signalling (SDES), from DTLS, and far ends that ICE finds."""

from __future__ import annotations

import asyncio
import os
import socket
import time
import wave

import pytest
from tests.integration.media.conftest import settled
from tests.rtp import is_continuous, until
from tests.secure_rtp import DTLS_PROFILES, PROFILES, Dtls, SecurePeer, fingerprint, keys

from offhook.errors import MediaError
from offhook.media import protocol as media
from offhook.media.protocol import Link, MediaInsecure, MediaSecured, MediaStranger, SessionSet, SessionStats


@pytest.fixture
async def secure_peers():
    opened = []

    async def peer(address="127.0.51.1", **options):
        opened.append(await SecurePeer.open(address=address, **options))
        return opened[-1]

    yield peer
    for one in opened:
        one.close()


async def sdes_pair(switch, peers, secure_peers, suite="AES_CM_128_HMAC_SHA1_80", codec="PCMU", **options):
    """Open a protected session linked to a plain one."""
    a, b = await secure_peers(), await peers(codec, dtmf_payload=96)
    srtp = keys(suite)
    a.use(srtp)
    names = [await switch.session(a, srtp=srtp, **options), await switch.session(b)]
    await switch.do(Link(a=names[0], b=names[1]))
    return a, b, names


async def dtls_session(switch, peer, dtls, **options):
    """Open a session whose keys a handshake with `peer` will give."""
    settings = media.Dtls("passive" if dtls.client else "active", [fingerprint(dtls.certificate)])
    return await switch.session(peer, dtls=settings, rtcp_mux=True, **options)


async def test_a_phone_with_sdes_talks_to_a_plain_one(switch, peers, secure_peers):
    await asyncio.gather(*(talks_with_sdes(switch, peers, secure_peers, suite) for suite in PROFILES))


async def talks_with_sdes(switch, peers, secure_peers, suite):
    a, b, (first, _) = await sdes_pair(switch, peers, secure_peers, suite)
    assert [event.cipher for event in switch.of(MediaSecured) if event.session == first] == [suite]
    await asyncio.gather(a.send_tone(440, 1), b.send_tone(1000, 1))
    await a.press("5")
    await settled(lambda: (len(a.audio()), len(b.audio()), b.presses()) == (50, 50, "5"))
    assert b.hears_hz() == pytest.approx(440, abs=5)
    assert a.hears_hz() == pytest.approx(1000, abs=5)
    assert is_continuous(a.received)
    assert len(a.audio()) == 50
    assert b.presses() == "5"
    assert a.failures == 0
    payloads = {packet.payload for packet in a.received}
    assert not any(payload in raw for raw in a.raw for payload in payloads)
    (seen,) = [one for one in (await switch.do(media.Snapshot())).sessions if one.session == first]
    assert (seen.cipher, seen.statistics.refused) == (suite, 0)


async def test_codecs_recordings_plays_and_digits_of_a_protected_call(switch, peers, secure_peers, tmp_path):
    a, b, (first, _) = await sdes_pair(switch, peers, secure_peers, codec="PCMA")
    path = tmp_path / "call.wav"
    await switch.do(media.RecordOpen(recorder="r", path=str(path)))
    await switch.do(media.RecordTap(recorder="r", session=first))
    await asyncio.gather(a.send_tone(440, 1.5), b.send_tone(1000, 1.5))
    await a.press("7")
    await switch.wait_for(media.Digit)
    assert a.hears_hz() == pytest.approx(1000, abs=5)
    assert b.hears_hz() == pytest.approx(440, abs=5)
    await switch.do(media.DigitsSend(session=first, digits="42"))
    await until(lambda: a.presses() == "42")
    start = time.monotonic()
    await switch.do(media.Play(session=first, play="p", items=[media.Tone("dial", "DE"), media.Silence(10)]))
    await asyncio.sleep(0.6)
    assert a.hears_hz(start) == pytest.approx(425, abs=8)
    assert is_continuous(a.received)
    await switch.do(media.RecordClose(recorder="r"))
    with wave.open(str(path)) as file:
        assert file.getnframes() > 8000
    statistics = await switch.do(SessionStats(session=first))
    assert statistics.packets_received >= 75
    assert statistics.packets_lost == 0


async def test_nothing_passes_in_the_clear(switch, peers, secure_peers):
    """Neither plain packets nor such under another key are taken, and none is sent before there are keys."""
    a, b, (first, second) = await sdes_pair(switch, peers, secure_peers)
    plain = await peers()
    plain.remote = a.remote
    await plain.send_tone(440, 0.2)
    a.use(keys("AES_CM_128_HMAC_SHA1_80"))
    await a.send_tone(440, 0.2)
    statistics = await switch.figures(first, refused=20)
    await asyncio.sleep(0.05)
    assert not b.received
    assert (statistics.packets_received, statistics.refused) == (0, 20)
    assert [event.port for event in switch.of(MediaStranger)] == [plain.address[1]]
    waiting = await secure_peers()
    third = await dtls_session(switch, waiting, Dtls())
    await switch.do(Link(a=second, b=third))
    await b.send_tone(440, 0.3)
    assert not waiting.raw


async def test_a_replayed_packet_is_dropped_and_counted(switch, peers, secure_peers):
    a, b, (first, _) = await sdes_pair(switch, peers, secure_peers)
    assert a.outbound is not None
    packet = a.outbound.protect(bytes([0x80, 0, 0, 7, *bytes(7), 1]) + bytes(160))
    for _ in range(5):
        a.wire.sendto(packet, a.remote)
    await settled(lambda: b.received)
    statistics = await switch.figures(first, duplicates=4)
    assert (len(b.received), statistics.duplicates, statistics.refused) == (1, 4, 0)


async def test_the_same_keys_again_go_on_and_new_keys_begin_anew(switch, peers, secure_peers):
    a, b = await secure_peers(), await peers()
    srtp = keys("AES_CM_128_HMAC_SHA1_80")
    a.use(srtp)
    first, second = await switch.session(a, srtp=srtp), await switch.session(b)
    await switch.do(Link(a=first, b=second))
    await asyncio.gather(a.send_tone(440, 0.3), b.send_tone(440, 0.3))
    await switch.do(SessionSet(session=first, srtp=srtp))
    await asyncio.gather(a.send_tone(440, 0.3), b.send_tone(440, 0.3))
    await settled(lambda: (len(b.audio()), len(a.audio())) == (30, 30))
    assert (len(b.audio()), len(a.audio()), a.failures) == (30, 30, 0)
    assert len(switch.of(MediaSecured)) == 1
    renewed = keys("AEAD_AES_256_GCM")
    await switch.do(SessionSet(session=first, srtp=renewed))
    a.use(renewed)
    await asyncio.gather(a.send_tone(440, 0.3), b.send_tone(440, 0.3))
    await settled(lambda: (len(b.audio()), len(a.audio())) == (45, 45))
    assert (len(b.audio()), len(a.audio()), a.failures) == (45, 45, 0)
    assert [event.cipher for event in switch.of(MediaSecured)] == [srtp.send.suite, renewed.send.suite]
    await switch.do(SessionSet(session=first, srtp=None))
    count = len(a.raw)
    await b.send_tone(440, 0.1)
    await until(lambda: len(a.raw) >= count + 5)
    assert len(a.raw[-1]) == 172


async def test_keys_from_a_handshake(switch, peers, secure_peers):
    kinds = [(profile, client) for profile in DTLS_PROFILES for client in (True, False)]
    await asyncio.gather(*(shakes_hands(switch, peers, secure_peers, *kind) for kind in kinds))


async def shakes_hands(switch, peers, secure_peers, profile, client):
    a, b = await secure_peers(), await peers()
    dtls = Dtls(profile, client=client)
    a.dtls = dtls
    first, second = await dtls_session(switch, a, dtls), await switch.session(b)
    await switch.do(Link(a=first, b=second))
    if client:
        a.shake_hands(dtls)
    await until(lambda: first in {event.session for event in switch.of(MediaSecured)})
    assert [event.cipher for event in switch.of(MediaSecured) if event.session == first] == [profile]
    await until(lambda: a.outbound)
    assert dtls.server_fingerprint() == switch.client.fingerprint
    await asyncio.gather(a.send_tone(440, 1), b.send_tone(1000, 1))
    await settled(lambda: (len(a.audio()), len(b.audio())) == (50, 50))
    assert b.hears_hz() == pytest.approx(440, abs=5)
    assert a.hears_hz() == pytest.approx(1000, abs=5)
    assert (len(a.audio()), len(b.audio()), a.failures) == (50, 50, 0)


@pytest.mark.parametrize("name", ["sha-1", "sha-256", "sha-512"])
async def test_a_wrong_certificate_is_refused(switch, peers, secure_peers, name):
    a, b = await secure_peers(), await peers()
    dtls = Dtls()
    a.dtls = dtls
    announced = fingerprint(Dtls().certificate, name)
    first = await switch.session(a, dtls=media.Dtls("passive", [announced]))
    second = await switch.session(b)
    await switch.do(Link(a=first, b=second))
    a.shake_hands(dtls)
    (insecure,) = await switch.wait_for(MediaInsecure)
    assert insecure.session == first
    assert "certificate" in insecure.text
    await asyncio.gather(a.send_tone(440, 0.2), b.send_tone(440, 0.2))
    await asyncio.sleep(0.05)
    assert not b.received
    assert not any(128 <= raw[0] < 192 for raw in a.raw)
    assert not switch.of(MediaSecured)
    # The controller may say what is right, and the far end may try again.
    dtls = Dtls()
    announced = fingerprint(dtls.certificate, name)
    await switch.do(SessionSet(session=first, dtls=media.Dtls("passive", [announced])))
    a.shake_hands(dtls)
    await switch.wait_for(MediaSecured)


async def test_a_greeting_waits_for_the_keys(switch, secure_peers):
    a = await secure_peers()
    dtls = Dtls()
    name = await dtls_session(switch, a, dtls)
    await switch.do(media.Play(session=name, play="p", items=[media.Tone("beep")]))
    await asyncio.sleep(0.3)
    assert not a.raw
    a.shake_hands(dtls)
    await switch.wait_for(media.PlayDone)
    await settled(lambda: len(a.audio()) >= 8)
    assert len(a.audio()) >= 8
    assert a.failures == 0


async def test_a_handshake_from_behind_nat_moves_the_session_and_strangers_do_not_hinder_it(
    switch, peers, secure_peers
):
    announced, a, stranger, b = await secure_peers(), await secure_peers(), await secure_peers(), await peers()
    dtls = Dtls()
    first = await dtls_session(switch, announced, dtls)
    second = await switch.session(b)
    await switch.do(Link(a=first, b=second))
    a.remote = stranger.remote = announced.remote
    stranger.shake_hands(Dtls())
    await until(lambda: stranger.outbound)
    for _ in range(50):
        stranger.wire.sendto(os.urandom(60), stranger.remote)
    a.shake_hands(dtls)
    await switch.wait_for(MediaSecured)
    await until(lambda: a.outbound)
    assert not switch.of(MediaInsecure)
    await asyncio.gather(a.send_tone(440, 0.4), b.send_tone(1000, 0.4), stranger.send_tone(700, 0.4))
    await settled(lambda: (len(a.audio()), len(b.audio())) == (20, 20))
    assert (len(a.audio()), len(b.audio())) == (20, 20)
    assert not announced.raw
    assert not stranger.received


async def test_reports_are_protected_on_both_kinds_of_ports(switch, peers, secure_peers):
    """Multiplexed RTCP comes and goes on the RTP port, other on the next; both are SRTCP."""
    a, control, b = await secure_peers(), await secure_peers(), await peers()
    srtp = keys("AEAD_AES_128_GCM")
    a.use(srtp)
    control.inbound, control.outbound = a.inbound, a.outbound
    remote = media.Remote(*a.address, rtcp_port=control.address[1])
    first = await switch.session(a, srtp=srtp, remote=remote)
    control.remote = (a.remote[0], a.remote[1] + 1)
    muxed = await secure_peers()
    muxed.use(srtp := keys("AES_CM_128_HMAC_SHA1_32"))
    second = await switch.session(muxed, srtp=srtp, rtcp_mux=True)
    third = await switch.session(b, rtcp_mux=True)
    await switch.do(Link(a=first, b=second))
    end = asyncio.create_task(a.send_tone(440, 12))
    also = [asyncio.create_task(muxed.send_tone(440, 12)), asyncio.create_task(b.send_tone(440, 12))]
    await until(lambda: control.rtcp and muxed.rtcp and any(one.payload_type in (72, 73) for one in b.received), 12)
    assert control.rtcp[0][1] in (200, 201)
    assert muxed.rtcp[0][1] in (200, 201)
    for peer, sender in ((muxed, muxed), (a, control)):
        report = peer.rtcp[0] if peer.rtcp else control.rtcp[0]
        ssrc = int.from_bytes(report[4:8], "big")
        block = ssrc.to_bytes(4, "big") + bytes([26, 0, 0, 9]) + bytes(16)
        sender.transport.sendto(bytes([0x81, 201, 0, 7]) + peer.ssrc.to_bytes(4, "big") + block, sender.remote)
    for name in (first, second):
        remote = (await switch.figures(name, reports_received=1)).remote
        assert remote is not None
        assert remote.packets_lost == 9
    assert (await switch.do(SessionStats(session=third))).remote is None
    for task in (end, *also):
        task.cancel()
    assert control.failures == muxed.failures == 0


@pytest.mark.parametrize(("address", "dscp"), [("127.0.51.1", None), ("127.0.51.1", 26), ("::1", None), ("::1", 0)])
async def test_packets_are_marked(switch, address, dscp):
    """The DSCP (RFC 2474): the upper part of TOS or traffic class; expedited forwarding by default."""
    six = ":" in address
    level, option = (socket.IPPROTO_IPV6, socket.IPV6_RECVTCLASS) if six else (socket.IPPROTO_IP, socket.IP_RECVTOS)
    marking = {} if dscp is None else {"dscp": dscp}
    await switch.do(media.SessionOpen(session="s", address=address, **marking))
    with socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_DGRAM) as far:
        far.bind((address, 0))
        far.setsockopt(level, option, 1)
        far.settimeout(5)
        remote = media.Remote(address, far.getsockname()[1])
        await switch.do(SessionSet(session="s", remote=remote, send=media.Send("PCMU", 0)))
        await switch.do(media.Play(session="s", play="p", items=[media.Tone("beep")]))
        _, ancillary, _, _ = await asyncio.to_thread(far.recvmsg, 2048, 64)
    ((_, _, mark),) = ancillary
    assert mark[0] >> 2 == (46 if dscp is None else dscp)
    with pytest.raises(MediaError, match="below 64"):
        await switch.do(media.SessionOpen(session="t", address=address, dscp=64))


async def test_ipv6(switch, peers, secure_peers):
    a, b = await secure_peers("::1"), await peers(address="::1")
    dtls = Dtls()
    first = await dtls_session(switch, a, dtls, address="::1")
    second = await switch.session(b, address="::1")
    await switch.do(Link(a=first, b=second))
    a.shake_hands(dtls)
    await switch.wait_for(MediaSecured)
    await until(lambda: a.outbound)
    await asyncio.gather(a.send_tone(440, 0.4), b.send_tone(1000, 0.4))
    await settled(lambda: (len(a.audio()), len(b.audio())) == (20, 20))
    assert (len(a.audio()), len(b.audio())) == (20, 20)
    with pytest.raises(MediaError, match="other IP version"):
        await switch.do(SessionSet(session=first, remote=media.Remote("127.0.0.1", 9)))


async def test_one_session_for_both_ip_versions(switch, peers):
    """A session bound to every address reaches IPv4 and IPv6 alike."""
    a, b = await peers(), await peers(address="::1")
    first = await switch.session(a, address="::", remote=media.Remote(*a.address))
    second = await switch.session(b, address="::")
    await switch.do(Link(a=first, b=second))
    a.remote, b.remote = ("127.0.0.1", a.remote[1]), ("::1", b.remote[1])
    await asyncio.gather(a.send_tone(440, 0.4), b.send_tone(1000, 0.4))
    await settled(lambda: (len(a.audio()), len(b.audio())) == (20, 20))
    assert (len(a.audio()), len(b.audio())) == (20, 20)
    await switch.wait_for(media.MediaStarted, 2)
    started = {event.session: event.address for event in switch.of(media.MediaStarted)}
    assert started == {first: "127.0.0.1", second: "::1"}


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        (
            {"srtp": keys("AEAD_AES_128_GCM"), "dtls": media.Dtls("active", ["sha-256 " + ":".join(["AB"] * 32)])},
            "both",
        ),
        ({"dtls": media.Dtls("active", ["md5 AB:CD"])}, "fingerprint"),
        ({"dtls": media.Dtls("active", [])}, "fingerprint"),
        ({"dtls": media.Dtls("actpass", ["sha-256 " + ":".join(["AB"] * 32)])}, "role"),  # type: ignore[arg-type]
        ({"ice": media.Ice("", "p")}, "1 to 256"),
    ],
)
async def test_bad_values_are_refused_and_change_nothing(switch, peers, changes, text):
    a = await peers()
    name = await switch.session(a)
    srtp = keys("AEAD_AES_128_GCM")
    with pytest.raises(MediaError, match=text):
        await switch.do(SessionSet(session=name, **changes))
    wrong = media.Srtp(srtp.send, media.SrtpKey("AES_CM_128_HMAC_SHA1_80", b"short"))
    with pytest.raises(MediaError, match="30 bytes"):
        await switch.do(SessionSet(session=name, srtp=wrong))
    await a.send_tone(440, 0.1)
    await until(lambda: switch.of(media.MediaStarted))
