"""One message of a trace, and the frames in which messages lie in a segment file.

A segment is a row of frames: four bytes of magic, length and CRC-32 of what follows (big-endian), then a msgpack array
of entries. Invariant: whatever a segment holds (a torn end, a damaged middle), reading gives the whole frames and
never raises.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from offhook.sip.address import Address, Transport  # noqa: TC001  read by msgspec at run time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MAGIC: Final = b"OTR1"
_HEAD: Final = struct.Struct(">4sII")
_LARGEST_FRAME: Final = 256 << 20

Kind = Literal["sip", "rtcp"]


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One datagram, or one message of a stream; `at` is UTC in microseconds, `sent` means by us.

    `leg` names the leg of an RTCP packet; SIP messages are found by their Call-ID.
    """

    at: int
    kind: Kind
    sent: bool
    transport: Transport
    local: Address
    remote: Address
    data: bytes
    leg: str = ""


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[Entry])


def frame(entries: Sequence[Entry]) -> bytes:
    """Return a frame that holds these entries."""
    body = _ENCODER.encode(entries)
    return _HEAD.pack(_MAGIC, len(body), zlib.crc32(body)) + body


def bodies(segment: bytes) -> Iterator[memoryview]:
    """Give the bodies of the whole frames of a segment, in order."""
    view, at = memoryview(segment), 0
    while (at := segment.find(_MAGIC, at)) >= 0 and at + _HEAD.size <= len(segment):
        _, length, check = _HEAD.unpack_from(segment, at)
        body = view[at + _HEAD.size : at + _HEAD.size + length]
        if length <= _LARGEST_FRAME and len(body) == length and zlib.crc32(body) == check:
            yield body
            at += _HEAD.size + length
        else:
            at += 1


def entries(body: memoryview) -> list[Entry]:
    """Return the entries of a frame's body; none when it was written by another version."""
    try:
        return _DECODER.decode(body)
    except msgspec.DecodeError:
        return []
