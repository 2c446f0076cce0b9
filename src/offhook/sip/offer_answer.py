"""Offer and answer of audio (RFC 3264), with hold in both its spellings (§8.4 and RFC 2543's c=0.0.0.0).

One audio stream per call. Answers name one codec (with its keys and comfort noise), so that the other side cannot
change it unasked; all other m= lines are refused by port 0 and keep their place in later offers (§8). Keys are agreed
by SDES or DTLS (`keying.py`); ICE (`ice.py`) is done where the other side does it and RTCP shares the port. Encryption
offered beside plain RTP (RFC 8643) is taken where the party's setting allows.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from offhook.errors import NotAcceptable
from offhook.sip import codec as codecs
from offhook.sip.codec import G722, PCMA, PCMU, TELEPHONE_EVENT, Codec
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
from offhook.sip.sdp import Attributes, Direction, Media, Origin, PayloadFormat, SessionDescription, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

BROWSER: Final = "UDP/TLS/RTP/SAVPF"
_PLAIN: Final = ("RTP/AVP", "RTP/AVPF")
_SECURE: Final = ("RTP/SAVP", "RTP/SAVPF", "UDP/TLS/RTP/SAVP", BROWSER)
_PTIMES: Final = (60, 40, 30, 20, 10)
_WRONG_TRANSPORT, _WRONG_ADDRESS = 302, 301  # RFC 3261 §20.43
_REVERSE: Final[dict[Direction, Direction]] = {
    "sendrecv": "sendrecv",
    "sendonly": "recvonly",
    "recvonly": "sendonly",
    "inactive": "inactive",
}


@dataclass(frozen=True, slots=True)
class LocalMedia:
    """Our side of the audio: where we receive and what we can do, codecs in order of preference.

    `secrets` are needed for anything encrypted; `encryption` is the party's setting: "off" takes no SDES, "required"
    takes nothing plain and offers RTP/SAVP. `browser` offers what browsers want (DTLS, ICE). `candidates` are the
    addresses told by ICE, `address` when empty; `dtls_role` is ours in the handshake that was, when there was one.
    """

    address: str
    port: int
    codecs: tuple[Codec, ...] = (PCMA, PCMU, G722, TELEPHONE_EVENT)
    session_id: int = 1
    version: int = 1
    direction: Direction = "sendrecv"
    ptime_ms: int = 20
    rtcp_mux: bool = False
    encryption: Encryption = "off"
    secrets: MediaSecrets | None = None
    browser: bool = False
    candidates: tuple[str, ...] = ()
    dtls_role: Role | None = None


@dataclass(frozen=True, slots=True)
class Negotiated:
    """What both sides agreed on, said from our side.

    `remote` and `rtcp` are (ip, port) to send to, None while the other side has no address (RFC 2543 hold) and where
    ICE finds it. `payload_receive_map` holds every payload type that may arrive, telephone-event too; `ptime_ms` is
    what we send, `dtmf_clock` (Hz) that of the keys we send; `codec` has the other side's fmtp.
    """

    remote: tuple[str, int] | None
    rtcp: tuple[str, int] | None
    codec: Codec
    payload_send: int
    payload_receive_map: dict[int, Codec]
    dtmf_payload_send: int | None
    dtmf_payload_receive: int | None
    ptime_ms: int
    direction: Direction
    rtcp_mux: bool
    dtmf_clock: int = 8000
    security: Security | None = None
    ice: Ice | None = None

    @property
    def held(self) -> bool:
        """Whether the other side does not want to hear us."""
        return self.direction in ("recvonly", "inactive") or (self.remote is None and self.ice is None)


@dataclass(frozen=True, slots=True)
class _Agreed:
    """What was chosen: payload types in `speech` and `dtmf` as the other side numbers them, in the others as we do."""

    speech: PayloadFormat
    dtmf: PayloadFormat | None
    receive: dict[int, Codec]
    heard: int | None
    direction: Direction
    mux: bool
    security: Security | None
    ice: Ice | None


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a section of ours looks: its profile, the lines of its keys, and what goes with them."""

    protocol: str
    keys: Attributes
    mux: bool
    ice: bool
    mid: str | None
    track: bool


