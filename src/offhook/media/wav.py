"""WAV files that are being written or whose writer was killed: what they really hold.

Invariant: the length in the header is not believed. A writer refreshes it once a second at best, so what counts is the
size of the file; samples cut in the middle are left out. Only files as the media server writes them are read: PCM of
16 bits.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from offhook.errors import ResourceError

if TYPE_CHECKING:
    from pathlib import Path

_CHUNK = struct.Struct("<4sI")
_FORMAT = struct.Struct("<HHIIHH")
FIRST = 4096  # bytes in which the samples must begin
_PCM = 1


@dataclass(frozen=True, slots=True)
class Wav:
    """A WAV file: `header` is as it should be, `size` counts it and all whole samples, `start` is where they begin."""

    path: Path
    header: bytes
    start: int
    size: int
    frames: int
    rate: int
    channels: int

    @property
    def duration_ms(self) -> int:
        """How long the sound is."""
        return self.frames * 1000 // self.rate

    def read(self, file: BinaryIO, offset: int, length: int) -> bytes:
        """Read bytes of the file as it should be. Blocks: for a thread."""
        length = min(length, self.size - offset)
        if length <= 0:
            return b""
        head = self.header[offset : offset + length]
        if len(head) == length:
            return head
        file.seek(offset + len(head))
        return head + file.read(length - len(head))


def inspect(path: Path) -> Wav:
    """Read what a file holds. Blocks: for a thread.

    Raises:
        ResourceError: there is no such file, or it is no PCM WAV file.
    """
    try:
        with path.open("rb") as file:
            first = file.read(FIRST)
            end = file.seek(0, 2)
    except OSError as error:
        raise ResourceError(f"{path.name} cannot be read: {error.strerror}") from error
    return wav_of(path, first, end)


def wav_of(path: Path, first: bytes, end: int) -> Wav:
    """Read what a content of `end` bytes holds, from its first `FIRST` ones; `path` is for what is said of it.

    Raises:
        ResourceError: it is no PCM WAV file.
    """
    if first[:4] != b"RIFF" or first[8:12] != b"WAVE":
        raise ResourceError(f"{path.name} is no WAV file")
    offset, form = 12, None
    while offset + _CHUNK.size <= len(first):
        name, length = _CHUNK.unpack_from(first, offset)
        offset += _CHUNK.size
        if name == b"fmt " and offset + _FORMAT.size <= len(first):
            form = _FORMAT.unpack_from(first, offset)
        elif name == b"data":
            break
        offset += length + length % 2
    else:
        raise ResourceError(f"{path.name} has no samples")
    if form is None or form[0] != _PCM or form[5] != 16 or not form[1] or not form[2]:  # noqa: PLR2004  bits per sample
        raise ResourceError(f"{path.name} is not PCM of 16 bits")
    channels, rate = form[1], form[2]
    frames = (end - offset) // (2 * channels)
    data = frames * 2 * channels
    return Wav(path, header_for(first[:offset], data), offset, offset + data, frames, rate, channels)


def header_for(header: bytes, data: int) -> bytes:
    """Return a header with other lengths: of so many bytes of samples."""
    found = bytearray(header)
    struct.pack_into("<I", found, 4, min(len(header) + data - 8, 0xFFFFFFFF))
    struct.pack_into("<I", found, len(header) - 4, min(data, 0xFFFFFFFF))
    return bytes(found)


def repair(path: Path) -> Wav:
    """Make the header of a file say what the file holds, and return that. Blocks: for a thread.

    Raises:
        ResourceError: the file is none of ours, or cannot be written.
    """
    wav = inspect(path)
    try:
        with path.open("r+b") as file:
            if file.read(len(wav.header)) != wav.header:
                file.seek(0)
                file.write(wav.header)
            file.truncate(wav.size)
    except OSError as error:
        raise ResourceError(f"{path.name} cannot be repaired: {error.strerror}") from error
    return wav
