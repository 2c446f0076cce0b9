"""Keys as tones: heard in what comes, made for who knows nothing else, and translated between two who differ."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from tests.rtp import COLUMNS, RATE, ROWS, key_tones, tone, until

from offhook.errors import MediaError
from offhook.media.protocol import Digit, DigitsSend, Link, Play, PlayDone, Send, SessionSet, Tone

TONES = {"send": Send("PCMU", 0, dtmf_tones=True), "detect_dtmf": True}


def hears_key(pcm: np.ndarray) -> tuple[int, int]:
    """The two loudest tones of the keypad in the middle of what was heard."""
    spectrum = np.abs(np.fft.rfft(pcm * np.hanning(len(pcm)), 8000))
    return max(ROWS, key=lambda hertz: spectrum[hertz]), max(COLUMNS, key=lambda hertz: spectrum[hertz])


async def test_tones_are_heard_and_interrupt_a_play_at_once(switch, peers):
    a = await peers()
    name = await switch.session(a, **TONES)
    await switch.do(Play(session=name, play="p", items=[Tone("dial")], stop_on="5"))
    await a.send_pcm(key_tones("159#", 60, 60))
    digits = await switch.wait_for(Digit, 4)
    assert "".join(one.digit for one in digits) == "159#"
    assert all(40 <= one.duration_ms <= 80 for one in digits)
    (over,) = await switch.wait_for(PlayDone)
    assert (over.reason, over.digit) == ("digit", "5")
    assert over.at <= digits[1].at


async def test_nothing_is_heard_where_nobody_listens(switch, peers):
    a = await peers()
    await switch.session(a)
    await a.send_pcm(key_tones("12"))
    await asyncio.sleep(0.2)
    assert not switch.of(Digit)


@pytest.mark.parametrize("codec", ["PCMA", "opus"])
async def test_tones_become_events_and_events_tones(switch, peers, codec):
    a, b = await peers(), await peers(codec, dtmf_payload=96)
    first, second = await switch.session(a, **TONES), await switch.session(b)
    await switch.do(Link(a=first, b=second))
    await a.send_pcm(key_tones("4711"))
    await until(lambda: b.presses() == "4711")
    b.received.clear()
    # And back: who has no events hears tones instead of the other's sound.
    await b.send_tone(440, 0.3)
    await b.press("8", duration_ms=200)
    await b.send_tone(440, 0.6)
    await until(lambda: len(a.audio()) > 40)
    assert a.presses() == ""
    pcm = a.pcm()
    found = [hears_key(pcm[at : at + 400]) for at in range(0, len(pcm) - 400, 400) if strong(pcm[at : at + 400])]
    assert found.count((852, 1336)) >= 3


def strong(pcm: np.ndarray) -> bool:
    """Whether tones of a key hold most of this."""
    spectrum = np.abs(np.fft.rfft(pcm * np.hanning(len(pcm)), 8000)) ** 2
    near = sum(spectrum[hertz - 15 : hertz + 16].sum() for hertz in hears_key(pcm))
    return bool(near > 0.5 * spectrum.sum() and np.abs(pcm).max() > 3000)


async def test_digits_are_sent_as_tones_and_the_sound_goes_on(switch, peers):
    a, b = await peers(), await peers()
    first, second = await switch.session(a), await switch.session(b, send=Send("PCMU", 0, ptime_ms=30, dtmf_tones=True))
    await switch.do(Link(a=first, b=second))
    talking = asyncio.create_task(a.send_pcm(tone(440, 1.2)))
    await asyncio.sleep(0.3)
    await switch.do(DigitsSend(session=second, digits="0", duration_ms=150))
    await talking
    await asyncio.sleep(0.1)
    pcm = b.pcm()
    found = [hears_key(pcm[at : at + 400]) for at in range(0, len(pcm) - 400, 400) if strong(pcm[at : at + 400])]
    assert set(found) == {(941, 1336)}
    assert abs(b.hears_hz(b.received[-1].at - 0.2) - 440) < 10
    await switch.do(SessionSet(session=second, send=Send("PCMU", 0)))
    with pytest.raises(MediaError, match="no-dtmf"):
        await switch.do(DigitsSend(session=second, digits="1"))


async def test_long_events_pass_between_clocks_in_segments(switch, peers):
    a, b = await peers("PCMU"), await peers("opus", dtmf_payload=110, event_units_per_ms=48)
    first, second = await switch.session(a), await switch.session(b)
    await switch.do(Link(a=first, b=second))
    await a.send_pcm(tone(440, 0.2, RATE))
    await a.press("6", duration_ms=1600)
    await a.send_pcm(tone(440, 0.2, RATE))
    await until(lambda: [one for one in b.received if one.payload_type == 110 and one.payload[1] & 0x80])
    events = [one for one in b.received if one.payload_type == 110]
    starts = sorted({one.timestamp for one in events})
    assert len(starts) == 2
    assert starts[1] - starts[0] == 0xFFFF
    assert [one.marker for one in events].count(True) == 1
    last = events[-1].payload
    assert last[1] & 0x80
    assert int.from_bytes(last[2:4], "big") == 1600 * 48 - 0xFFFF
    assert [one.duration_ms for one in await switch.wait_for(Digit)] == [1600]
