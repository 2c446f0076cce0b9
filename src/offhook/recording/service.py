"""Files of sound that people may hear: recordings and voicemail messages, plain or sealed.

Invariant: only files below the data folder are opened, whatever the database says, and none is followed out of it. Who
hears a file cannot tell whether it is sealed.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from offhook.errors import ResourceError
from offhook.media.wav import Wav, inspect, repair
from offhook.recording.sealed import Opened, read_head, seal_file, sealed_path
from offhook.recording.waveform import Waveform

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from offhook.recording.sealed import CompanyKey, Head

_PIECE = 1 << 16


class _Content(Protocol):
    @property
    def size(self) -> int: ...

    def read(self, file: BinaryIO, start: int, count: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Sound:
    """An opened file of sound; `size` in bytes."""

    path: Path
    content: _Content

    @property
    def size(self) -> int:
        """Bytes of the whole content, header included."""
        return self.content.size

    async def read(self, start: int, end: int) -> AsyncIterator[bytes]:
        """Give the bytes from `start` to before `end` in pieces.

        Raises:
            ResourceError: a part of a sealed file was changed.
        """
        file = await asyncio.to_thread(self.path.open, "rb")
        try:
            while start < end:
                piece = await asyncio.to_thread(self.content.read, file, start, min(_PIECE, end - start))
                if not piece:
                    return
                yield piece
                start += len(piece)
        finally:
            file.close()


@dataclass(frozen=True, slots=True)
class Seal:
    """What was found while a file was sealed: the fingerprint of the content (hexadecimal), its size, its peaks."""

    sha256: str
    size: int
    waveform: list[list[int]]


async def open_sound(data: Path, path: str, key_of: Callable[[str], Awaitable[bytes]] | None = None) -> Sound:
    """Open a file below the data folder; one that is still being written is taken as it is now.

    `key_of` gives the company's keys by their ids; without it only plain files are opened.

    Raises:
        ResourceError: the file is away, none of ours, or outside the data folder, or its key is away.
    """
    plain = await asyncio.to_thread(_below, data, Path(path))
    sealed = sealed_path(plain)
    if key_of is not None and await asyncio.to_thread(sealed.exists):
        return await _open_sealed(sealed, key_of)
    try:
        wav = await asyncio.to_thread(inspect, plain)
    except ResourceError:
        if key_of is None or not await asyncio.to_thread(sealed.exists):  # it was sealed in this very moment
            raise
        return await _open_sealed(sealed, key_of)
    return Sound(wav.path, wav)


async def _open_sealed(path: Path, key_of: Callable[[str], Awaitable[bytes]]) -> Sound:
    head = await asyncio.to_thread(_head, path)
    return Sound(path, Opened(path, head, await key_of(head.key)))


def _head(path: Path) -> Head:
    try:
        with path.open("rb") as file:
            return read_head(file, path)
    except OSError as error:
        raise ResourceError(f"{path.name} cannot be read: {error.strerror}") from error


async def fingerprint(sound: Sound) -> str:
    """Return the SHA-256 of a whole content, in hexadecimal.

    Raises:
        ResourceError: a part of a sealed file was changed.
    """
    found = hashlib.sha256()
    async for piece in sound.read(0, sound.size):
        found.update(piece)
    return found.hexdigest()


def seal_sound(data: Path, path: str, subject: str, key: CompanyKey) -> Seal:
    """Seal a finished WAV file for what it is (an id), beside itself; the plain one stays. Blocks: for a thread.

    Raises:
        ResourceError: the file is away, none of ours, or outside the data folder.
        OSError: the disk is full.
    """
    wav: Wav = repair(_below(data, Path(path)))
    found, waveform = hashlib.sha256(), Waveform(wav)

    def look(piece: bytes) -> None:
        found.update(piece)
        waveform.look(piece)

    size = seal_file(wav.path, subject, key, look)
    return Seal(found.hexdigest(), size, waveform.finish())


def forget_plain(data: Path, path: str) -> None:
    """Remove the plain file of one that is sealed; one that is not sealed stays. Blocks: for a thread.

    Raises:
        ResourceError: the sealed one is away, or not whole.
        OSError: it cannot be removed.
    """
    plain = _below(data, Path(path))
    _head(sealed_path(plain))
    plain.unlink(missing_ok=True)


def delete_sound(data: Path, path: str) -> None:
    """Remove a file in both its forms; one that is away already is none to complain about. Blocks: for a thread.

    Raises:
        ResourceError: it is outside the data folder.
        OSError: it cannot be removed.
    """
    plain = _below(data, Path(path))
    sealed = sealed_path(plain)
    for one in (plain, sealed, sealed.with_name(sealed.name + ".new")):
        one.unlink(missing_ok=True)


def _below(data: Path, path: Path) -> Path:
    real = path.resolve()
    if not real.is_relative_to(data.resolve()):
        raise ResourceError(f"{path.name} is outside the data folder")
    return real
