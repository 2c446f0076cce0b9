"""A backup under a passphrase: AES-256-GCM (NIST SP 800-38D) in chunks, whose key is made by scrypt (RFC 7914).

Form: `MAGIC`, 16 bytes of salt, then chunks of `CHUNK` bytes of content (the last one shorter), each with a tag of 16
bytes. A chunk's nonce is its number and whether it is the last, and each is bound to the head. Invariant: what is read
is what was written and all of it, or reading fails: no chunk can be changed, moved, left out or cut off unnoticed.
"""

from __future__ import annotations

import io
import secrets
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from offhook.errors import ResourceError

if TYPE_CHECKING:
    from typing import BinaryIO

    from typing_extensions import Buffer

MAGIC: Final = b"OFFHOOK-BACKUP-1"
SALT: Final = 16
CHUNK: Final = 1 << 20
TAG: Final = 16
_WORK: Final = 1 << 17  # with 8 and 1: 128 MiB and some tenths of a second for each attempt
_WRONG: Final = "the passphrase is another one, or the file was changed"


class LockingWriter(io.RawIOBase):
    """Writes what it is given to a file under a passphrase; only after `close` is it whole."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        self._file = file
        self._head = MAGIC + secrets.token_bytes(SALT)
        self._cipher = AESGCM(_key(passphrase, self._head[len(MAGIC) :]))
        self._waiting = bytearray()
        self._number = 0
        file.write(self._head)

    def writable(self) -> bool:
        """Tell that this is written to."""
        return True

    def write(self, data: Buffer) -> int:
        """Take more content."""
        view = memoryview(data)
        self._waiting += view
        while len(self._waiting) > CHUNK:  # the last one, known only by `finish`, is never empty but for no content
            self._put(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return view.nbytes

    def finish(self) -> None:
        """Write the last chunk; the file stays open."""
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _put(self, chunk: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), chunk, self._head))
        self._number += 1


class UnlockingReader(io.RawIOBase):
    """Reads the content of a file that stands at its beginning.

    Raises:
        ResourceError: from any `read`: the passphrase is another one, or the file was changed or cut off.
    """

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        self._file = file
        self._head = file.read(len(MAGIC) + SALT)
        if len(self._head) < len(MAGIC) + SALT:
            raise ResourceError("the file is cut off")
        self._cipher = AESGCM(_key(passphrase, self._head[len(MAGIC) :]))
        self._ahead = file.read(CHUNK + TAG)
        self._open = b""
        self._number = 0
        self._ended = False

    def readable(self) -> bool:
        """Tell that this is read from."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, all that are left without a size."""
        parts = []
        left = size if size >= 0 else 1 << 62
        while left and (self._open or self._next()):
            part, self._open = self._open[:left], self._open[left:]
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def _next(self) -> bool:
        """Open the next chunk; False at the end."""
        if self._ended:
            return False
        chunk, self._ahead = self._ahead, self._file.read(CHUNK + TAG)
        self._ended = not self._ahead
        try:
            self._open = self._cipher.decrypt(_nonce(self._number, last=self._ended), chunk, self._head)
        except (InvalidTag, ValueError) as error:
            raise ResourceError(_WRONG if self._number == 0 else "the file was changed, or is cut off") from error
        self._number += 1
        return bool(self._open)


def is_locked(file: BinaryIO) -> bool:
    """Tell whether a file, which stands at its beginning and does so again, is under a passphrase."""
    found = file.read(len(MAGIC))
    file.seek(0)
    return found == MAGIC


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_WORK, r=8, p=1).derive(passphrase.encode())


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
