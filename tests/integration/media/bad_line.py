"""A line that delays: a UDP relay of the tests' own between a far end and the media server."""

from __future__ import annotations

import asyncio
import random
import struct
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.rtp import RtpPeer

MOST_OVERTAKEN = 5
"""A machine that halts sends many at once then; no line would shuffle those."""
REPORTS = range(200, 208)  # RTCP packet types that share the port (RFC 5761 §4)


class _End(asyncio.DatagramProtocol):
    def __init__(self, line: BadLine) -> None:
        self.line = line
        self.other: _End
        self.to: tuple[str, int] = ("", 0)
        self.leaving: deque[float] = deque(maxlen=MOST_OVERTAKEN)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.DatagramTransport = transport  # type: ignore[assignment]

    def datagram_received(self, data: bytes, _source: tuple[str, int]) -> None:
        at = asyncio.get_running_loop().time() + self.line.delay_s()
        if len(self.leaving) == MOST_OVERTAKEN:
            at = max(at, self.leaving[0])
        self.leaving.append(at)
        asyncio.get_running_loop().call_at(at, self.other.send, data)

    def send(self, data: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.sendto(data, self.to)


@dataclass
class BadLine:
    """Each packet takes `fixed_ms` and up to `jitter_ms` more."""

    fixed_ms: float = 0.0
    jitter_ms: float = 0.0
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def delay_s(self) -> float:
        return (self.fixed_ms + self.chance.uniform(0, self.jitter_ms)) / 1000

    async def open(self) -> BadLine:
        loop = asyncio.get_running_loop()
        self.near, self.far = _End(self), _End(self)  # towards the peer, towards the server
        self.near.other, self.far.other = self.far, self.near
        for end in (self.near, self.far):
            await loop.create_datagram_endpoint(lambda end=end: end, ("127.0.0.1", 0))  # type: ignore[misc]
        return self

    @property
    def address(self) -> tuple[str, int]:
        """Where the server finds the peer."""
        return self.far.transport.get_extra_info("sockname")[:2]

    def connect(self, peer: RtpPeer) -> None:
        """Stand between a peer and the session that it sends to."""
        self.near.to, self.far.to = peer.address, peer.remote
        peer.remote = self.near.transport.get_extra_info("sockname")[:2]

    def close(self) -> None:
        self.near.transport.close()
        self.far.transport.close()


def answer_reports(peer: RtpPeer) -> None:
    """Let a peer answer each sender report by receiver reports about nothing lost (RFC 3550 §6.4.2), some in a row."""
    plain = peer.datagram_received

    def received(data: bytes, source: tuple[str, int]) -> None:
        if len(data) < 28 or data[1] not in REPORTS:
            plain(data, source)
        elif data[1] == 200:
            ssrc, high, low = struct.unpack_from("!III", data, 4)
            middle = ((high & 0xFFFF) << 16) | (low >> 16)
            came = time.monotonic()
            for number in range(1, 8):
                asyncio.get_running_loop().call_later(0.1 * number, report, ssrc, middle, came)

    def report(ssrc: int, middle: int, came: float) -> None:
        delay = int((time.monotonic() - came) * 65536)
        block = struct.pack("!IIIIII", ssrc, 0, 0, 0, middle, delay)
        if not peer.transport.is_closing():
            peer.transport.sendto(struct.pack("!BBHI", 0x81, 201, 7, peer.ssrc) + block, peer.remote)

    peer.transport.get_protocol().datagram_received = received  # type: ignore[attr-defined]
