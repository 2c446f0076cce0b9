"""Far ends that protect their media, made of other people's code: libsrtp, OpenSSL's DTLS, and the STUN of aioice."""

from __future__ import annotations

import datetime as dt
import itertools
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aioice import stun
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL
from pylibsrtp import Error as SrtpError
from pylibsrtp import Policy, Session
from tests.rtp import RtpPeer

from offhook.media.protocol import Ice, Srtp, SrtpKey

if TYPE_CHECKING:
    import asyncio

PROFILES: dict[str, tuple[int, int, int]] = {  # libsrtp's number, bytes of key and of salt
    "AES_CM_128_HMAC_SHA1_80": (Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 16, 14),
    "AES_CM_128_HMAC_SHA1_32": (Policy.SRTP_PROFILE_AES128_CM_SHA1_32, 16, 14),
    "AEAD_AES_128_GCM": (Policy.SRTP_PROFILE_AEAD_AES_128_GCM, 16, 12),
    "AEAD_AES_256_GCM": (Policy.SRTP_PROFILE_AEAD_AES_256_GCM, 32, 12),
}
DTLS_PROFILES = {  # as OpenSSL calls them
    "AES_CM_128_HMAC_SHA1_80": b"SRTP_AES128_CM_SHA1_80",
    "AEAD_AES_128_GCM": b"SRTP_AEAD_AES_128_GCM",
    "AEAD_AES_256_GCM": b"SRTP_AEAD_AES_256_GCM",
}
_CREDENTIALS = itertools.count(1)


def keys(suite: str) -> Srtp:
    """Draw keys for both directions, as the server is told them."""
    _, key, salt = PROFILES[suite]
    return Srtp(SrtpKey(suite, os.urandom(key + salt)), SrtpKey(suite, os.urandom(key + salt)))  # type: ignore[arg-type]


def credentials() -> Ice:
    """Choose user fragments and passwords of the length that ICE asks for."""
    number = next(_CREDENTIALS)
    return Ice(f"ours{number}", f"aPasswordLongEnough{number:08}", f"them{number}", f"anotherPassword{number:012}")


def fingerprint(certificate: x509.Certificate, name: str = "sha-256") -> str:
    """Write a fingerprint as SDP has it."""
    algorithms = {"sha-1": hashes.SHA1(), "sha-256": hashes.SHA256(), "sha-512": hashes.SHA512()}  # noqa: S303  that is what RFC 8122 calls it
    return f"{name} {certificate.fingerprint(algorithms[name]).hex(':').upper()}"


class Dtls:
    """OpenSSL's side of a handshake, without a socket."""

    def __init__(self, profile: str = "AES_CM_128_HMAC_SHA1_80", *, client: bool = True) -> None:
        self.profile = profile
        self.done = False
        self.client = client
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "far end")])
        now = dt.datetime.now(dt.UTC)
        builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(now).not_valid_after(now + dt.timedelta(days=1))
        self.certificate = builder.sign(key, hashes.SHA256())
        context = SSL.Context(SSL.DTLS_METHOD)
        context.use_certificate(self.certificate)
        context.use_privatekey(key)
        context.set_tlsext_use_srtp(DTLS_PROFILES[profile])
        context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, lambda *_: True)
        self._connection = SSL.Connection(context)
        if client:
            self._connection.set_connect_state()
        else:
            self._connection.set_accept_state()

    def step(self, datagram: bytes = b"") -> list[bytes]:
        """Go on, with what came if anything did; gives what has to be sent."""
        if datagram:
            self._connection.bio_write(datagram)
        try:
            if self.done:
                self._connection.recv(1500)
            else:
                self._connection.do_handshake()
                self.done = True
        except SSL.WantReadError:
            pass
        flight = b""
        while True:
            try:
                flight += self._connection.bio_read(1 << 16)
            except SSL.WantReadError:
                break
        records = []
        while flight:
            length = 13 + int.from_bytes(flight[11:13], "big")
            records.append(flight[:length])
            flight = flight[length:]
        return records

    def server_fingerprint(self) -> str:
        """Tell the fingerprint of the certificate that the other side has shown."""
        certificate = self._connection.get_peer_certificate(as_cryptography=True)
        assert certificate is not None
        return fingerprint(certificate)

    def sessions(self) -> tuple[Session, Session]:
        """Make libsrtp's sessions from the keys: for what is sent, and for what is received."""
        number, key, salt = PROFILES[self.profile]
        assert self._connection.get_selected_srtp_profile() == DTLS_PROFILES[self.profile]
        material = self._connection.export_keying_material(b"EXTRACTOR-dtls_srtp", 2 * (key + salt))
        at = [0, key, 2 * key, 2 * key + salt, 2 * key + 2 * salt]
        client_key, server_key, client_salt, server_salt = (material[a:b] for a, b in itertools.pairwise(at))
        ours, theirs = client_key + client_salt, server_key + server_salt
        if not self.client:
            ours, theirs = theirs, ours
        return _session(number, ours, sending=True), _session(number, theirs, sending=False)


