"""Files of sound that people may hear: recordings and voicemail messages, plain or sealed.

Invariant: only files below the data folder are opened, whatever the database says, and none is followed out of it. Who
hears a file cannot tell whether it is sealed.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from offhook.errors import ResourceError
from offhook.media.wav import Wav, inspect, repair
from offhook.recording.sealed import Opened, file_key, forms_of, read_head, seal_content, seal_file, sealed_path
from offhook.recording.waveform import Waveform

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from offhook.recording.sealed import CompanyKey, Head, KeyOf

_PIECE = 1 << 16
_ATTEMPTS = 3


class _Content(Protocol):
    @property
    def size(self) -> int: ...

    def read(self, file: BinaryIO, start: int, count: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Sound:
    """An opened file of sound; `size` in bytes. `again` opens one anew that was sealed with another key meanwhile."""

    path: Path
    content: _Content
    again: Callable[[], Awaitable[Sound]] | None = None

    @property
    def size(self) -> int:
        """Bytes of the whole content, header included."""
        return self.content.size

    async def read(self, start: int, end: int) -> AsyncIterator[bytes]:
        """Give the bytes from `start` to before `end` in pieces.

        Raises:
            ResourceError: a part of a sealed file was changed.
        """
        file, content = await self._open()
        try:
            while start < end:
                piece = await asyncio.to_thread(content.read, file, start, min(_PIECE, end - start))
                if not piece:
                    return
                yield piece
                start += len(piece)
        finally:
            file.close()

    async def _open(self) -> tuple[BinaryIO, _Content]:
        """Open the file that `content` was made for, or what has taken its place since, whose content is the same."""
        sound = self
        for _ in range(_ATTEMPTS):
            try:
                file = await asyncio.to_thread(sound.path.open, "rb")
            except FileNotFoundError:  # it was plain, and is sealed by now
                file = None
            if file is not None:
                if not isinstance(sound.content, Opened) or await asyncio.to_thread(sound.content.is_of, file):
                    return file, sound.content
                file.close()
            if sound.again is None:
                break
            sound = await sound.again()
        raise ResourceError(f"{self.path.name} is replaced all the time")


@dataclass(frozen=True, slots=True)
class Seal:
    """What was found while a file was sealed: the fingerprint of the content (hexadecimal), its size, its peaks."""

    sha256: str
    size: int
    waveform: list[list[int]]


async def open_sound(data: Path, path: str, key_of: KeyOf | None = None) -> Sound:
    """Open a file below the data folder; one that is still being written is taken as it is now.

    `key_of` gives the company's keys; without it only plain files are opened.

    Raises:
        ResourceError: the file is away, none of ours, or outside the data folder.
        SealBroken: its key is away, or does not open.
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
    return Sound(wav.path, wav, None if key_of is None else partial(open_sound, data, path, key_of))


async def sound_key(data: Path, path: str, key_of: KeyOf) -> tuple[Path, bytes | None]:
    """Return where a sound is now, and what the media server opens it with: None where it is plain.

    Raises:
        ResourceError: it is away, or outside the data folder.
        SealBroken: its key is away, or does not open.
    """
    plain = await asyncio.to_thread(_below, data, Path(path))
    sealed = sealed_path(plain)
    if not await asyncio.to_thread(sealed.exists):
        return plain, None
    head = await asyncio.to_thread(_head, sealed)
    return sealed, file_key(await key_of(head.key), head)


async def _open_sealed(path: Path, key_of: KeyOf) -> Sound:
    head = await asyncio.to_thread(_head, path)
    content = Opened(path, head, await key_of(head.key))
    return Sound(path, content, partial(_open_sealed, path, key_of))


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


def reseal_sound(data: Path, path: str, opened: bytes, key: CompanyKey) -> int:
    """Seal a file that is sealed with another key, whose bytes are `opened`, with this one. Blocks: for a thread.

    Returns its bytes, 0 where it is sealed with this one already. At any moment one whole form of it is there.

    Raises:
        ResourceError: it is away, was changed, or is outside the data folder.
        OSError: the disk is full; it stays as it was.
    """
    plain = _below(data, Path(path))
    sealed = sealed_path(plain)
    head = _head(sealed)
    if head.key == key[0]:
        return 0
    content, at = Opened(sealed, head, opened), 0
    with sealed.open("rb") as file:

        def read(count: int) -> bytes:
            nonlocal at
            piece = content.read(file, at, count)
            at += len(piece)
            return piece

        seal_content(plain, head.subject, key, head.size, read)
    return head.size


def key_id_of(data: Path, path: str) -> str:
    """Return the id of the key that a file is sealed with. Blocks: for a thread.

    Raises:
        ResourceError: it is away, or not sealed.
    """
    return _head(sealed_path(_below(data, Path(path)))).key


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
    for one in forms_of(_below(data, Path(path))):
        one.unlink(missing_ok=True)


def _below(data: Path, path: Path) -> Path:
    real = path.resolve()
    if not real.is_relative_to(data.resolve()):
        raise ResourceError(f"{path.name} is outside the data folder")
    return real
