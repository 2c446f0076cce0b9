"""Hold music: a slow, soft run of broken chords, made once into `DATA/prompts` (nobody's work, no country's style).

Invariant: a file with its final name is complete, because it is written beside it and renamed.
"""

from __future__ import annotations

import math
import wave
from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NAME = "hold-music-1.wav"  # the number changes with the sound
RATE = 8000
NOTE_SECONDS = 0.4
FADE_SECONDS = 1.6
LOUDNESS = 4000  # of 32767: quieter than speech
CHORDS = ((57, 60, 64, 69), (53, 57, 60, 65), (48, 52, 55, 60), (55, 59, 62, 67))  # MIDI notes: Am F C G
PATTERN = (0, 1, 2, 3, 2, 1, 2, 1)
ROUNDS = 2
CONCERT_A, A4 = 440.0, 69


def hold_music(folder: Path) -> Path:
    """Return the WAV file of the music, made when it is not there yet; blocks for a second then.

    Raises:
        OSError: the folder cannot be written.
    """
    target = folder / NAME
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        with wave.open(str(part), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(RATE)
            sound.writeframes(_samples().tobytes())
        part.replace(target)
    return target


def _samples() -> array[int]:
    """Return the samples; notes that ring beyond the end go on at the beginning, so that it repeats without a seam."""
    notes = [chord[step] for _ in range(ROUNDS) for chord in CHORDS for step in PATTERN]
    length = round(len(notes) * NOTE_SECONDS * RATE)
    mix = [0.0] * length
    for place, note in enumerate(notes):
        start = round(place * NOTE_SECONDS * RATE)
        for offset, value in enumerate(_note(note)):
            mix[(start + offset) % length] += value
    loudest = max(map(abs, mix))
    return array("h", [round(value / loudest * LOUDNESS) for value in mix])


def _note(note: int) -> list[float]:
    step = 2 * math.pi * CONCERT_A * 2 ** ((note - A4) / 12) / RATE
    attack = 0.02 * RATE
    return [
        min(1.0, at / attack)
        * math.exp(-3.5 * at / (FADE_SECONDS * RATE))
        * (math.sin(step * at) + 0.3 * math.sin(2 * step * at))
        for at in range(round(FADE_SECONDS * RATE))
    ]
