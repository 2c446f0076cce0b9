"""What all m= sections of a description have in common: keys, ICE, direction, and where packets go.

Keys are agreed by SDES or DTLS (`keying.py`); ICE (`ice.py`) is done where the other side does it and RTCP shares the
port. Encryption offered beside plain RTP (RFC 8643) is taken where the party's setting allows.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from offhook.errors import NotAcceptable
from offhook.sip.ice import Ice, candidate_lines, remote_credentials
from offhook.sip.keying import (
    Dtls,
    Encryption,
    MediaSecrets,
    Role,
    Security,
    choose_crypto,
    match_crypto,
    read_fingerprints,
)
from offhook.sip.sdp import Attributes, Direction, Media, SessionDescription

if TYPE_CHECKING:
    from collections.abc import Sequence

BROWSER: Final = "UDP/TLS/RTP/SAVPF"
PLAIN: Final = ("RTP/AVP", "RTP/AVPF")
SECURE: Final = ("RTP/SAVP", "RTP/SAVPF", "UDP/TLS/RTP/SAVP", BROWSER)
_WRONG_TRANSPORT, _WRONG_ADDRESS = 302, 301  # RFC 3261 §20.43
_REVERSE: Final[dict[Direction, Direction]] = {
    "sendrecv": "sendrecv",
    "sendonly": "recvonly",
    "recvonly": "sendonly",
    "inactive": "inactive",
}


class Side(Protocol):
    """What a section needs to know of our side; `offer_answer.LocalMedia` says what each means."""

    @property
    def address(self) -> str:
        """Where we receive."""

    @property
    def port(self) -> int:
        """Where we receive."""

    @property
    def encryption(self) -> Encryption:
        """The party's setting."""

    @property
    def secrets(self) -> MediaSecrets | None:
        """Needed for anything encrypted."""

    @property
    def browser(self) -> bool:
        """Whether the party is one."""

    @property
    def candidates(self) -> Sequence[str]:
        """Addresses told by ICE."""

    @property
    def dtls_role(self) -> Role | None:
        """Ours in the handshake that was."""

    @property
    def rtcp_mux(self) -> bool:
        """Whether RTCP may share the port."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a section of ours looks: its profile, the lines of its keys, and what goes with them."""

    protocol: str
    keys: Attributes
    mux: bool
    ice: bool
    mid: str | None
    track: bool


def agree_security(remote: SessionDescription, media: Media, side: Side) -> tuple[Security | None, Attributes]:
    """Choose the keys for an answer and the lines that tell them."""
    protocol, secrets = media.protocol, side.secrets
    if protocol not in (*PLAIN, *SECURE):
        raise NotAcceptable(f"{protocol} is not done", _WRONG_TRANSPORT)
    if protocol in SECURE and secrets is None:
        raise NotAcceptable(f"{protocol} cannot be done now", _WRONG_TRANSPORT)
    if secrets is not None and (protocol in SECURE or side.encryption != "off"):
        if not protocol.startswith("UDP/TLS") and side.encryption != "off":
            sdes = choose_crypto(media.crypto, secrets)
            if sdes is not None:
                return sdes, [("crypto", sdes.send.encode())]
        dtls = _dtls(remote, media, secrets, side.dtls_role)
        if dtls is not None:
            return dtls, [("fingerprint", secrets.fingerprint), ("setup", dtls.role)]
    if protocol in SECURE:
        why = "encryption by SDES is off" if media.crypto and side.encryption == "off" else "no usable keys"
        raise NotAcceptable(f"{protocol}: {why}", _WRONG_TRANSPORT)
    if side.encryption == "required":
        raise NotAcceptable("encryption is required", _WRONG_TRANSPORT)
    return None, []


def answered_security(mine: Media, theirs: SessionDescription, media: Media) -> Security | None:
    """Return the keys that an answer gives to our offer."""
    sdes = match_crypto(mine.crypto, media.crypto)
    if sdes is not None:
        return sdes
    fingerprint = mine.attribute("fingerprint")
    if fingerprint:
        fingerprints = read_fingerprints(theirs.attribute_values_of(media, "fingerprint"))
        if fingerprints:
            setup = (theirs.attribute_of(media, "setup") or "active").lower()
            if setup == "holdconn":
                raise NotAcceptable("the answer holds the handshake back", _WRONG_TRANSPORT)
            return Dtls("active" if setup == "passive" else "passive", fingerprints)
    if fingerprint or mine.crypto:
        raise NotAcceptable("the answer has no keys", _WRONG_TRANSPORT)
    return None


def _dtls(remote: SessionDescription, media: Media, secrets: MediaSecrets, role: Role | None) -> Dtls | None:
    """Read fingerprint and role of an offer; RFC 5763 §5, RFC 4145 §4 (a missing role is "active")."""
    fingerprints = read_fingerprints(remote.attribute_values_of(media, "fingerprint"))
    setup = (remote.attribute_of(media, "setup") or "active").lower()
    if not fingerprints or not secrets.fingerprint or setup == "holdconn":
        return None
    if setup == "actpass":
        return Dtls(role or "passive", fingerprints)
    return Dtls("active" if setup == "passive" else "passive", fingerprints)


def agreed_ice(remote: SessionDescription, media: Media, ours: tuple[str, str] | None) -> Ice | None:
    """Join our credentials with those of the other side; None where one of them does no ICE."""
    theirs = remote_credentials(remote, media)
    return Ice(*ours, *theirs) if ours is not None and theirs is not None else None


