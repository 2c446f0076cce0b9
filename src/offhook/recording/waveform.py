"""How loud a recording is, for a picture of it: the loudest sample of each stretch of time, by channel.

Invariant: of a sound of any length there are at most `MOST` stretches, and one sample in `EVERY` is looked at, so that
an hour costs a fraction of a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from offhook.media.wav import Wav

MOST = 800
EVERY = 8
SHORTEST_MS = 50
FULL = 32768


class Waveform:
    """Sees the content of a WAV file piece by piece; `peaks` are per cent of full scale, a list for each channel."""

    def __init__(self, wav: Wav) -> None:
        self._channels = wav.channels
        self._skip = wav.start
        frames = max(-(-wav.frames // MOST), wav.rate * SHORTEST_MS // 1000, 1)
        self._bytes = frames * 2 * wav.channels
        self._rest = b""
        self.stretch_ms = frames * 1000 // wav.rate
        self.peaks: list[list[int]] = [[] for _ in range(wav.channels)]

    def look(self, piece: bytes) -> None:
        """Take the next piece."""
        skipped = min(self._skip, len(piece))
        self._skip -= skipped
        data = self._rest + piece[skipped:]
        whole = len(data) - len(data) % self._bytes
        for at in range(0, whole, self._bytes):
            self._stretch(data[at : at + self._bytes])
        self._rest = data[whole:]

    def finish(self) -> list[list[int]]:
        """Return the peaks, the last stretch included."""
        whole = len(self._rest) - len(self._rest) % (2 * self._channels)
        if whole:
            self._stretch(self._rest[:whole])
        self._rest = b""
        return self.peaks

    def _stretch(self, data: bytes) -> None:
        samples = memoryview(data).cast("h")
        for channel, peaks in enumerate(self.peaks):
            heard = samples[channel :: self._channels * EVERY]
            highest, lowest = max(heard), min(heard)
            peaks.append(max(highest, -lowest) * 100 // FULL)
