"""A file sealed for one company: AES-256-GCM (NIST SP 800-38D) in chunks, each of which can be opened by itself.

Form: a head of `HEAD` bytes, then chunks of `CHUNK` bytes of plain content, the last one shorter, each with a tag of
16 bytes. The head names the form, the company's key, what the file is, how long it is, and has 32 random bytes, from
which and the company's key the key of this file alone comes (HKDF, RFC 5869). A chunk's nonce is its number. Each is
bound to the whole head, so that none can be changed, left out, moved, cut off, or taken from another file unnoticed.
Invariant: a file of this form is complete, or it has another name (`.new`); what is written is never changed.
"""

from __future__ import annotations

import os
import secrets
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from offhook.errors import ResourceError

if TYPE_CHECKING:
    from pathlib import Path

MAGIC = b"OFFHOOK1"
_HEAD = struct.Struct(">8s16s16s32sQ")  # form, key, subject, random, bytes of plain content
HEAD = _HEAD.size
CHUNK = 1 << 16
TAG = 16
SUFFIX = ".sealed"
KEY_BYTES = 32

CompanyKey = tuple[str, bytes]  # its id and the key
KeyOf = Callable[[str], Awaitable[bytes]]  # a company's keys by their ids


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a sealed file says; `octets` are the head itself."""

    key: str
    subject: str
    size: int  # of the plain content
    octets: bytes
    seed: bytes


def sealed_path(path: Path) -> Path:
    """Return where the sealed form of a file is."""
    return path.with_name(path.name + SUFFIX)


def forms_of(path: Path) -> tuple[Path, ...]:
    """Return every name that a file, or what was begun of its sealed form, may have."""
    return path, sealed_path(path), path.with_name(f"{path.name}{SUFFIX}.new")


def read_head(file: BinaryIO, path: Path) -> Head:
    """Return the head of a sealed file, whose chunks must all be there.

    Raises:
        ResourceError: it is none, or something is missing.
    """
    octets = file.read(HEAD)
    if len(octets) < HEAD:
        raise ResourceError(f"{path.name} is no sealed file")
    magic, key, subject, seed, size = _HEAD.unpack(octets)
    if magic != MAGIC:
        raise ResourceError(f"{path.name} is no sealed file")
    if os.fstat(file.fileno()).st_size != HEAD + size + TAG * _chunks(size):
        raise ResourceError(f"{path.name} is not as long as it says")
    return Head(str(UUID(bytes=key)), str(UUID(bytes=subject)), size, octets, seed)


def seal_file(path: Path, subject: str, key: CompanyKey, look: Callable[[bytes], None]) -> int:
    """Seal a file for what it is (an id) beside itself, and return its size; it stays, for the caller to remove.

    `look` sees all plain content in its order. A sealed file that is there already is replaced. Blocks.

    Raises:
        OSError: a file is away, or the disk is full; what was begun is taken away.
        ResourceError: the file became shorter meanwhile.
    """
    with path.open("rb") as plain:
        size = os.fstat(plain.fileno()).st_size

        def read(count: int) -> bytes:
            chunk = plain.read(count)
            look(chunk)
            return chunk

        seal_content(path, subject, key, size, read)
    return size


def seal_content(path: Path, subject: str, key: CompanyKey, size: int, read: Callable[[int], bytes]) -> None:
    """Seal `size` bytes, of which `read` gives the next ones, as what `path` would be in plain. Blocks.

    Raises:
        OSError: the disk is full; what was begun is taken away, and a sealed file that was there before stays.
        ResourceError: `read` gave too little.
    """
    draft = path.with_name(f"{path.name}{SUFFIX}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as sealed:
            seed = secrets.token_bytes(KEY_BYTES)
            octets = _HEAD.pack(MAGIC, UUID(key[0]).bytes, UUID(subject).bytes, seed, size)
            cipher = AESGCM(file_key(key[1], Head(key[0], subject, size, octets, seed)))
            sealed.write(octets)
            for number in range(_chunks(size)):
                count = min(CHUNK, size - number * CHUNK)
                sealed.write(cipher.encrypt(_nonce(number), _exactly(read(count), count, path), octets))
            sealed.flush()
            os.fsync(sealed.fileno())
        draft.replace(sealed_path(path))
        _sync_folder(path.parent)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def file_key(key: bytes, head: Head) -> bytes:
    """Return the key of one file alone, made of its company's."""
    info = b"offhook sealed file " + head.octets
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=head.seed, info=info).derive(key)


class Opened:
    """An opened sealed file: any part of its content can be read. `read` blocks, and is for one thread at a time."""

    def __init__(self, path: Path, head: Head, key: bytes) -> None:
        self._path = path
        self._head = head
        self._cipher = AESGCM(file_key(key, head))
        self._last: tuple[int, bytes] = (-1, b"")

    @property
    def size(self) -> int:
        """Bytes of the plain content."""
        return self._head.size

    def is_of(self, file: BinaryIO) -> bool:
        """Tell whether a file that was opened is still the one whose head was read."""
        file.seek(0)
        return file.read(HEAD) == self._head.octets

    def read(self, file: BinaryIO, start: int, count: int) -> bytes:
        """Return the part of the content from `start`, at most to its end.

        Raises:
            ResourceError: a chunk was changed.
        """
        end = min(start + count, self._head.size)
        parts = []
        while start < end:
            number, inside = divmod(start, CHUNK)
            part = self._chunk(file, number)[inside : inside + end - start]
            parts.append(part)
            start += len(part)
        return b"".join(parts)

    def _chunk(self, file: BinaryIO, number: int) -> bytes:
        if self._last[0] == number:
            return self._last[1]
        file.seek(HEAD + number * (CHUNK + TAG))
        sealed = file.read(min(CHUNK, self._head.size - number * CHUNK) + TAG)
        try:
            chunk = self._cipher.decrypt(_nonce(number), sealed, self._head.octets)
        except InvalidTag as error:
            raise ResourceError(f"{self._path.name} was changed, or has another key") from error
        self._last = (number, chunk)
        return chunk


def _exactly(chunk: bytes, count: int, path: Path) -> bytes:
    if len(chunk) != count:
        raise ResourceError(f"{path.name} is shorter than it was")
    return chunk


def _chunks(size: int) -> int:
    return -(-size // CHUNK)


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