def offer(local: LocalMedia, *, previous: SessionDescription | bytes | None = None) -> bytes:
    """Make an offer.

    `previous` is our last description of the session: refused m= lines keep their places, and what is encrypted
    stays so.
    """
    numbers = codecs.numbered(local.codecs)
    earlier = _described(previous).media if previous is not None else []
    place = next((i for i, media in enumerate(earlier) if media.kind == "audio" and media.port), None)
    shape = _first_shape(local) if place is None else _same_shape(local, earlier[place])
    ours = _audio(local, numbers, local.direction, shape)
    sections = [ours if i == place else _refused(media) for i, media in enumerate(earlier)]
    return _session(local, sections if place is not None else [ours], lite=shape.ice).encode()


def answer(offer: SessionDescription | bytes, local: LocalMedia) -> tuple[bytes, Negotiated]:
    """Answer an offer with the first codec of ours that it holds; return our description and what was agreed.

    Of several audio lines the encrypted one is taken, unless encryption is off. Raises NotAcceptable when no m= line is
    audio that we can do (status 488).
    """
    remote = _described(offer)
    refusals: list[NotAcceptable] = []
    places = list(enumerate(remote.media))
    if local.encryption != "off":
        places.sort(key=lambda item: item[1].protocol not in _SECURE)
    for place, media in places:
        try:
            ours, negotiated = _answer_media(remote, media, local)
        except NotAcceptable as error:
            refusals.append(error)
            continue
        sections = [ours if i == place else _refused(other) for i, other in enumerate(remote.media)]
        return _session(local, sections, lite=negotiated.ice is not None, bundled=remote).encode(), negotiated
    text = "; ".join(str(refusal) for refusal in refusals) or "no media offered"
    raise NotAcceptable(text, max((refusal.warning for refusal in refusals), default=305))


def accept_answer(offer: SessionDescription | bytes, answer: SessionDescription | bytes) -> Negotiated:
    """Work out what was agreed from our offer and the answer to it.

    Raises NotAcceptable when the answer refuses the audio, takes a codec that was not offered, or lacks the keys.
    """
    ours, theirs = _described(offer), _described(answer)
    for mine, media in zip(ours.media, theirs.media, strict=False):
        if mine.kind != "audio" or not mine.port:
            continue
        if media.kind != "audio" or not media.port:
            raise NotAcceptable("the audio was refused")
        numbers = {known.payload: _codec(known) for known in mine.payloads}
        offered = tuple(numbers.values())
        chosen = [known for known in media.payloads if any(codec.is_(known) for codec in offered)]
        speech = next((known for known in chosen if _codec(known).speech), None)
        if speech is None:
            raise NotAcceptable("the answer has no codec of the offer")
        dtmf = _telephone_event(chosen, speech.rate)
        receive = {payload: codec for payload, codec in numbers.items() if any(codec.is_(known) for known in chosen)}
        heard = next((p for p, codec in receive.items() if dtmf and codec.is_(_codec(dtmf))), None)
        direction = _intersect(ours.direction_of(mine), _their_direction(theirs, media))
        mux = mine.rtcp_mux and media.rtcp_mux
        mine_ice = remote_credentials(ours, mine)
        ice = _ice(theirs, media, mine_ice) if mux else None
        security = _answered_security(mine, theirs, media)
        return _negotiated(theirs, media, _Agreed(speech, dtmf, receive, heard, direction, mux, security, ice))
    raise NotAcceptable("the answer has no audio")


def speech_offered(description: SessionDescription | bytes) -> tuple[str, ...]:
    """Return the names of the codecs for voices in a description, in its order and in capitals."""
    media = [one for one in _described(description).media if one.kind == "audio" and one.port]
    return tuple(dict.fromkeys(p.name.upper() for one in media for p in one.payloads if _codec(p).speech))


