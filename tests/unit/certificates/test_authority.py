"""The local authority: what it signs, renews and refuses."""

from __future__ import annotations

import ssl
import stat
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID

from offhook.certificates.authority import LEAF_DAYS, LocalAuthority
from offhook.certificates.files import days_left, is_for, names_of, read_certificate

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["pbx", "pbx.local", "localhost", "192.168.1.10", "fd00::1"]


def handshake(authority: LocalAuthority, name: str) -> None:
    """Let a client that trusts the root meet a server in memory. Raises ssl.SSLError when it refuses."""
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(authority.pair.certificate, authority.pair.key)
    client_context = ssl.create_default_context(cafile=str(authority.root))
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = server_context.wrap_bio(to_server, to_client, server_side=True)
    client = client_context.wrap_bio(to_client, to_server, server_hostname=name)
    for one in (client, server, client):
        try:
            one.do_handshake()
        except ssl.SSLWantReadError:
            continue


@pytest.mark.parametrize("name", NAMES)
def test_a_client_that_trusts_the_root_takes_every_name(tmp_path: Path, name: str) -> None:
    authority = LocalAuthority(tmp_path / "certificates")
    authority.provide(NAMES)
    handshake(authority, name)


def test_a_certificate_of_addresses_alone_is_good(tmp_path: Path) -> None:
    authority = LocalAuthority(tmp_path)
    authority.provide(["127.0.54.1"])
    handshake(authority, "127.0.54.1")


def test_another_name_is_refused(tmp_path: Path) -> None:
    authority = LocalAuthority(tmp_path)
    authority.provide(NAMES)
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        handshake(authority, "other.local")


def test_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    authority = LocalAuthority(tmp_path / "certificates")
    authority.provide(NAMES)
    assert stat.S_IMODE((tmp_path / "certificates").stat().st_mode) == 0o700
    for key in (tmp_path / "certificates" / "root.key", authority.pair.key):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_certificate_stays_until_it_is_old_and_the_root_longer(tmp_path: Path) -> None:
    authority = LocalAuthority(tmp_path)
    first = authority.provide(NAMES).certificate.read_bytes()
    root = authority.root.read_bytes()
    assert authority.provide(NAMES[:2]).certificate.read_bytes() == first
    later = datetime.now(UTC) + timedelta(days=LEAF_DAYS - 30)
    second = authority.provide(NAMES, later).certificate.read_bytes()
    assert second != first
    assert days_left(read_certificate(authority.pair.certificate), later) > LEAF_DAYS - 1
    assert authority.root.read_bytes() == root


def test_a_new_private_name_needs_no_new_root_but_a_public_one_does(tmp_path: Path) -> None:
    authority = LocalAuthority(tmp_path)
    authority.provide(NAMES)
    root = authority.root.read_bytes()
    authority.provide([*NAMES, "10.9.8.7"])
    assert authority.root.read_bytes() == root
    authority.provide([*NAMES, "pbx.example.com"])
    assert authority.root.read_bytes() != root
    handshake(authority, "pbx.example.com")


def test_nothing_critical_is_unknown_to_small_telephones(tmp_path: Path) -> None:
    """Mbed TLS refuses a certificate with a critical extension beyond these."""
    authority = LocalAuthority(tmp_path)
    authority.provide(NAMES)
    known = {ExtensionOID.BASIC_CONSTRAINTS, ExtensionOID.KEY_USAGE}
    for path in (authority.root, authority.pair.certificate):
        assert {one.oid for one in read_certificate(path).extensions if one.critical} <= known


def test_the_root_is_good_for_nothing_else(tmp_path: Path) -> None:
    """Whoever steals its key cannot be a bank."""
    authority = LocalAuthority(tmp_path)
    authority.provide(NAMES)
    from offhook.certificates import authority as module  # noqa: PLC0415

    key = module._read_key(tmp_path / "root.key")
    stolen = module.new_key()
    root = read_certificate(authority.root)
    leaf = module._leaf(["bank.example"], stolen.public_key(), root, key, datetime.now(UTC))
    authority.pair.certificate.write_bytes(leaf.public_bytes(Encoding.PEM) + module.key_pem(stolen))
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        handshake(authority, "bank.example")


def test_damaged_files_are_made_anew(tmp_path: Path) -> None:
    authority = LocalAuthority(tmp_path)
    authority.provide(NAMES)
    authority.pair.certificate.write_text("rubbish")
    authority.provide(NAMES)
    handshake(authority, "pbx")


def test_names_match_as_browsers_match_them(tmp_path: Path) -> None:
    authority = LocalAuthority(tmp_path)
    certificate = read_certificate(authority.provide(["*.example.com", "192.0.2.1"]).certificate)
    assert names_of(certificate) == ["*.example.com", "192.0.2.1"]
    assert is_for(certificate, "PBX.example.com")
    assert is_for(certificate, "192.0.2.1")
    assert not is_for(certificate, "example.com")
    assert not is_for(certificate, "a.b.example.com")
