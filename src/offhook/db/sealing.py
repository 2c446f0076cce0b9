"""Sealing of secrets at rest: AES-256-GCM (NIST SP 800-38D) under the key of the installation, `DATA/secret.key`.

Invariant: a sealed value opens only in the context that it was sealed for (row, file), so it cannot be moved to
another place. Sealed form: one version byte, twelve bytes of random nonce, ciphertext with tag.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from offhook.errors import ResourceError

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES = 32
VERSION = b"\x01"
NONCE_BYTES = 12


class SealBroken(ResourceError):  # noqa: N818  the seal is broken; nobody erred in calling
    """A sealed value does not open: another key, another context, or changed bytes."""


class Sealer:
    """Seals and opens values under one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ResourceError(f"the secret key must have {KEY_BYTES} bytes, not {len(key)}")
        self._key = key
        self._cipher = AESGCM(key)

    @classmethod
    def of(cls, data: Path) -> Sealer:
        """Return the sealer of a data folder; its key is made on first use, readable by its owner only.

        Raises:
            ResourceError: the key is unreadable or has a wrong size.
        """
        path = data / "secret.key"
        try:
            return cls(path.read_bytes())
        except FileNotFoundError:
            pass
        except OSError as error:
            raise ResourceError(f"cannot read {path}: {error.strerror}") from error
        try:
            data.mkdir(parents=True, exist_ok=True)
            _create_once(path, secrets.token_bytes(KEY_BYTES))
            return cls(path.read_bytes())
        except OSError as error:
            raise ResourceError(f"cannot make {path}: {error.strerror}") from error

    def seal(self, plain: bytes, context: str) -> bytes:
        """Seal `plain` for `context`."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return VERSION + nonce + self._cipher.encrypt(nonce, plain, context.encode())

    def open(self, sealed: bytes, context: str) -> bytes:
        """Return what was sealed for `context`.

        Raises:
            SealBroken: another key, another context, or changed bytes.
        """
        if sealed[:1] != VERSION or len(sealed) <= NONCE_BYTES:
            raise SealBroken("not a sealed value")
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, body, context.encode())
        except InvalidTag as error:
            raise SealBroken(f"the sealed value for {context} does not open with this key") from error

    def derive(self, purpose: str) -> str:
        """Return a secret for `purpose` as 64 hexadecimal digits: always the same for one key (HKDF, RFC 5869)."""
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(self._key).hex()


def _create_once(path: Path, content: bytes) -> None:
    """Create a file whole or not at all; when another process was first, its file stays."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink()