def restarts_ice(description: SessionDescription, known: tuple[str, str]) -> bool:
    """Tell whether a description gives other ICE credentials than the (user fragment, password) known before."""
    found = (remote_credentials(description, media) for media in description.media if media.kind == "audio")
    return any(one is not None and one != known for one in found)


def _answer_media(remote: SessionDescription, media: Media, local: LocalMedia) -> tuple[Media, Negotiated]:
    if media.kind != "audio" or not media.port:
        raise NotAcceptable(f"{media.kind} is not done" if media.port else f"{media.kind} is off")
    security, keys = _agree_security(remote, media, local)
    payloads = media.payloads
    speech = next((known for codec in local.codecs if codec.speech for known in payloads if codec.is_(known)), None)
    if speech is None:
        raise NotAcceptable("no common codec")
    numbers = {speech.payload: next(codec for codec in local.codecs if codec.is_(speech))}
    events = [codec for codec in local.codecs if codecs.is_event(codec)]
    dtmf = _telephone_event([p for p in payloads if any(codec.is_(p) for codec in events)], speech.rate)
    noise = _comfort_noise([p for p in payloads if any(codec.is_(p) for codec in local.codecs)], speech)
    for other in (noise, dtmf):
        if other is not None:
            numbers[other.payload] = next(codec for codec in local.codecs if codec.is_(other))
    direction = _intersect(local.direction, _their_direction(remote, media))
    mux = local.rtcp_mux and media.rtcp_mux
    ours_ice = (local.secrets.ufrag, local.secrets.password) if local.secrets else None
    ice = _ice(remote, media, ours_ice) if mux else None
    heard = dtmf.payload if dtmf is not None else None
    agreed = _Agreed(speech, dtmf, numbers, heard, direction, mux, security, ice)
    mid, track = media.attribute("mid"), media.attribute("msid") is not None
    shape = _Shape(media.protocol, keys, mux, ice is not None, mid, track)
    return _audio(local, numbers, direction, shape), _negotiated(remote, media, agreed)


def _agree_security(remote: SessionDescription, media: Media, local: LocalMedia) -> tuple[Security | None, Attributes]:
    """Choose the keys for an answer and the lines that tell them."""
    protocol, secrets = media.protocol, local.secrets
    if protocol not in (*_PLAIN, *_SECURE):
        raise NotAcceptable(f"{protocol} is not done", _WRONG_TRANSPORT)
    if protocol in _SECURE and secrets is None:
        raise NotAcceptable(f"{protocol} cannot be done now", _WRONG_TRANSPORT)
    if secrets is not None and (protocol in _SECURE or local.encryption != "off"):
        if not protocol.startswith("UDP/TLS") and local.encryption != "off":
            sdes = choose_crypto(media.crypto, secrets)
            if sdes is not None:
                return sdes, [("crypto", sdes.send.encode())]
        dtls = _dtls(remote, media, secrets, local.dtls_role)
        if dtls is not None:
            return dtls, [("fingerprint", secrets.fingerprint), ("setup", dtls.role)]
    if protocol in _SECURE:
        why = "encryption by SDES is off" if media.crypto and local.encryption == "off" else "no usable keys"
        raise NotAcceptable(f"{protocol}: {why}", _WRONG_TRANSPORT)
    if local.encryption == "required":
        raise NotAcceptable("encryption is required", _WRONG_TRANSPORT)
    return None, []


def _answered_security(mine: Media, theirs: SessionDescription, media: Media) -> Security | None:
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


def _ice(remote: SessionDescription, media: Media, ours: tuple[str, str] | None) -> Ice | None:
    theirs = remote_credentials(remote, media)
    return Ice(*ours, *theirs) if ours is not None and theirs is not None else None


