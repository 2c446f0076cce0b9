"""Certificates and keys as PEM files. Invariant: a key is readable by its owner only from its first moment on."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from offhook.errors import ResourceError

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes


_SHORT_DAYS: Final = 30


def new_key() -> ec.EllipticCurvePrivateKey:
    """Return a new key; P-256 is what every telephone and browser takes."""
    return ec.generate_private_key(ec.SECP256R1())


def key_pem(key: PrivateKeyTypes) -> bytes:
    """Return a private key as PEM (PKCS #8)."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def write_private(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, for its owner only. Raises ResourceError when it cannot be."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise ResourceError(f"cannot write {path}: {error.strerror}") from error


def read_certificate(path: Path) -> x509.Certificate:
    """Return the first certificate of a PEM file. Raises ResourceError when there is none."""
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except OSError as error:
        raise ResourceError(f"cannot read {path}: {error.strerror}") from error
    except ValueError as error:
        raise ResourceError(f"{path} is no certificate in PEM form") from error


def names_of(certificate: x509.Certificate) -> list[str]:
    """Return the host names and addresses that a certificate is for."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return [str(one.value) for one in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    return [
        *names.get_values_for_type(x509.DNSName),
        *(str(address) for address in names.get_values_for_type(x509.IPAddress)),
    ]


def is_for(certificate: x509.Certificate, name: str) -> bool:
    """Tell whether a certificate is for a host name or address; a star stands for one label (RFC 6125 §6.4.3)."""
    wanted = name.lower().rstrip(".")
    for one in names_of(certificate):
        found = one.lower()
        if found == wanted or (found.startswith("*.") and found[2:] == wanted.partition(".")[2]):
            return True
    return False


def is_short(certificate: x509.Certificate) -> bool:
    """Tell a certificate that is meant to live for days only."""
    lifetime = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    return lifetime.total_seconds() < _SHORT_DAYS * 86_400


def days_left(certificate: x509.Certificate, now: datetime | None = None) -> float:
    """Return for how many days a certificate is still valid, negative when it has expired."""
    return (certificate.not_valid_after_utc - (now or datetime.now(UTC))).total_seconds() / 86_400