def _session(profile: int, key: bytes, *, sending: bool) -> Session:
    kind = Policy.SSRC_ANY_OUTBOUND if sending else Policy.SSRC_ANY_INBOUND
    return Session(Policy(key=key, ssrc_type=kind, srtp_profile=profile))


class _Sealed:
    """The transport of a peer: what is sent through it is protected first."""

    def __init__(self, peer: SecurePeer, wire: asyncio.DatagramTransport) -> None:
        self._peer, self._wire = peer, wire

    def sendto(self, data: bytes, address: tuple[str, int]) -> None:
        if self._peer.outbound is not None:
            rtcp = 192 <= data[1] <= 223
            data = self._peer.outbound.protect_rtcp(data) if rtcp else self._peer.outbound.protect(data)
            self._wire.sendto(data, address)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._wire, name)


@dataclass
class SecurePeer(RtpPeer):
    """One end of a call whose media is protected; before it has keys it sends nothing and understands nothing."""

    inbound: Session | None = None
    outbound: Session | None = None
    dtls: Dtls | None = None
    raw: list[bytes] = field(default_factory=list)
    rtcp: list[bytes] = field(default_factory=list)
    stun: list[stun.Message] = field(default_factory=list)
    failures: int = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.wire = self.transport
        self.transport = _Sealed(self, self.wire)  # type: ignore[assignment]

    def use(self, srtp: Srtp) -> None:
        """Take keys that signalling exchanged; `srtp` is what the server was told."""
        self.inbound = _session(PROFILES[srtp.send.suite][0], srtp.send.key, sending=False)
        self.outbound = _session(PROFILES[srtp.receive.suite][0], srtp.receive.key, sending=True)

    def shake_hands(self, dtls: Dtls) -> None:
        """Begin a handshake, or wait for one."""
        self.dtls = dtls
        self._send(dtls.step() if dtls.client else [])

    def check(self, ice: Ice, *, nominate: bool = True, **changes: Any) -> None:
        """Send a connectivity check; `changes` are attributes, and `password`."""
        attributes = {"USERNAME": f"{ice.ufrag}:{ice.remote_ufrag}", "PRIORITY": 1845501695, "ICE-CONTROLLING": 7}
        if nominate:
            attributes["USE-CANDIDATE"] = None
        password = changes.pop("password", ice.password)
        attributes |= changes
        request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST, attributes=attributes)
        if password is None:
            request.add_fingerprint()
        else:
            request.add_message_integrity(password.encode())
        self._send([bytes(request)])

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.raw.append(data)
        if data[0] < 4:
            self.stun.append(stun.parse_message(data))
        elif 20 <= data[0] < 64:
            if self.dtls is not None:
                self._send(self.dtls.step(data))
                if self.dtls.done and self.inbound is None:
                    self.outbound, self.inbound = self.dtls.sessions()
        elif self.inbound is not None:
            rtcp = 192 <= data[1] <= 223
            try:
                clear = self.inbound.unprotect_rtcp(data) if rtcp else self.inbound.unprotect(data)
            except SrtpError:
                self.failures += 1
                return
            if rtcp:
                self.rtcp.append(clear)
            else:
                super().datagram_received(clear, addr)

    def _send(self, datagrams: list[bytes]) -> None:
        for datagram in datagrams:
            self.wire.sendto(datagram, self.remote)
