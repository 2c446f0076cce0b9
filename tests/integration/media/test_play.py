"""Files, tones and key presses that the server sends, alone and in place of the linked phone."""

from __future__ import annotations

import asyncio
import time
import wave
from pathlib import Path

import pytest
from tests.integration.media.conftest import settled
from tests.rtp import is_continuous, loudest_hz, tone, until

from offhook.errors import MediaError
from offhook.ids import new_id
from offhook.media.protocol import (
    DigitsSend,
    File,
    Link,
    Play,
    PlayDone,
    PlayStop,
    Send,
    SessionClose,
    SessionSet,
    Silence,
    Tone,
)
from offhook.recording.sealed import file_key, read_head, seal_file, sealed_path


@pytest.fixture
def prompt(tmp_path):
    """Write one second of 700 Hz at 16 kHz."""
    path = tmp_path / "prompt.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(tone(700, 1, 16_000).tobytes())
    return str(path)


async def done(switch, count=1):
    return [(one.play, one.reason, one.digit) for one in await switch.wait_for(PlayDone, count)]


async def test_file(switch, peers, prompt):
    await asyncio.gather(*(is_played(switch, peers, prompt, codec) for codec in ("PCMU", "PCMA")))


async def is_played(switch, peers, prompt, codec):
    a = await peers(codec)
    name = await switch.session(a)
    await switch.do(Play(session=name, play=codec, items=[File(prompt), Silence(100), File(prompt)]))
    assert (codec, "finished", None) in await done(switch, 2)
    await settled(lambda: len(a.audio()) == 105)
    assert a.hears_hz() == pytest.approx(700, abs=3)
    assert len(a.audio()) == 105
    assert a.longest_gap_s() < 0.2
    assert is_continuous(a.received)


async def test_sealed_file_from_a_position(switch, peers, prompt):
    """What `recording/sealed.py` wrote, the media server opens, and plays from where it is told."""
    path, company, found = Path(prompt), (new_id(), bytes(range(32))), new_id()
    with wave.open(str(path), "wb") as file:  # more than one chunk, the first half silent
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(bytes(64_000) + tone(700, 2, 16_000).tobytes())
    seal_file(path, found, company, lambda _: None)
    path.unlink()  # noqa: ASYNC240  a test
    sealed = sealed_path(path)
    with sealed.open("rb") as file:
        head = read_head(file, sealed)
    key = file_key(company[1], head)
    a = await peers()
    name = await switch.session(a)
    await switch.do(Play(session=name, play="p", items=[File(str(sealed), from_ms=2500, key=key)]))
    assert await done(switch) == [("p", "finished", None)]
    await settled(lambda: len(a.audio()) == 75)
    assert a.hears_hz() == pytest.approx(700, abs=3)
    with pytest.raises(MediaError, match="32 bytes"):
        await switch.do(Play(session=name, play="q", items=[File(str(sealed), key=b"short")]))
    for count, wrong, text in ((2, {}, "not a WAV file"), (3, {"key": bytes(32)}, "another key")):
        await switch.do(Play(session=name, play=text, items=[File(str(sealed), **wrong)]))
        assert text in ((await switch.wait_for(PlayDone, count))[-1].text or "")


async def test_tone_of_a_country_goes_on_until_stopped(switch, peers):
    a = await peers()
    name = await switch.session(a)
    await switch.do(Play(session=name, play="p", items=[Tone("dial", "EE")], repeat=0))
    await asyncio.sleep(0.6)
    await switch.do(PlayStop(session=name, play="p"))
    assert await done(switch) == [("p", "stopped", None)]
    assert a.hears_hz() == pytest.approx(425, abs=5)
    await asyncio.sleep(0.1)
    heard = len(a.received)
    await asyncio.sleep(0.1)
    assert len(a.received) == heard
    with pytest.raises(MediaError, match="no-play"):
        await switch.do(PlayStop(session=name, play="p"))


async def test_a_digit_interrupts_at_once_and_others_do_not(switch, peers, prompt):
    a = await peers()
    name = await switch.session(a)
    await switch.do(Play(session=name, play="p", items=[File(prompt)], repeat=0, stop_on="12"))
    await a.press("5")
    await asyncio.sleep(0.05)
    assert not switch.of(PlayDone)
    pressed = asyncio.create_task(a.press("2", duration_ms=600))
    start = time.time()
    assert await done(switch) == [("p", "digit", "2")]
    assert switch.of(PlayDone)[0].at / 1e6 - start < 0.3
    await pressed


