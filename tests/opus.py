"""An RTP endpoint that speaks Opus, by FFmpeg's build of libopus: independent of the media server's.

Streams have the RTP clock of RFC 7587 (48 kHz), one channel, and payload type 111.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import av
import numpy as np
from tests.rtp import PAYLOADS, Pcm, RtpPeer, loudest_hz, tone

if TYPE_CHECKING:
    from collections.abc import Iterator

CLOCK = 48_000


def encode(pcm: Pcm, *, ptime_ms: int = 20, loss: int = 0) -> list[bytes]:
    """Compress 48 kHz audio to packets; with an expected `loss` in percent each repeats the one before."""
    codec = av.CodecContext.create("libopus", "w")
    assert isinstance(codec, av.AudioCodecContext)
    codec.sample_rate, codec.bit_rate = CLOCK, 32_000
    codec.layout, codec.format = "mono", "s16"
    fec = "1" if loss else "0"
    codec.options = {"application": "voip", "fec": fec, "packet_loss": str(loss), "frame_duration": str(ptime_ms)}
    size = CLOCK * ptime_ms // 1000

    def packets() -> Iterator[bytes]:
        for start in range(0, len(pcm) - size + 1, size):
            frame = av.AudioFrame.from_ndarray(pcm[start : start + size].reshape(1, -1), format="s16", layout="mono")
            frame.sample_rate, frame.pts = CLOCK, start
            yield from (bytes(one) for one in codec.encode(frame))

    return list(packets())


def decode(payloads: list[bytes]) -> Pcm:
    """Expand packets to 48 kHz audio."""
    codec = av.CodecContext.create("libopus", "r")
    assert isinstance(codec, av.AudioCodecContext)
    codec.sample_rate, codec.layout = CLOCK, "mono"
    frames = [frame.to_ndarray().reshape(-1) for one in payloads for frame in codec.decode(av.Packet(one))]
    return np.concatenate(frames).astype(np.int16) if frames else np.zeros(0, np.int16)


def repeats_the_last(payload: bytes) -> bool:
    """Tell whether a packet of one SILK or hybrid frame of 20 ms carries a copy of the one before (RFC 6716 §4.2.3)."""
    return payload[0] >> 3 < 16 and len(payload) > 1 and bool(payload[1] & 0x40)


@dataclass
class OpusPeer(RtpPeer):
    """One end of a call in Opus; `loss` is what its encoder expects, in percent."""

    codec: str = "opus"
    units_per_ms: int = 48
    loss: int = 0

    async def send_tone(self, frequency_hz: float, seconds: float, *, lose: int = 0, ptime_ms: int = 20) -> None:
        """Send a sine in real time; each `lose`-th packet is left out."""
        await self.send_pcm(tone(frequency_hz, seconds, CLOCK), lose=lose, ptime_ms=ptime_ms)

    async def send_pcm(self, pcm: Pcm, *, lose: int = 0, ptime_ms: int = 20) -> None:
        """Send 48 kHz audio in real time; each `lose`-th packet, but for the first 20, is left out."""
        await self.send_encoded(encode(pcm, ptime_ms=ptime_ms, loss=self.loss), lose=lose, ptime_ms=ptime_ms)

    async def send_encoded(self, payloads: list[bytes], *, lose: int = 0, ptime_ms: int = 20) -> None:
        """Send packets in real time; each `lose`-th, but for the first 20, is left out."""
        units = ptime_ms * 48
        start = time.monotonic()
        for number, payload in enumerate(payloads):
            if lose and number >= 20 and number % lose == lose - 1:
                self.sequence = (self.sequence + 1) & 0xFFFF
                self.timestamp = (self.timestamp + units) & 0xFFFFFFFF
            else:
                self.send(payload, PAYLOADS["opus"], units=units, marker=number == 0)
            await asyncio.sleep(max(0.0, start + (number + 1) * ptime_ms / 1000 - time.monotonic()))

    def pcm(self, since: float = 0.0, until: float = float("inf")) -> Pcm:
        """Decode what came, as it came; 48 kHz."""
        return decode([one.payload for one in self.audio(since, until)])

    def hears_hz(self, since: float = 0.0, until: float = float("inf")) -> float:
        """Measure the strongest frequency that came."""
        return loudest_hz(self.pcm(since, until), CLOCK)
