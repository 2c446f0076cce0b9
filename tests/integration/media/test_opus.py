"""Opus beside the older codecs: heard both ways, with its own clock, with losses, played to and recorded."""

from __future__ import annotations

import asyncio
import socket
import struct
import wave
from itertools import pairwise

import numpy as np
import pytest
from tests.integration.media.conftest import settled
from tests.opus import CLOCK, encode, repeats_the_last
from tests.rtp import is_continuous, loudest_hz, tone, until

from offhook.media.protocol import (
    Digit,
    DigitsSend,
    File,
    Link,
    Play,
    PlayDone,
    Receive,
    RecordClose,
    RecordOpen,
    RecordTap,
    Send,
    SessionSet,
    SessionStats,
    Tone,
)


async def pair(switch, peers, right="PCMU", **options):
    a, b = await peers("opus", **options), await peers(right, dtmf_payload=96)
    names = [await switch.session(a), await switch.session(b)]
    await switch.do(Link(a=names[0], b=names[1]))
    return a, b, names


def steps(packets):
    return {(b.timestamp - a.timestamp) & 0xFFFFFFFF for a, b in pairwise(packets)}


async def test_a_browser_and_a_phone_hear_each_other(switch, peers):
    said = encode(tone(440, 1.5, CLOCK))  # before: encoding holds up what is being sent
    await asyncio.gather(*(hear_each_other(switch, peers, right, said) for right in ("PCMU", "PCMA")))


async def hear_each_other(switch, peers, right, said):
    a, b, _ = await pair(switch, peers, right)
    await asyncio.gather(a.send_encoded(said), b.send_tone(1000, 1.5))
    await settled(lambda: min(len(a.audio()), len(b.audio())) >= 70)
    assert b.hears_hz() == pytest.approx(440, abs=5)
    assert a.hears_hz() == pytest.approx(1000, abs=5)
    assert min(len(a.audio()), len(b.audio())) >= 68
    assert is_continuous(a.received)
    assert is_continuous(b.received)
    assert steps(b.received[5:]) == {160}
    assert steps(a.received[5:]) == {960}


async def test_two_browsers_hear_each_other_untouched(switch, peers):
    a, b, names = await pair(switch, peers, "opus")
    await a.send_tone(3000, 0.6)
    await until(lambda: len(b.audio()) == 30)
    assert b.hears_hz() == pytest.approx(3000, abs=5)
    assert steps(b.received) == {960}
    # In a clock of 8 kHz the jitter of this stream would be a hundred milliseconds; a halt of the machine fades away.
    for _ in range(5):
        figures = await switch.do(SessionStats(session=names[0]))
        if figures.jitter_ms < 15:
            break
        await a.send_tone(3000, 0.6)
    assert figures.jitter_ms < 15
    assert (figures.codec, figures.packets_lost) == ("opus", 0)


async def test_who_spares_is_sent_no_more_whoever_speaks(switch, peers):
    a, b, (_, second) = await pair(switch, peers, "opus")
    await switch.do(SessionSet(session=second, send=Send("opus", 111, ptime_ms=60, bitrate=16_000, anew=True)))
    said = encode(speech(2, CLOCK))
    await asyncio.gather(a.send_encoded(said), b.send_encoded(said))
    await asyncio.sleep(0.2)
    assert steps(b.received[3:]) == {2880}
    assert is_continuous(b.received)
    octets = [len(one.payload) for one in b.audio()]
    assert sum(octets) / len(octets) * 8 / 0.06 == pytest.approx(16_000, rel=0.2)
    assert steps(a.received) == {960}  # the other way is relayed
    assert len(b.audio()) >= 30


async def test_packet_times(switch, peers):
    said = {ptime_ms: encode(tone(440, 1.2, CLOCK), ptime_ms=ptime_ms) for ptime_ms in (10, 40, 60)}
    await asyncio.gather(*(takes_packet_time(switch, peers, *one) for one in said.items()))


