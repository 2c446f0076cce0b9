"""Two phones hear each other through the server, and what each is told about it."""

from __future__ import annotations

import asyncio
import time

import pytest
from tests.integration.media.conftest import settled
from tests.rtp import RtpPeer, is_continuous, until

from offhook.errors import MediaError
from offhook.media.protocol import (
    Digit,
    Link,
    MediaStarted,
    Receive,
    Remote,
    Send,
    SessionClose,
    SessionSet,
    SessionStats,
    Unlink,
)


async def pair(switch, peers, left="PCMU", right="PCMU", **options):
    a, b = await peers(left), await peers(right, dtmf_payload=96)
    names = [await switch.session(a, **options), await switch.session(b)]
    await switch.do(Link(a=names[0], b=names[1]))
    return a, b, names


async def test_both_hear_each_other_untouched(switch, peers):
    a, b, (first, _) = await pair(switch, peers)
    await asyncio.gather(a.send_tone(440, 1), b.send_tone(1000, 1))
    await settled(lambda: (len(a.audio()), len(b.audio())) == (50, 50))
    assert b.hears_hz() == pytest.approx(440, abs=5)
    assert a.hears_hz() == pytest.approx(1000, abs=5)
    assert len(b.audio()) == 50
    assert is_continuous(b.received)
    assert b.received[0].ssrc != a.ssrc
    await until(lambda: {event.session for event in switch.of(MediaStarted)} >= {first})


async def test_different_codecs(switch, peers):
    await asyncio.gather(hear_each_other(switch, peers, "PCMU", "PCMA"), hear_each_other(switch, peers, "PCMA", "PCMU"))


async def hear_each_other(switch, peers, left, right):
    a, b, _ = await pair(switch, peers, left, right)
    await asyncio.gather(a.send_tone(440, 1.5), b.send_tone(1000, 1.5))
    await settled(lambda: min(len(a.audio()), len(b.audio())) >= 70)
    assert b.hears_hz() == pytest.approx(440, abs=5)
    assert a.hears_hz() == pytest.approx(1000, abs=5)
    assert len(b.audio()) >= 70
    assert is_continuous(b.received)
    assert b.longest_gap_s() < 0.2


async def test_lost_packets_are_made_up_where_audio_is_decoded(switch, peers):
    a, b, _ = await pair(switch, peers, "PCMU", "PCMA")
    await a.send_tone(440, 2, lose=10)
    await asyncio.sleep(0.3)
    assert len(b.audio()) >= 95
    assert is_continuous(b.received)
    pcm = b.pcm().astype(int)
    loudness = [abs(pcm[at : at + 160]).max() for at in range(1600, 13_000, 160)]
    # Each tenth packet is lost; a busy machine may lose some time of its own.
    faint = sum(one < 0.5 * max(loudness) for one in loudness)
    assert faint < 0.06 * len(loudness)


async def test_wideband_between_two_narrowband_phones(switch, peers):
    """PCMU → G.722 → PCMU: two transcoders, with the wideband leg looped inside the server."""
    a, b = await peers("PCMU"), await peers("PCMA")
    left, right = await switch.session(a), await switch.session(b)
    loop_a, loop_b = await peers(), await peers()
    inner = [await switch.session(loop_a), await switch.session(loop_b)]
    for own, other in ((loop_a, loop_b), (loop_b, loop_a)):
        session = inner[0] if own is loop_a else inner[1]
        await switch.do(
            SessionSet(
                session=session,
                remote=Remote(*other.remote),
                send=Send("G722", 9),
                receive=[Receive(9, "G722")],
            )
        )
    await switch.do(Link(a=left, b=inner[0]))
    await switch.do(Link(a=right, b=inner[1]))
    await a.send_tone(700, 1.5)
    await asyncio.sleep(0.3)
    assert b.hears_hz() == pytest.approx(700, abs=5)
    assert len(b.audio()) >= 60


async def test_packet_times_of_the_two_sides_may_differ(switch, peers):
    a, b, (_, second) = await pair(switch, peers, "PCMU", "PCMA")
    await switch.do(SessionSet(session=second, send=Send("PCMA", 8, ptime_ms=30)))
    await a.send_tone(500, 1.2, ptime_ms=10)
    await asyncio.sleep(0.2)
    assert {len(one.payload) for one in b.audio()} == {240}
    assert b.hears_hz() == pytest.approx(500, abs=5)


async def test_echo(switch, peers):
    a = await peers()
    name = await switch.session(a)
    await switch.do(Link(a=name, b=name))
    await a.send_tone(600, 0.5)
    await settled(lambda: len(a.audio()) == 25)
    assert a.hears_hz() == pytest.approx(600, abs=5)


