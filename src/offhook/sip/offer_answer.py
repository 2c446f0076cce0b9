"""Offer and answer of audio (RFC 3264), with hold in both its spellings (§8.4 and RFC 2543's c=0.0.0.0).

One audio stream per call. Answers name one codec (and telephone-event), so that the other side cannot change it
unasked; all other m= lines are refused by port 0 and keep their place in later offers (§8).
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from offhook.errors import NotAcceptable
from offhook.sip.sdp import Direction, Media, Origin, PayloadFormat, SessionDescription, parse

if TYPE_CHECKING:
    from collections.abc import Iterable

_PROTOCOLS: Final = ("RTP/AVP", "RTP/AVPF")
_DYNAMIC: Final = 96
_DTMF_PAYLOAD: Final = 101
_DTMF: Final = "TELEPHONE-EVENT"
_REVERSE: Final[dict[Direction, Direction]] = {
    "sendrecv": "sendrecv",
    "sendonly": "recvonly",
    "recvonly": "sendonly",
    "inactive": "inactive",
}


@dataclass(frozen=True, slots=True)
class Codec:
    """A codec by its rtpmap name; `rate` is the RTP clock in Hz (8000 for G722, RFC 3551 §4.5.2)."""

    name: str
    rate: int = 8000
    channels: int = 1
    fmtp: str = ""

    def is_(self, other: Codec | PayloadFormat) -> bool:
        """Tell whether both name the same encoding; fmtp is not compared."""
        return self.name.upper() == other.name.upper() and self.rate == other.rate and self.channels == other.channels


PCMU: Final = Codec("PCMU")
PCMA: Final = Codec("PCMA")
G722: Final = Codec("G722")
TELEPHONE_EVENT: Final = Codec("telephone-event", fmtp="0-16")

_STATIC: Final = {"PCMU": 0, "PCMA": 8, "G722": 9}


@dataclass(frozen=True, slots=True)
class LocalMedia:
    """Our side of the audio: where we receive and what we can do, codecs in order of preference."""

    address: str
    port: int
    codecs: tuple[Codec, ...] = (PCMA, PCMU, G722, TELEPHONE_EVENT)
    session_id: int = 1
    version: int = 1
    direction: Direction = "sendrecv"
    ptime_ms: int = 20
    rtcp_mux: bool = False


@dataclass(frozen=True, slots=True)
class Negotiated:
    """What both sides agreed on, said from our side.

    `remote` and `rtcp` are (ip, port) to send to, None while the other side has no address (RFC 2543 hold).
    `payload_receive_map` holds every payload type that may arrive, telephone-event too; `ptime_ms` is what we send.
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

    @property
    def held(self) -> bool:
        """Whether the other side does not want to hear us."""
        return self.direction in ("recvonly", "inactive") or self.remote is None


@dataclass(frozen=True, slots=True)
class _Agreed:
    """The formats chosen: `speech` and `dtmf` as the other side numbers them, `receive` and `heard` as we do."""

    speech: PayloadFormat
    dtmf: PayloadFormat | None
    receive: dict[int, Codec]
    heard: int | None
    direction: Direction
    mux: bool


def offer(local: LocalMedia, *, previous: SessionDescription | bytes | None = None) -> bytes:
    """Make an offer; `previous` is the session's last description, whose refused m= lines must keep their places."""
    numbers: dict[int, Codec] = {}
    dynamic = _DYNAMIC
    for codec in local.codecs:
        payload = _STATIC.get(codec.name.upper())
        if codec.name.upper() == _DTMF:
            payload = _DTMF_PAYLOAD
        elif payload is None:
            dynamic += dynamic == _DTMF_PAYLOAD
            payload = dynamic
            dynamic += 1
        numbers[payload] = codec
    ours = _audio(local, numbers, "RTP/AVP", local.direction, local.rtcp_mux)
    sections = [ours]
    if previous is not None:
        earlier = _described(previous).media
        place = next((i for i, media in enumerate(earlier) if media.kind == "audio" and media.port), 0)
        sections = [ours if i == place else _refused(media) for i, media in enumerate(earlier)] or [ours]
    return _session(local, sections).encode()


def answer(offer: SessionDescription | bytes, local: LocalMedia) -> tuple[bytes, Negotiated]:
    """Answer an offer with the first codec of ours that it holds; return our description and what was agreed.

    Raises NotAcceptable when no m= line is audio that we can do (status 488).
    """
    remote = _described(offer)
    reasons: list[str] = []
    for place, media in enumerate(remote.media):
        try:
            ours, negotiated = _answer_media(remote, media, local)
        except NotAcceptable as error:
            reasons.append(str(error))
            continue
        sections = [ours if i == place else _refused(other) for i, other in enumerate(remote.media)]
        return _session(local, sections).encode(), negotiated
    raise NotAcceptable("; ".join(reasons) or "no media offered")


