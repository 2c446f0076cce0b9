"""A real RTP endpoint for tests: sends tones and key presses, keeps what it receives, and measures it.

Codecs are G.711 only, written from the formulas of ITU-T G.711 independently of the media server; tests/opus.py adds
Opus.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import time
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Pcm = NDArray[np.int16]
KEYS = "0123456789*#ABCD"
RATE = 8000
ROWS, COLUMNS = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
PAYLOADS = {"PCMU": 0, "PCMA": 8, "opus": 111}


def encode_pcmu(pcm: Pcm) -> bytes:
    """Compress to µ-law."""
    value = np.clip(pcm.astype(np.int32), -32635, 32635)
    magnitude = np.abs(value) + 132
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    code = ~(np.where(value < 0, 0x80, 0) | (exponent << 4) | mantissa) & 0xFF
    return code.astype(np.uint8).tobytes()


def decode_pcmu(data: bytes) -> Pcm:
    """Expand from µ-law."""
    code = ~np.frombuffer(data, dtype=np.uint8).astype(np.int32) & 0xFF
    magnitude = ((((code & 0x0F) << 3) + 132) << ((code >> 4) & 7)) - 132
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def decode_pcma(data: bytes) -> Pcm:
    """Expand from A-law."""
    code = np.frombuffer(data, dtype=np.uint8).astype(np.int32) ^ 0x55
    segment, mantissa = (code >> 4) & 7, code & 0x0F
    base = (mantissa << 4) + 8
    magnitude = np.where(segment == 0, base, (base + 256) << np.maximum(segment - 1, 0))
    return np.where(code & 0x80, magnitude, -magnitude).astype(np.int16)


_CODES = np.argsort(decode_pcma(bytes(range(256))), kind="stable").astype(np.uint8)
_LEVELS = np.sort(decode_pcma(bytes(range(256)))).astype(np.int32)


def encode_pcma(pcm: Pcm) -> bytes:
    """Compress to A-law: the nearest level."""
    value = pcm.astype(np.int32)
    above = np.clip(np.searchsorted(_LEVELS, value), 1, 255)
    nearer = np.where(value - _LEVELS[above - 1] < _LEVELS[above] - value, above - 1, above)
    return _CODES[nearer].tobytes()


ENCODE = {"PCMU": encode_pcmu, "PCMA": encode_pcma}
DECODE = {"PCMU": decode_pcmu, "PCMA": decode_pcma}


def tone(frequency_hz: float, seconds: float, rate: int = RATE, level: float = 0.3) -> Pcm:
    """Make a sine."""
    moments = np.arange(round(seconds * rate)) / rate
    return (np.sin(2 * np.pi * frequency_hz * moments) * level * 32767).astype(np.int16)


def key_tone(key: str, ms: int = 80, rate: int = RATE) -> Pcm:
    """Make the two tones of a key (ITU-T Q.23)."""
    place = "123A456B789C*0#D".index(key)
    moments = np.arange(ms * rate // 1000) / rate
    both = sum(np.sin(2 * np.pi * hertz * moments) for hertz in (ROWS[place // 4], COLUMNS[place % 4]))
    return (both * 8000).astype(np.int16)


def key_tones(keys: str, ms: int = 80, gap_ms: int = 80, rate: int = RATE) -> Pcm:
    """Make the tones of keys with silence around each."""
    gap = np.zeros(gap_ms * rate // 1000, np.int16)
    return np.concatenate([gap, *(part for key in keys for part in (key_tone(key, ms, rate), gap))])


def loudest_hz(pcm: Pcm, rate: int = RATE) -> float:
    """Measure the strongest frequency; 0 for near silence."""
    if len(pcm) < rate // 20 or np.sqrt(np.mean(pcm.astype(np.float64) ** 2)) < 100:
        return 0.0
    spectrum = np.abs(np.fft.rfft(pcm * np.hanning(len(pcm))))
    spectrum[0] = 0
    return float(np.argmax(spectrum) * rate / len(pcm))


@dataclass(frozen=True)
class Packet:
    """One received packet; `at` is monotonic seconds."""

    at: float
    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    source: tuple[str, int]


@dataclass(eq=False)
class RtpPeer(asyncio.DatagramProtocol):
    """One end of a call; `remote` is where it sends."""

    codec: str = "PCMU"
    dtmf_payload: int = 101
    remote: tuple[str, int] = ("", 0)
    ssrc: int = field(default_factory=lambda: random.getrandbits(32))
    sequence: int = field(default_factory=lambda: random.getrandbits(16))
    timestamp: int = field(default_factory=lambda: random.getrandbits(32))
    received: list[Packet] = field(default_factory=list)
    echo: bool = False
    units_per_ms: int = 8
    event_units_per_ms: int = 8

    @classmethod
    async def open(cls, address: str = "127.0.0.1", port: int = 0, **options: object) -> RtpPeer:
        """Bind a socket."""
        peer = cls(**options)  # type: ignore[arg-type]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: peer, (address, port), family=family)
        return peer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.DatagramTransport = transport  # type: ignore[assignment]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if len(data) < 12:
            return
        second, sequence, timestamp, ssrc = struct.unpack_from("!xBHII", data)
        packet = Packet(
            time.monotonic(), second & 0x7F, second >= 0x80, sequence, timestamp, ssrc, data[12:], (addr[0], addr[1])
        )
        self.received.append(packet)
        if self.echo:
            self.transport.sendto(data[:8] + self.ssrc.to_bytes(4, "big") + data[12:], self.remote)

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        host, port = self.transport.get_extra_info("sockname")[:2]
        return host, port

    def close(self) -> None:
        self.transport.close()

    def send(self, payload: bytes, payload_type: int, *, units: int = 160, marker: bool = False) -> None:
        """Send one packet and go on by `units` of the timestamp."""
        head = struct.pack("!BBHII", 0x80, payload_type | (marker << 7), self.sequence, self.timestamp, self.ssrc)
        self.transport.sendto(head + payload, self.remote)
        self.sequence = (self.sequence + 1) & 0xFFFF
        self.timestamp = (self.timestamp + units) & 0xFFFFFFFF

    async def send_tone(self, frequency_hz: float, seconds: float, *, lose: int = 0, ptime_ms: int = 20) -> None:
        """Send a sine in real time; each `lose`-th packet is left out."""
        await self.send_pcm(tone(frequency_hz, seconds), lose=lose, ptime_ms=ptime_ms)

    async def send_pcm(self, pcm: Pcm, *, lose: int = 0, ptime_ms: int = 20) -> None:
        """Send audio of 8 kHz in real time; each `lose`-th packet is left out."""
        samples = RATE * ptime_ms // 1000
        start = time.monotonic()
        for number in range(len(pcm) // samples):
            payload = ENCODE[self.codec](pcm[number * samples : (number + 1) * samples])
            if lose and number % lose == lose - 1:
                self.sequence = (self.sequence + 1) & 0xFFFF
                self.timestamp = (self.timestamp + samples) & 0xFFFFFFFF
            else:
                self.send(payload, PAYLOADS[self.codec], units=samples, marker=number == 0)
            await asyncio.sleep(max(0.0, start + (number + 1) * ptime_ms / 1000 - time.monotonic()))

    async def press(self, keys: str, *, duration_ms: int = 100, gap_ms: int = 60, ends: int = 3) -> None:
        """Send key presses as telephone events (RFC 4733)."""
        for key in keys:
            code = KEYS.index(key)
            steps = duration_ms // 20
            for step in range(steps + ends - 1):
                end = step >= steps - 1
                event = struct.pack(
                    "!BBH", code, 10 | (0x80 if end else 0), min(step + 1, steps) * 20 * self.event_units_per_ms
                )
                self.send(event, self.dtmf_payload, units=0, marker=step == 0)
                if not end:
                    await asyncio.sleep(0.02)
            self.timestamp = (self.timestamp + (duration_ms + gap_ms) * self.units_per_ms) & 0xFFFFFFFF
            await asyncio.sleep(gap_ms / 1000)

    def audio(self, since: float = 0.0, until: float = float("inf")) -> list[Packet]:
        """Pick the audio packets that came in a time."""
        wanted = PAYLOADS[self.codec]
        return [one for one in self.received if one.payload_type == wanted and since <= one.at < until]

    def pcm(self, since: float = 0.0, until: float = float("inf")) -> Pcm:
        """Decode what came, as it came."""
        return DECODE[self.codec](b"".join(one.payload for one in self.audio(since, until)))

    def hears_hz(self, since: float = 0.0, until: float = float("inf")) -> float:
        """Measure the strongest frequency that came."""
        return loudest_hz(self.pcm(since, until))

    def longest_gap_s(self, since: float = 0.0, until: float = float("inf")) -> float:
        """Measure the longest time between two audio packets."""
        times = [one.at for one in self.audio(since, until)]
        return max((later - earlier for earlier, later in pairwise(times)), default=float("inf"))

    def presses(self) -> str:
        """Read the key presses that came, each once."""
        heard: dict[tuple[int, int], str] = {}
        for one in self.received:
            if one.payload_type == self.dtmf_payload and len(one.payload) >= 4:
                heard[one.ssrc, one.timestamp] = KEYS[one.payload[0]]
        return "".join(heard.values())


def is_continuous(packets: list[Packet]) -> bool:
    """Tell whether the packets are one unbroken RTP stream: one SSRC, no jump in sequence, time going forward."""
    return (
        len({one.ssrc for one in packets}) == 1
        and all((b.sequence - a.sequence) & 0xFFFF == 1 for a, b in pairwise(packets))
        and all((b.timestamp - a.timestamp) & 0xFFFFFFFF < 80_000 for a, b in pairwise(packets))
    )


async def until(condition: object, timeout_s: float = 15.0) -> None:
    """Wait until a callable gives something true; fails after `timeout_s`."""
    end = time.monotonic() + timeout_s
    while not condition():  # type: ignore[operator]
        if time.monotonic() > end:
            raise AssertionError(f"it did not become so within {timeout_s} s")
        await asyncio.sleep(0.005)