async def takes_packet_time(switch, peers, ptime_ms, said):
    a, b, (first, _) = await pair(switch, peers)
    await switch.do(SessionSet(session=first, send=Send("opus", 111, ptime_ms=ptime_ms)))
    await asyncio.gather(a.send_encoded(said, ptime_ms=ptime_ms), b.send_tone(1000, 1.2))
    await asyncio.sleep(0.2)
    assert b.hears_hz() == pytest.approx(440, abs=5)
    assert a.hears_hz() == pytest.approx(1000, abs=5)
    assert steps(a.received[3:]) == {48 * ptime_ms}


async def test_key_presses_keep_their_length_between_clocks(switch, peers):
    await asyncio.gather(*(presses_keep_their_length(switch, peers, clock) for clock in (8, 48)))


async def presses_keep_their_length(switch, peers, clock):
    a, b, names = await pair(switch, peers, event_units_per_ms=clock, dtmf_payload=110)

    def digits():
        return [(one.digit, one.duration_ms) for one in switch.of(Digit) if one.session in names]

    await a.send_tone(440, 0.3)
    await a.press("15#")
    await until(lambda: len(digits()) >= 3)
    assert digits() == [(key, 100) for key in "15#"]
    await settled(lambda: b.presses() == "15#" and longest_event(b) == 800)
    assert (b.presses(), longest_event(b)) == ("15#", 800)
    await b.send_tone(440, 0.2)
    await b.press("9")
    await until(lambda: len(digits()) >= 4)
    await settled(lambda: longest_event(a) == 100 * clock)
    assert longest_event(a) == 100 * clock


def longest_event(peer):
    """Tell the longest duration that came in a telephone event, in units of its clock."""
    events = [one.payload for one in peer.received if one.payload_type == peer.dtmf_payload]
    return max((struct.unpack("!H", one[2:4])[0] for one in events), default=0)


async def test_digits_are_sent_in_the_clock_that_was_negotiated(switch, peers):
    a = await peers("opus", event_units_per_ms=48, dtmf_payload=110)
    name = await switch.session(a)
    await switch.do(DigitsSend(session=name, digits="42"))
    await until(lambda: a.presses() == "42" and len(a.received) >= 14)
    assert longest_event(a) == 4800