def accept_answer(offer: SessionDescription | bytes, answer: SessionDescription | bytes) -> Negotiated:
    """Work out what was agreed from our offer and the answer to it.

    Raises NotAcceptable when the answer refuses the audio or takes a codec that was not offered.
    """
    ours, theirs = _described(offer), _described(answer)
    for mine, media in zip(ours.media, theirs.media, strict=False):
        if mine.kind != "audio" or not mine.port:
            continue
        if media.kind != "audio" or not media.port:
            raise NotAcceptable("the audio was refused")
        offered = [_codec(known) for known in mine.payloads]
        numbers = {known.payload: _codec(known) for known in mine.payloads}
        chosen = [known for known in media.payloads if any(codec.is_(known) for codec in offered)]
        speech = next((known for known in chosen if known.name.upper() != _DTMF), None)
        if speech is None:
            raise NotAcceptable("the answer has no codec of the offer")
        dtmf = _telephone_event(chosen, speech.rate)
        receive = {payload: codec for payload, codec in numbers.items() if any(codec.is_(known) for known in chosen)}
        heard = next((p for p, codec in receive.items() if codec.name.upper() == _DTMF), None) if dtmf else None
        direction = _intersect(ours.direction_of(mine), _their_direction(theirs, media))
        agreed = _Agreed(speech, dtmf, receive, heard, direction, mine.rtcp_mux and media.rtcp_mux)
        return _negotiated(theirs, media, agreed)
    raise NotAcceptable("the answer has no audio")


def _answer_media(remote: SessionDescription, media: Media, local: LocalMedia) -> tuple[Media, Negotiated]:
    if media.kind != "audio" or not media.port:
        raise NotAcceptable(f"{media.kind} is not done" if media.port else f"{media.kind} is off")
    if media.protocol not in _PROTOCOLS:
        raise NotAcceptable(f"{media.protocol} is not done")
    payloads = media.payloads
    speech = next(
        (known for codec in local.codecs if codec.name.upper() != _DTMF for known in payloads if codec.is_(known)), None
    )
    if speech is None:
        raise NotAcceptable("no common codec")
    events = next((codec for codec in local.codecs if codec.name.upper() == _DTMF), None)
    dtmf = _telephone_event(payloads, speech.rate) if events else None
    numbers = {speech.payload: next(codec for codec in local.codecs if codec.is_(speech))}
    if dtmf is not None and events is not None:
        numbers[dtmf.payload] = events
    direction = _intersect(local.direction, _their_direction(remote, media))
    mux = local.rtcp_mux and media.rtcp_mux
    heard = dtmf.payload if dtmf is not None else None
    negotiated = _negotiated(remote, media, _Agreed(speech, dtmf, numbers, heard, direction, mux))
    return _audio(local, numbers, media.protocol, direction, mux), negotiated


def _negotiated(remote: SessionDescription, media: Media, agreed: _Agreed) -> Negotiated:
    address = remote.address_of(media)
    destination: tuple[str, int] | None = None
    rtcp: tuple[str, int] | None = None
    if not _unspecified(address):
        assert address is not None
        destination = (address, media.port)
        port, host = media.rtcp or (media.port + 1, None)
        if agreed.mux:
            port, host = media.port, None
        if host is not None and not _is_ip(host):
            host = None
        rtcp = (host or address, port) if port <= 65535 else None  # noqa: PLR2004  the last port
    ptime = media.ptime_ms or 20
    if media.max_ptime_ms:
        ptime = min(ptime, media.max_ptime_ms)
    ptime = max(10, min(120, ptime // 10 * 10))
    return Negotiated(
        remote=destination,
        rtcp=rtcp,
        codec=Codec(agreed.speech.name.upper(), agreed.speech.rate, agreed.speech.channels, agreed.speech.fmtp),
        payload_send=agreed.speech.payload,
        payload_receive_map=agreed.receive,
        dtmf_payload_send=agreed.dtmf.payload if agreed.dtmf else None,
        dtmf_payload_receive=agreed.heard,
        ptime_ms=ptime,
        direction=agreed.direction,
        rtcp_mux=agreed.mux,
    )


def _described(description: SessionDescription | bytes) -> SessionDescription:
    return parse(description) if isinstance(description, bytes) else description


def _codec(known: PayloadFormat) -> Codec:
    return Codec(known.name, known.rate, known.channels, known.fmtp)


def _telephone_event(payloads: Iterable[PayloadFormat], rate: int) -> PayloadFormat | None:
    """Return the telephone-event with the codec's own clock (RFC 4733 §2.1)."""
    return next((known for known in payloads if known.name.upper() == _DTMF and known.rate == rate), None)


def _their_direction(remote: SessionDescription, media: Media) -> Direction:
    said = remote.direction_of(media)
    if _unspecified(remote.address_of(media)):  # RFC 2543 hold: they may send but want nothing
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
        raise NotAcceptable("no connection address")
    try:
        return ipaddress.ip_address(address).is_unspecified
    except ValueError:
        raise NotAcceptable("the connection address is not an IP address") from None


def _is_ip(address: str) -> bool:
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return False
    return True


def _audio(
    local: LocalMedia,
    numbers: dict[int, Codec],
    protocol: str,
    direction: Direction,
    mux: bool,  # noqa: FBT001  private
) -> Media:
    attributes: list[tuple[str, str | None]] = []
    for payload, codec in numbers.items():
        channels = f"/{codec.channels}" if codec.channels > 1 else ""
        attributes.append(("rtpmap", f"{payload} {codec.name}/{codec.rate}{channels}"))
        if codec.fmtp:
            attributes.append(("fmtp", f"{payload} {codec.fmtp}"))
    attributes += [("ptime", str(local.ptime_ms)), (direction, None)]
    if mux:
        attributes.append(("rtcp-mux", None))
    return Media("audio", local.port, protocol, [str(payload) for payload in numbers], attributes=attributes)


def _refused(media: Media) -> Media:
    return Media(media.kind, 0, media.protocol, media.formats or ["0"])


def _session(local: LocalMedia, sections: list[Media]) -> SessionDescription:
    origin = Origin("offhook", str(local.session_id), str(local.version), local.address)
    return SessionDescription(origin=origin, connection=local.address, media=sections)