def _negotiated(remote: SessionDescription, media: Media, agreed: _Agreed) -> Negotiated:
    destination: tuple[str, int] | None = None
    rtcp: tuple[str, int] | None = None
    if agreed.ice is None and not _unspecified(address := remote.address_of(media)):
        assert address is not None
        destination = (address, media.port)
        port, host = media.rtcp or (media.port + 1, None)
        if agreed.mux:
            port, host = media.port, None
        if host is not None and not _is_ip(host):
            host = None
        rtcp = (host or address, port) if port <= 65535 else None  # noqa: PLR2004  the last port
    speech = agreed.speech
    return Negotiated(
        remote=destination,
        rtcp=rtcp,
        codec=Codec(speech.name.upper(), speech.rate, speech.channels, speech.fmtp),
        payload_send=speech.payload,
        payload_receive_map=agreed.receive,
        dtmf_payload_send=agreed.dtmf.payload if agreed.dtmf else None,
        dtmf_payload_receive=agreed.heard,
        ptime_ms=_ptime(media, speech),
        direction=agreed.direction,
        rtcp_mux=agreed.mux,
        dtmf_clock=agreed.dtmf.rate if agreed.dtmf else 8000,
        security=agreed.security,
        ice=agreed.ice,
    )


def _ptime(media: Media, speech: PayloadFormat) -> int:
    """Return the packet time that the other side wants, as near as we can: in milliseconds."""
    wanted = media.ptime_ms or 20
    if media.max_ptime_ms:
        wanted = min(wanted, media.max_ptime_ms)
    possible = [ms for ms in _PTIMES if ms != 30 or speech.name.upper() != "OPUS"]  # noqa: PLR2004  RFC 6716 has no such frame
    return next((ms for ms in possible if ms <= wanted), 10)


def _described(description: SessionDescription | bytes) -> SessionDescription:
    return parse(description) if isinstance(description, bytes) else description


def _codec(known: PayloadFormat) -> Codec:
    return Codec(known.name, known.rate, known.channels, known.fmtp)


def _telephone_event(payloads: Sequence[PayloadFormat], rate: int) -> PayloadFormat | None:
    """Return the telephone-event with the codec's own clock (RFC 4733 §2.1); 8000 does beside Opus, as phones do it."""
    events = {known.rate: known for known in reversed(payloads) if codecs.is_event(known)}
    return events.get(rate) or (events.get(8000) if rate == 48000 else None)  # noqa: PLR2004  the clock of Opus


def _comfort_noise(payloads: Sequence[PayloadFormat], speech: PayloadFormat) -> PayloadFormat | None:
    return next((known for known in payloads if codecs.is_noise(known) and known.rate == speech.rate), None)


def _their_direction(remote: SessionDescription, media: Media) -> Direction:
    said = remote.direction_of(media)
    ice = remote_credentials(remote, media) is not None
    if not ice and _unspecified(remote.address_of(media)):  # RFC 2543 hold: they may send but want nothing
        return "sendonly" if said in ("sendrecv", "sendonly") else "inactive"
    return said


def _intersect(ours: Direction, theirs: Direction) -> Direction:
    """Reduce our direction to what the other side allows (RFC 3264 §6.1)."""
    mirrored = _REVERSE[theirs]
    send = ours in ("sendrecv", "sendonly") and mirrored in ("sendrecv", "sendonly")
    receive = ours in ("sendrecv", "recvonly") and mirrored in ("sendrecv", "recvonly")
    if send:
        return "sendrecv" if receive else "sendonly"
    return "recvonly" if receive else "inactive"


def _unspecified(address: str | None) -> bool:
    if address is None:
        raise NotAcceptable("no connection address", _WRONG_ADDRESS)
    unspecified = _known_unspecified(address)
    if unspecified is None:
        raise NotAcceptable("the connection address is not an IP address", _WRONG_ADDRESS)
    return unspecified


@lru_cache(maxsize=1024)  # the same phones and operators call again
def _known_unspecified(address: str) -> bool | None:
    """Tell whether an IP address stands for none (0.0.0.0, ::); None when it is not an IP address."""
    try:
        return ipaddress.ip_address(address).is_unspecified
    except ValueError:
        return None