def speech(seconds: float, rate: int) -> np.ndarray:
    """Make something like speech: syllables of 80 ms, each with a pitch, a colour and a loudness of its own."""
    random = np.random.default_rng(7)
    moments = np.arange(rate * 80 // 1000) / rate
    syllables = []
    for _ in range(round(seconds * 1000) // 80):
        pitch, colour = random.uniform(100, 250), random.uniform(0.3, 0.9)
        waves = sum(np.sin(2 * np.pi * pitch * k * moments) * colour**k for k in range(1, 12))
        syllables.append(waves * random.uniform(500, 6000) * np.hanning(len(moments)) ** 0.3)
    return np.concatenate(syllables).astype(np.int16)


async def test_losses_are_mended_by_the_copies_that_the_sender_adds(switch, peers):
    """Each fifth packet is lost; with forward error correction what is heard is nearer to what was said."""
    ways = ((0, 0), (0, 5), (25, 5))
    pairs = [await pair(switch, peers, loss=loss) for loss, _ in ways]
    said = [encode(speech(2.4, CLOCK), loss=loss) for loss, _ in ways]
    tries = []
    for _ in range(4):  # where a busy machine halts, sound is made up too
        speaking = zip(pairs, said, ways, strict=True)
        await asyncio.gather(*(a.send_encoded(one, lose=lose) for (a, _, _), one, (_, lose) in speaking))
        await settled(lambda: min(len(b.audio()) for _, b, _ in pairs) >= 110)
        assert min(len(b.audio()) for _, b, _ in pairs) >= 110
        whole, made_up, mended = (b.pcm().astype(float) for _, b, _ in pairs)
        tries.append((distance(whole, mended), 0.8 * distance(whole, made_up)))
        if tries[-1][0] < tries[-1][1]:
            return
        for _, b, _ in pairs:
            b.received.clear()
        await asyncio.sleep(0.5)
    raise AssertionError(tries)


def distance(whole: np.ndarray, other: np.ndarray) -> float:
    """Find a part of `whole` in `other`, and tell how far their spectra lie apart, in decades."""
    wanted = whole[5000:15_000]
    found = other[int(np.argmax(np.correlate(other, wanted, "valid"))) :][: len(wanted)]

    def spectra(pcm: np.ndarray) -> np.ndarray:
        parts = pcm[: len(pcm) // 160 * 160].reshape(-1, 160)
        return np.log10(np.abs(np.fft.rfft(parts * np.hanning(160))) + 1000)

    return float(np.mean(np.abs(spectra(wanted) - spectra(found))))


async def test_copies_are_sent_once_the_far_end_reports_losses(switch, peers):
    a, b, (first, _) = await pair(switch, peers)
    await switch.do(SessionSet(session=first, send=Send("opus", 111, fec=True, bitrate=24_000)))

    def copies():
        audio = a.audio()[10:]
        return sum(repeats_the_last(one.payload) for one in audio) / len(audio)

    await b.send_pcm(speech(1, 8000))
    assert copies() == 0
    # A receiver report: a quarter of what this server sent was lost.
    report = struct.pack("!BBHIIIIIII", 0x81, 201, 7, a.ssrc, a.received[0].ssrc, 0x40000009, 0, 0, 0, 0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as rtcp:
        rtcp.sendto(report, (a.remote[0], a.remote[1] + 1))
    a.received.clear()
    await b.send_pcm(speech(2, 8000))
    await asyncio.sleep(0.2)
    assert copies() > 0.4


async def test_prompts_and_tones_are_played(switch, peers, tmp_path):
    a = await peers("opus")
    name = await switch.session(a)
    prompt = tmp_path / "prompt.wav"
    with wave.open(str(prompt), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(tone(700, 1, 16_000).tobytes())
    await switch.do(Play(session=name, play="p", items=[File(str(prompt))]))
    assert (await switch.wait_for(PlayDone))[0].reason == "finished"
    await settled(lambda: len(a.audio()) == 50)
    assert a.hears_hz() == pytest.approx(700, abs=5)
    assert len(a.audio()) == 50
    a.received.clear()
    await switch.do(Play(session=name, play="t", items=[Tone("dial", "EE")]))
    await until(lambda: len(a.audio()) >= 40)
    assert a.hears_hz() == pytest.approx(425, abs=5)
    assert is_continuous(a.received)


async def test_a_recording_of_both_is_in_time(switch, peers, tmp_path):
    a, b, (first, second) = await pair(switch, peers)
    path = tmp_path / "call.wav"
    await switch.do(RecordOpen(recorder="r", path=str(path), channels=2, rate=16_000))
    await switch.do(RecordTap(recorder="r", session=first, channel=0))
    await switch.do(RecordTap(recorder="r", session=second, channel=1))
    await asyncio.gather(a.send_tone(3000, 1.2), b.send_tone(600, 1.2))
    recorded = await switch.do(RecordClose(recorder="r"))
    assert recorded.complete
    with wave.open(str(path)) as file:
        pcm = np.frombuffer(file.readframes(file.getnframes()), np.int16).reshape(-1, 2)
    assert loudest_hz(pcm[:, 0], 16_000) == pytest.approx(3000, abs=10)
    assert loudest_hz(pcm[:, 1], 16_000) == pytest.approx(600, abs=10)
    begins = [int(np.argmax(np.abs(pcm[:, channel]) > 3000)) for channel in (0, 1)]
    assert abs(begins[0] - begins[1]) < 16_000 * 0.1


async def test_echo_and_unknown_types(switch, peers):
    a = await peers("opus")
    name = await switch.session(a)
    await switch.do(Link(a=name, b=name))
    await switch.do(SessionSet(session=name, receive=[Receive(111, "opus")]))
    a.send(b"\x00" * 20, 112)
    await a.send_tone(600, 0.5)
    await until(lambda: len(a.audio()) == 25)
    assert a.hears_hz() == pytest.approx(600, abs=5)