async def test_key_presses_pass_with_their_payload_type_mapped_and_are_reported_once(switch, peers):
    a, b, (first, _) = await pair(switch, peers)
    await a.send_tone(440, 0.2)
    await a.press("15#")
    digits = await switch.wait_for(Digit, 3)
    assert [(one.session, one.digit) for one in digits] == [(first, key) for key in "15#"]
    assert all(one.duration_ms == 100 for one in digits)
    await settled(lambda: b.presses() == "15#")
    assert b.presses() == "15#"


async def test_key_presses_pass_between_different_codecs(switch, peers):
    a, b, _ = await pair(switch, peers, "PCMU", "PCMA")
    await a.send_tone(440, 0.4)
    await a.press("27")
    await a.send_tone(440, 0.2)
    await switch.wait_for(Digit, 2)
    await settled(lambda: b.presses() == "27")
    assert b.presses() == "27"
    assert len(switch.of(Digit)) == 2
    assert is_continuous(b.received)


async def test_a_long_press_between_different_codecs_is_one(switch, peers):
    a, b, _ = await pair(switch, peers, "PCMU", "PCMA")
    await a.send_tone(440, 0.3)
    await a.press("8", duration_ms=1000)
    await a.send_tone(440, 0.3)
    (digit,) = await switch.wait_for(Digit)
    assert digit.duration_ms == 1000
    events = [one for one in b.received if one.payload_type == 96]
    assert len({one.timestamp for one in events}) == 1
    assert is_continuous(b.received)


async def test_comfort_noise_leaves_no_gap(switch, peers):
    a, b, (first, _) = await pair(switch, peers)
    await a.send_tone(440, 0.2)
    a.send(b"\x40", 13)
    await a.send_tone(440, 0.2)
    await until(lambda: len(b.received) >= 20)
    assert is_continuous(b.received)
    assert {one.payload_type for one in b.received} == {0}
    assert (await switch.do(SessionStats(session=first))).packets_received == 21


@pytest.mark.parametrize(("direction", "sent", "heard"), [("sendonly", 10, 0), ("recvonly", 0, 10), ("inactive", 0, 0)])
async def test_direction(switch, peers, direction, sent, heard):
    a, b, (first, _) = await pair(switch, peers)
    await switch.do(SessionSet(session=first, direction=direction))
    await asyncio.gather(a.send_tone(440, 0.2), b.send_tone(1000, 0.2))
    await settled(lambda: (len(a.audio()), len(b.audio())) == (sent, heard))
    assert (len(a.audio()), len(b.audio())) == (sent, heard)


async def test_link_moves_to_another_and_unlink_ends_it(switch, peers):
    a, b, (first, second) = await pair(switch, peers)
    c = await peers()
    third = await switch.session(c)
    await a.send_tone(440, 0.1)
    await until(lambda: len(b.received) >= 5)
    await switch.do(Link(a=first, b=third))
    await a.send_tone(440, 0.1)
    await until(lambda: len(c.received) >= 5)
    await switch.do(Unlink(session=third))
    await a.send_tone(440, 0.1)
    assert (len(b.received), len(c.received)) == (5, 5)
    with pytest.raises(MediaError, match="no-session"):
        await switch.do(Link(a=first, b=f"{second}x"))


async def test_statistics_see_loss_and_the_far_end(switch, peers):
    a, b, (first, second) = await pair(switch, peers)
    before = int(time.time() * 1e6)
    await a.send_tone(440, 1, lose=10)
    figures = await switch.figures(first, packets_received=45)
    assert (figures.packets_received, figures.packets_expected, figures.packets_lost) == (45, 49, 4)
    assert figures.loss_percent == pytest.approx(100 * 4 / 49, abs=0.01)
    assert figures.codec == "PCMU"
    assert figures.mos is not None
    assert 2.5 < figures.mos < 4
    assert figures.first_packet_at is not None
    assert before <= figures.first_packet_at <= before + 1_000_000
    final = await switch.do(SessionClose(session=second))
    assert (final.packets_sent, final.bytes_sent, final.packets_received) == (45, 45 * 160, 0)
    assert final.mos is None
    assert b.received
    for _ in range(5):  # what a halt of the machine adds fades away
        if figures.jitter_ms < 10:
            break
        await a.send_tone(440, 0.5)
        figures = await switch.do(SessionStats(session=first))
    assert figures.jitter_ms < 10


async def test_ipv6(switch, peers):
    a = await peers(address="::1")
    b = await RtpPeer.open("::1")
    first, second = await switch.session(a, address="::1"), await switch.session(b, address="::1")
    await switch.do(Link(a=first, b=second))
    await a.send_tone(440, 0.3)
    await settled(lambda: len(b.audio()) == 15)
    b.close()
    assert b.hears_hz() == pytest.approx(440, abs=5)