async def test_the_newest_play_wins_and_the_peer_is_heard_after_it(switch, peers, prompt):
    a, b = await peers(), await peers()
    first, second = await switch.session(a), await switch.session(b)
    await switch.do(Link(a=first, b=second))
    await asyncio.gather(a.send_tone(440, 0.3))
    await switch.do(Play(session=second, play="old", items=[Tone("dial", "DE")], repeat=0))
    talking = asyncio.create_task(a.send_tone(440, 2.2))
    await asyncio.sleep(0.2)
    await switch.do(Play(session=second, play="new", items=[File(prompt)]))
    assert await done(switch, 2) == [("old", "replaced", None), ("new", "finished", None)]
    turn = time.monotonic()
    await talking
    packets = b.audio()
    assert is_continuous(packets)
    assert b.hears_hz(turn - 0.9, turn - 0.1) == pytest.approx(700, abs=5)
    assert b.hears_hz(turn + 0.1) == pytest.approx(440, abs=5)
    assert b.longest_gap_s() < 0.2


async def test_a_play_waits_for_the_far_end(switch, peers, prompt):
    a = await peers()
    name = await switch.session(a, remote=None)
    await switch.do(Play(session=name, play="p", items=[File(prompt)]))
    await asyncio.sleep(0.3)
    assert not switch.of(PlayDone)
    from offhook.media.protocol import Remote  # noqa: PLC0415

    await switch.do(SessionSet(session=name, remote=Remote(*a.address)))
    await done(switch)
    await settled(lambda: len(a.audio()) == 50)
    assert len(a.audio()) == 50


async def test_what_cannot_be_played_is_said(switch, peers, tmp_path):
    a = await peers()
    name = await switch.session(a)
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF????WAVE" + bytes(range(256)))
    for number, items in enumerate(
        ([File(str(tmp_path / "none.wav"))], [File(str(broken))], [Tone("no such tone", "EE")], [File("/")])
    ):
        await switch.do(Play(session=name, play=f"p{number}", items=items))
        last = (await switch.wait_for(PlayDone, number + 1))[-1]
        assert (last.play, last.reason) == (f"p{number}", "error")
        assert last.text
    for bad in ([], [File("relative.wav")]):
        with pytest.raises(MediaError, match="bad-value"):
            await switch.do(Play(session=name, play="p", items=bad))


async def test_closing_a_session_stops_its_play(switch, peers, prompt):
    a = await peers()
    name = await switch.session(a)
    await switch.do(Play(session=name, play="p", items=[File(prompt)]))
    await switch.do(SessionClose(session=name))
    assert await done(switch) == [("p", "stopped", None)]


async def test_a_held_phone_hears_nothing_and_the_play_still_ends(switch, peers, prompt):
    a = await peers()
    name = await switch.session(a, direction="recvonly")
    await switch.do(Play(session=name, play="p", items=[File(prompt)]))
    await done(switch)
    assert not a.received


async def test_digits_are_sent_as_events_between_the_audio(switch, peers):
    a, b = await peers(), await peers(dtmf_payload=96)
    first, second = await switch.session(a), await switch.session(b)
    await switch.do(Link(a=first, b=second))
    talking = asyncio.create_task(a.send_tone(440, 1.5))
    await asyncio.sleep(0.2)
    await switch.do(DigitsSend(session=second, digits="42#", duration_ms=80, gap_ms=60))
    await talking
    await until(lambda: b.presses() == "42#")
    events = [one for one in b.received if one.payload_type == 96]
    assert [one.marker for one in events].count(True) == 3
    assert len({one.timestamp for one in events}) == 3
    assert is_continuous(b.received)
    assert loudest_hz(b.pcm()[-4000:]) == pytest.approx(440, abs=5)
    for bad in ("", "1x"):
        with pytest.raises(MediaError, match="bad-value"):
            await switch.do(DigitsSend(session=second, digits=bad))
    await switch.do(SessionSet(session=second, send=Send("PCMU", 0)))
    with pytest.raises(MediaError, match="no-dtmf"):
        await switch.do(DigitsSend(session=second, digits="1"))
