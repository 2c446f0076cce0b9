"""Tones in WAV files: made, and found again."""

from __future__ import annotations

import contextlib
import time
import wave
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOUD = 1000
CLEAR = 0.9


def write_tone(path: Path, hertz: float, seconds: float = 90.0, rate: int = 8000, channels: int = 1) -> None:
    times = np.arange(int(seconds * rate)) / rate
    samples = (12000 * np.sin(2 * np.pi * hertz * times)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.repeat(samples, channels).tobytes())


def read_channels(path: Path) -> tuple[int, list[np.ndarray]]:
    """Return the rate and each channel's samples, also of a file whose header is behind its data."""
    data = path.read_bytes()
    channels = int.from_bytes(data[22:24], "little")
    rate = int.from_bytes(data[24:28], "little")
    at = data.index(b"data") + 8
    samples = np.frombuffer(data[at : at + (len(data) - at) // (2 * channels) * 2 * channels], "<i2")
    return rate, [samples[channel::channels].astype(float) for channel in range(channels)]


def share_of(samples: np.ndarray, rate: int, hertz: float, width: float = 15.0) -> float:
    """Return which share of the energy lies within `width` Hz of `hertz`, 0 … 1."""
    if not samples.size:
        return 0.0
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size))) ** 2
    frequencies = np.fft.rfftfreq(samples.size, 1 / rate)
    total = spectrum[frequencies > 100].sum()
    near = spectrum[np.abs(frequencies - hertz) < width].sum()
    return float(near / total) if total > 0 else 0.0


def longest_gap(samples: np.ndarray, rate: int, threshold: float = 500.0) -> float:
    """Return the longest stretch (seconds) without sound between the first and the last sound."""
    frame = rate // 100
    level = np.abs(samples[: samples.size // frame * frame]).reshape(-1, frame).max(axis=1)
    loud = np.flatnonzero(level > threshold)
    return float((np.diff(loud).max(initial=1) - 1) / 100) if loud.size else float("inf")


def wait_until_heard(
    heard: Callable[[], tuple[int, np.ndarray]],
    story: Callable[[], str],
    hertz: float | None,
    length: float,
    seconds: float,
) -> None:
    """Wait until the last `length` seconds of what was heard have this tone, or any sound; `story` explains why not."""
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(ValueError, FileNotFoundError):  # there is no file, or no data in it yet
            rate, samples = heard()
            last = samples[-int(rate * length) :]
            enough = last.size >= int(rate * length) and np.abs(last).max() > LOUD
            if enough and (hertz is None or share_of(last, rate, hertz) > CLEAR):
                return
        if time.monotonic() > deadline:
            raise AssertionError(f"{hertz or 'sound'} was not heard within {seconds} s; {story()[-3000:]}")
        time.sleep(0.1)
