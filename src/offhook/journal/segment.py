"""The file format of a journal segment: frames of length, CRC and one msgpack record.

Invariant: what is read is a prefix of what was written. The first frame that is cut off or does not match its CRC ends
the segment: a process was killed, or the power failed, in the middle of writing it. A whole frame that cannot be
understood (of a later version, or a bug's) is left out alone.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from offhook.journal.records import Record
from offhook.journal.state import AnyRecord

if TYPE_CHECKING:
    from pathlib import Path

_R = TypeVar("_R", bound=Record)
SUFFIX = ".journal"
_HEAD = struct.Struct("<II")
_MAX_FRAME = 1 << 26
_ENCODER = msgspec.msgpack.Encoder()
_DECODER: msgspec.msgpack.Decoder[AnyRecord] = msgspec.msgpack.Decoder(AnyRecord)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a segment holds; `good` is the length in bytes of its whole frames, `damaged` that of the rest.

    `skipped` says of each frame that was whole but could not be understood why.
    """

    records: list[AnyRecord]
    good: int
    damaged: int
    skipped: list[str]


def frame(record: Record) -> bytes:
    """Return a record as it stands in a segment."""
    body = _ENCODER.encode(record)
    return _HEAD.pack(len(body), zlib.crc32(body)) + body


def readable(record: _R) -> _R:
    """Return a record without surrogates, which neither msgpack nor a database takes."""
    return msgspec.convert(_readable(msgspec.to_builtins(record, builtin_types=(bytes,))), type(record))


def _readable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    if isinstance(value, dict):
        return {_readable(key): _readable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_readable(item) for item in value]
    return value


def unframe(data: bytes) -> Contents:
    """Read the records of a segment up to the first damaged frame."""
    view = memoryview(data)
    found: list[AnyRecord] = []
    skipped: list[str] = []
    offset, end = 0, len(data)
    while offset + _HEAD.size <= end:
        length, crc = _HEAD.unpack_from(data, offset)
        start = offset + _HEAD.size
        body = view[start : start + length]
        if not 0 < length <= _MAX_FRAME or len(body) < length or zlib.crc32(body) != crc:
            break
        try:
            found.append(_DECODER.decode(body))
        except msgspec.DecodeError as error:
            skipped.append(str(error))
        offset = start + length
    return Contents(found, offset, end - offset, skipped)


def segments(folder: Path) -> list[Path]:
    """Return the segments of a journal, oldest first."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def segment_path(folder: Path, number: int) -> Path:
    """Return where segment `number` stands."""
    return folder / f"{number:010d}{SUFFIX}"
