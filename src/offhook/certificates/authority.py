"""The installation's own certificate authority, for networks without a public name.

Its root is trusted by hand on each device (docs/howto/certificates.md). Lest a stolen key of it opens more than this
installation, it may sign for private addresses, local names and the names given only (RFC 5280 §4.2.1.10).
"""

from __future__ import annotations

import fcntl
import ipaddress
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from offhook.certificates.files import days_left, key_pem, names_of, new_key, read_certificate, write_private
from offhook.errors import ResourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

ROOT_DAYS: Final = 3650
LEAF_DAYS: Final = 397  # the longest that Apple's systems take
RENEW_DAYS: Final = 60
_SKEW: Final = timedelta(hours=1)
_NETWORKS: Final = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "100.64.0.0/10",
    "fc00::/7", "fe80::/10", "::1/128",
)  # fmt: skip
_DOMAINS: Final = ("localhost", "local", "lan", "internal", "home.arpa", "test")


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate (chain) and its key, as paths of PEM files; may be one: so they change together."""

    certificate: Path
    key: Path


class LocalAuthority:
    """The authority of a data folder: `root.pem`, its key, and one certificate for the installation."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "root.pem"
        self.pair = Pair(folder / "local.pem", folder / "local.pem")
        self._key = folder / "root.key"
        self._folder = folder

    def provide(self, names: Sequence[str], now: datetime | None = None) -> Pair:
        """Return a certificate for these names, new when there is none, it is old, or it lacks a name.

        Raises:
            ResourceError: the folder cannot be written, or the authority's files are damaged.
        """
        now = now or datetime.now(UTC)
        with self._locked():
            if not self._good(names, now):
                root, key = self._authority(names, now)
                leaf_key = new_key()
                leaf = _leaf(names, leaf_key.public_key(), root, key, now)
                chain = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in (leaf, root))
                write_private(self.pair.certificate, chain + key_pem(leaf_key))
        return self.pair

    def _good(self, names: Sequence[str], now: datetime) -> bool:
        try:
            leaf, root = read_certificate(self.pair.certificate), read_certificate(self.root)
            leaf.verify_directly_issued_by(root)
        except (ResourceError, ValueError, TypeError):
            return False
        except Exception as error:
            raise ResourceError(f"{self.pair.certificate} is not of {self.root}") from error
        return days_left(leaf, now) > RENEW_DAYS and set(names) <= set(names_of(leaf))

    def _authority(self, names: Sequence[str], now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        """Return the root and its key; a new one when there is none, or it may not sign for these names."""
        if self._key.exists() and self.root.exists():
            root = read_certificate(self.root)
            if days_left(root, now) > LEAF_DAYS and _permits(root, names):
                return root, _read_key(self._key)
        key = new_key()
        root = _root(names, key, now)
        write_private(self._key, key_pem(key))
        write_private(self.root, root.public_bytes(serialization.Encoding.PEM))
        return root, key

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one process at a time make certificates."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = (self._folder / "lock").open("w")
        except OSError as error:
            raise ResourceError(f"cannot write to {self._folder}: {error.strerror}") from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def general_name(name: str) -> x509.GeneralName:
    """Return a host name or an address as certificates hold it. Raises ValueError for what is neither."""
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name.encode("idna").decode() if not name.isascii() else name.lower())


def _root(names: Sequence[str], key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Offhook"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Offhook local authority {now:%Y-%m-%d} {names[0][:30]}"),
        ]
    )
    permitted: list[x509.GeneralName] = [x509.IPAddress(ipaddress.ip_network(one)) for one in _NETWORKS]
    permitted += [x509.DNSName(one) for one in _DOMAINS]
    for name in names:
        one = general_name(name.removeprefix("*."))
        permitted.append(x509.IPAddress(ipaddress.ip_network(one.value)) if isinstance(one, x509.IPAddress) else one)
    public = key.public_key()
    return (
        _builder(subject, subject, public, now, ROOT_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        # Not critical: phones with Mbed TLS refuse a root with a critical extension that they do not know (ADR 0084).
        .add_extension(x509.NameConstraints(list(dict.fromkeys(permitted)), None), critical=False)
        .sign(key, SHA256())
    )


def _leaf(
    names: Sequence[str],
    public: ec.EllipticCurvePublicKey,
    root: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    # No host name here: OpenSSL holds one to the constraints for DNS names, and an address never is among them.
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Offhook PBX")])
    server = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
    return (
        _builder(subject, root.subject, public, now, LEAF_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(server, critical=False)
        .add_extension(x509.SubjectAlternativeName([general_name(name) for name in names]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _permits(root: x509.Certificate, names: Sequence[str]) -> bool:
    """Tell whether a root may sign for all these names."""
    permitted = root.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    networks = [ipaddress.ip_network(str(one.value)) for one in permitted if isinstance(one, x509.IPAddress)]
    domains = [one.value for one in permitted if isinstance(one, x509.DNSName)]
    for name in names:
        wanted = general_name(name)
        if isinstance(wanted, x509.IPAddress):
            if not any(ipaddress.ip_address(str(wanted.value)) in network for network in networks):
                return False
        elif not any(wanted.value == one or wanted.value.endswith(f".{one}") for one in domains):
            return False
    return True


def _read_key(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise ResourceError(f"cannot read {path}") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ResourceError(f"{path} is another kind of key")
    return key