def their_direction(remote: SessionDescription, media: Media) -> Direction:
    """Return the direction of a section from its speaker's side, hold in the manner of RFC 2543 included."""
    said = remote.direction_of(media)
    ice = remote_credentials(remote, media) is not None
    if not ice and unspecified(remote.address_of(media)):  # RFC 2543 hold: they may send but want nothing
        return "sendonly" if said in ("sendrecv", "sendonly") else "inactive"
    return said


def intersect(ours: Direction, theirs: Direction) -> Direction:
    """Reduce our direction to what the other side allows (RFC 3264 §6.1)."""
    mirrored = _REVERSE[theirs]
    send = ours in ("sendrecv", "sendonly") and mirrored in ("sendrecv", "sendonly")
    receive = ours in ("sendrecv", "recvonly") and mirrored in ("sendrecv", "recvonly")
    if send:
        return "sendrecv" if receive else "sendonly"
    return "recvonly" if receive else "inactive"


def unspecified(address: str | None) -> bool:
    """Tell whether an address stands for none. Raises NotAcceptable when it is no IP address."""
    if address is None:
        raise NotAcceptable("no connection address", _WRONG_ADDRESS)
    known = _known_unspecified(address)
    if known is None:
        raise NotAcceptable("the connection address is not an IP address", _WRONG_ADDRESS)
    return known


@lru_cache(maxsize=1024)  # the same phones and operators call again
def _known_unspecified(address: str) -> bool | None:
    """Tell whether an IP address stands for none (0.0.0.0, ::); None when it is not an IP address."""
    try:
        return ipaddress.ip_address(address).is_unspecified
    except ValueError:
        return None


def _is_ip(address: str) -> bool:
    return _known_unspecified(address) is not None


def is_used(address: str) -> bool:
    """Tell whether this is an IP address that something can be sent to."""
    return _known_unspecified(address) is False


def first_shape(side: Side) -> Shape:
    """Return how the first offer looks to a party of this setting."""
    if side.secrets is not None and side.browser:
        keys: Attributes = [("fingerprint", side.secrets.fingerprint), ("setup", "actpass")]
        return Shape(BROWSER, keys, mux=True, ice=True, mid="0", track=True)
    if side.secrets is not None and side.encryption == "required":
        keys = [("crypto", key.encode()) for key in side.secrets.offered()]
        return Shape("RTP/SAVP", keys, mux=side.rtcp_mux, ice=False, mid=None, track=False)
    return Shape("RTP/AVP", [], mux=side.rtcp_mux, ice=False, mid=None, track=False)


def same_shape(side: Side, earlier: Media) -> Shape:
    """Return how a later offer looks: like what we said last, so that the other side need not change anything."""
    keys: Attributes = []
    if side.secrets is not None and (told := [one.split() for one in earlier.crypto if len(one.split()) > 1]):
        keys = [("crypto", side.secrets.key(suite, tag).encode()) for tag, suite, *_ in told]
    elif side.secrets is not None and earlier.attribute("fingerprint"):
        keys = [("fingerprint", side.secrets.fingerprint), ("setup", "actpass")]
    return Shape(
        earlier.protocol,
        keys,
        mux=earlier.rtcp_mux or (side.rtcp_mux and not keys),
        ice=earlier.attribute("ice-ufrag") is not None,
        mid=earlier.attribute("mid"),
        track=earlier.attribute("msid") is not None,
    )


def beside(shape: Shape, side: Side, mid: str) -> Shape:
    """Return how a new section looks beside one of this shape: kept as safe, with keys of its own."""
    keys: Attributes = []
    names = {name for name, _ in shape.keys}
    if side.secrets is not None and "crypto" in names:
        keys = [("crypto", key.encode()) for key in side.secrets.offered()]
    elif side.secrets is not None and "fingerprint" in names:
        keys = [("fingerprint", side.secrets.fingerprint), ("setup", "actpass")]
    return replace(shape, keys=keys, mid=None if shape.mid is None else mid)


def refused(media: Media) -> Media:
    """Return a section that keeps its place and nothing else."""
    mid = media.attribute("mid")
    attributes: Attributes = [] if mid is None else [("mid", mid)]
    return Media(media.kind, 0, media.protocol, media.formats or ["0"], attributes=attributes)


def destination(
    remote: SessionDescription, media: Media, ours: str | None, *, mux: bool
) -> tuple[tuple[str, int] | None, tuple[str, int] | None]:
    """Return where the other side wants RTP and RTCP of a section without ICE; None where it has no address.

    Raises NotAcceptable when that is not of the IP version of `ours`, our own connection address.
    """
    if unspecified(address := remote.address_of(media)):
        return None, None
    assert address is not None
    six = ":" in address
    if ours is not None and (":" in ours) != six:
        raise NotAcceptable("the connection address is of the other IP version", _WRONG_ADDRESS)
    port, host = media.rtcp or (media.port + 1, None)
    if mux:
        port, host = media.port, None
    if host is not None and (not _is_ip(host) or (":" in host) != six):
        host = None
    return (address, media.port), (host or address, port) if port <= 65535 else None  # noqa: PLR2004  the last port


def transport_lines(side: Side, shape: Shape, track: str) -> Attributes:
    """Return the lines of our section that say how its packets travel; `track` names it to a browser (RFC 8830)."""
    lines: Attributes = [("rtcp-mux", None)] if shape.mux else []
    lines += shape.keys
    if shape.ice and side.secrets is not None:
        lines += [("ice-ufrag", side.secrets.ufrag), ("ice-pwd", side.secrets.password)]
        lines += candidate_lines(side.candidates or (side.address,), side.port)
    if shape.track:
        lines.append(("msid", f"offhook {track}"))
    return lines
