"""Automatic gain between two who are linked, measured: a quiet voice is lifted, a loud one lowered, silence stays."""

from __future__ import annotations

import asyncio

import numpy as np
from tests.rtp import ENCODE, RATE, is_continuous

from offhook.media.protocol import Link, SessionSet

SYLLABLE, PAUSE = int(0.3 * RATE), int(0.2 * RATE)
SPEECH_S = 5.0
QUIET, LOUD = 400.0, 12000.0
FRAME = 160


def talk(level: float, hertz: float) -> np.ndarray:
    """Syllables of a tone with pauses between them, in which there is a little noise."""
    syllable = level * np.sin(2 * np.pi * hertz * np.arange(SYLLABLE) / RATE)
    noise = np.random.default_rng(1).normal(0, 2.0, PAUSE)
    word = np.concatenate([syllable, noise])
    return np.tile(word, int(SPEECH_S * RATE / word.size)).astype(np.int16)


def dbov(pcm: np.ndarray) -> tuple[float, float]:
    """Return the level of syllables and of pauses: of the loudest and of the quietest tenth of a second."""
    whole = pcm[: pcm.size // 800 * 800].astype(float).reshape(-1, 800)
    levels = 20 * np.log10(np.sqrt((whole**2).mean(axis=1)) / 32768 + 1e-9)
    return float(levels.max()), float(levels.min())


async def speak(peer, pcm: np.ndarray) -> None:
    for at in range(0, pcm.size - FRAME + 1, FRAME):
        peer.send(ENCODE["PCMU"](pcm[at : at + FRAME]), 0)
        await asyncio.sleep(0.0185)


async def test_voices_are_brought_to_the_level_of_speech(switch, peers):
    quiet, loud = [await peers("PCMU") for _ in range(2)]
    names = [await switch.session(one, agc=True) for one in (quiet, loud)]
    await switch.do(Link(a=names[0], b=names[1]))
    sent = talk(QUIET, 500), talk(LOUD, 900)
    await asyncio.gather(speak(quiet, sent[0]), speak(loud, sent[1]))
    lifted, lowered = dbov(loud.pcm()[-RATE:]), dbov(quiet.pcm()[-RATE:])
    before_quiet, before_loud = dbov(sent[0])[0], dbov(sent[1])[0]
    assert lifted[0] - before_quiet > 8.0
    assert before_loud - lowered[0] > 6.0
    assert abs(lifted[0] - lowered[0]) < 12.0  # they were 29 dB apart
    assert lifted[1] < -55.0  # the noise of pauses is not lifted to speech
    assert all(is_continuous(one.received) for one in (quiet, loud))
    await switch.do(SessionSet(session=names[0], agc=False))
    await speak(quiet, sent[0][: 2 * RATE])
    assert abs(dbov(loud.pcm()[-RATE:])[0] - before_quiet) < 1.0