def _is_ip(address: str) -> bool:
    return _known_unspecified(address) is not None


def _first_shape(local: LocalMedia) -> _Shape:
    """Return how the first offer looks to a party of this setting."""
    if local.secrets is not None and local.browser:
        keys: Attributes = [("fingerprint", local.secrets.fingerprint), ("setup", "actpass")]
        return _Shape(BROWSER, keys, mux=True, ice=True, mid="0", track=True)
    if local.secrets is not None and local.encryption == "required":
        keys = [("crypto", key.encode()) for key in local.secrets.offered()]
        return _Shape("RTP/SAVP", keys, mux=local.rtcp_mux, ice=False, mid=None, track=False)
    return _Shape("RTP/AVP", [], mux=local.rtcp_mux, ice=False, mid=None, track=False)


def _same_shape(local: LocalMedia, earlier: Media) -> _Shape:
    """Return how a later offer looks: like what we said last, so that the other side need not change anything."""
    keys: Attributes = []
    if local.secrets is not None and (told := [one.split() for one in earlier.crypto if len(one.split()) > 1]):
        keys = [("crypto", local.secrets.key(suite, tag).encode()) for tag, suite, *_ in told]
    elif local.secrets is not None and earlier.attribute("fingerprint"):
        keys = [("fingerprint", local.secrets.fingerprint), ("setup", "actpass")]
    return _Shape(
        earlier.protocol,
        keys,
        mux=earlier.rtcp_mux or (local.rtcp_mux and not keys),
        ice=earlier.attribute("ice-ufrag") is not None,
        mid=earlier.attribute("mid"),
        track=earlier.attribute("msid") is not None,
    )


def _audio(local: LocalMedia, numbers: dict[int, Codec], direction: Direction, shape: _Shape) -> Media:
    attributes: Attributes = []
    if shape.mid is not None:
        attributes.append(("mid", shape.mid))
    for payload, codec in numbers.items():
        channels = f"/{codec.channels}" if codec.channels > 1 else ""
        attributes.append(("rtpmap", f"{payload} {codec.name}/{codec.rate}{channels}"))
        if codec.fmtp:
            attributes.append(("fmtp", f"{payload} {codec.fmtp}"))
    attributes += [("ptime", str(local.ptime_ms)), (direction, None)]
    if shape.mux:
        attributes.append(("rtcp-mux", None))
    attributes += shape.keys
    if shape.ice and local.secrets is not None:
        attributes += [("ice-ufrag", local.secrets.ufrag), ("ice-pwd", local.secrets.password)]
        attributes += candidate_lines(local.candidates or (local.address,), local.port)
    if shape.track:
        attributes.append(("msid", "offhook audio"))
    return Media("audio", local.port, shape.protocol, [str(payload) for payload in numbers], attributes=attributes)


def _refused(media: Media) -> Media:
    mid = media.attribute("mid")
    attributes: Attributes = [] if mid is None else [("mid", mid)]
    return Media(media.kind, 0, media.protocol, media.formats or ["0"], attributes=attributes)


def _session(
    local: LocalMedia, sections: list[Media], *, lite: bool, bundled: SessionDescription | None = None
) -> SessionDescription:
    """Put our description together; a bundle (RFC 9143) is made when it would hold one section, and was offered."""
    attributes: Attributes = [("ice-lite", None)] if lite else []
    groups = [value.split() for key, value in bundled.attributes if key == "group" and value] if bundled else []
    mids = [media.attribute("mid") for media in sections if media.port]
    if len(mids) == 1 and any(group[0].upper() == "BUNDLE" and mids[0] in group[1:] for group in groups if group):
        attributes.append(("group", f"BUNDLE {mids[0]}"))
    origin = Origin("offhook", str(local.session_id), str(local.version), local.address)
    return SessionDescription(origin=origin, connection=local.address, attributes=attributes, media=sections)
