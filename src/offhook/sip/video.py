"""Video in session descriptions: which formats two parties have in common, so that pictures pass untouched.

Nothing is ever decoded, so what one party offers is what the other is offered: its formats with their parameters, in
our numbers. Two are the same when a receiver of one can decode the other: of H.264 profile and packetization mode
(RFC 6184 §8.1, table 5), of VP9 the profile (RFC 9628 §7.2.1). Retransmissions are RFC 4588, feedback RFC 4585 and
RFC 5104. Header extensions are not relayed and so none is agreed: no orientation, no transport-wide feedback. Each
section keeps a transport of its own; bundles are not taken.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from offhook.errors import NotAcceptable
from offhook.sip.ice import Ice, remote_credentials
from offhook.sip.sdp import Attributes, Direction, Media, PayloadFormat, SessionDescription
from offhook.sip.section import (
    Shape,
    Side,
    agree_security,
    agreed_ice,
    answered_security,
    beside,
    destination,
    intersect,
    same_shape,
    their_direction,
    transport_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from offhook.sip.keying import MediaSecrets, Role, Security

CLOCK: Final = 90_000
CODECS: Final = ("H264", "VP8", "VP9")
_PICTURES: Final = ("nack pli", "ccm fir")  # asked of either side whatever it says: who cannot do it ignores it
_PASSED: Final = ("nack", "nack pli", "ccm fir", "ccm tmmbr", "goog-remb")  # what the media server translates
_FIRST, _LAST = 96, 127
_OF_AUDIO: Final = (101, 110, 111)  # two streams of one call never share a number, for those that bundle in their heads
_LONGEST_FMTP: Final = 1000
_LONGEST_WORD: Final = 16  # a key is the name of a format at the media server, too
_BASELINE: Final = "42000a"  # RFC 6184 §8.1: what is meant when nothing is said

# RFC 6184, table 5: profile_idc, and which bits of profile-iop must be how.
_PROFILES: Final = (
    ("CB", 0x42, 0x4F, 0x40),
    ("CB", 0x4D, 0x8F, 0x80),
    ("CB", 0x58, 0xCF, 0xC0),
    ("B", 0x42, 0x4F, 0x00),
    ("B", 0x58, 0xCF, 0x80),
    ("M", 0x4D, 0xAF, 0x00),
    ("E", 0x58, 0xCF, 0x00),
    ("H", 0x64, 0xFF, 0x00),
    ("CH", 0x64, 0xFF, 0x0C),
)


@dataclass(frozen=True, slots=True)
class VideoFormat:
    """A way to code video: payload type, parameters, payload type of its retransmissions (None: none), feedback."""

    payload: int
    name: str
    fmtp: str = ""
    rtx: int | None = None
    feedback: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What both sides' numbers stand for; equal for formats that a receiver of one can decode."""
        told = dict(_parameters(self.fmtp))
        if self.name == "H264":
            mode = told.get("packetization-mode", "0")[:_LONGEST_WORD]
            return f"H264/{_profile(told.get('profile-level-id', _BASELINE))}/{mode}"
        return f"VP9/{told.get('profile-id', '0')[:_LONGEST_WORD]}" if self.name == "VP9" else self.name


@dataclass(frozen=True, slots=True)
class LocalVideo:
    """Our side of the video: a port of its own, and what may be agreed on; numbers are ours.

    `secrets` and `dtls_role` are its own as well. `ssrc` and `rtx_ssrc` are what we shall send, `bandwidth` the b=
    lines of whom it is for.
    """

    port: int
    formats: tuple[VideoFormat, ...]
    secrets: MediaSecrets | None = None
    dtls_role: Role | None = None
    ssrc: int = 0
    rtx_ssrc: int | None = None
    bandwidth: tuple[str, ...] = ()
    direction: Direction = "sendrecv"


@dataclass(frozen=True, slots=True)
class Offered:
    """Formats and b= lines of the other side, in its numbers."""

    formats: tuple[VideoFormat, ...]
    bandwidth: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NegotiatedVideo:
    """What was agreed, said from our side: `send` in the other side's numbers and words, `receive` in ours.

    `remote` and `rtcp` are as those of audio.
    """

    send: tuple[VideoFormat, ...]
    receive: tuple[VideoFormat, ...]
    bandwidth: tuple[str, ...]
    remote: tuple[str, int] | None
    rtcp: tuple[str, int] | None
    direction: Direction
    rtcp_mux: bool
    security: Security | None = None
    ice: Ice | None = None


def read(description: SessionDescription) -> Offered | None:
    """Return what the first section of video that is on offers; None without one that we know."""
    for media in description.media:
        if media.kind == "video" and media.port and (formats := _formats(media)):
            return Offered(formats, _bandwidth(media))
    return None


def common(ours: Iterable[VideoFormat], theirs: Iterable[VideoFormat]) -> tuple[VideoFormat, ...]:
    """Return those of `ours` that the other side has too, as ours has them and in its order."""
    keys = {one.key for one in theirs}
    return tuple(one for one in ours if one.key in keys)


def numbered(wanted: Iterable[VideoFormat], known: Sequence[VideoFormat] = ()) -> tuple[VideoFormat, ...]:
    """Give formats payload types to be offered: those of `known` keep theirs, which may never mean anything else.

    Whole pictures may be asked for whatever the format says; other feedback is as it has it. What finds no number is
    left out.
    """
    numbers = {one.key: one for one in known}
    used = {number for one in known for number in (one.payload, one.rtx) if number is not None}
    free = [number for number in range(_FIRST, _LAST + 1) if number not in used and number not in _OF_AUDIO]
    found: list[VideoFormat] = []
    for one in wanted:
        before = numbers.get(one.key)
        if len(free) < 2 and before is None:  # noqa: PLR2004  one for the format, one for its retransmissions
            break
        payload = before.payload if before else free.pop(0)
        rtx = None if one.rtx is None else (before.rtx if before else None) or (free.pop(0) if free else None)
        feedback = tuple(kind for kind in _PASSED if kind in one.feedback or kind in _PICTURES)
        found.append(VideoFormat(payload, one.name, one.fmtp, rtx, feedback))
    return tuple(found)


def offered(side: Side, ours: LocalVideo, earlier: Media | None, audio: Shape, mid: str) -> Media:
    """Return our section of an offer: like `earlier`, or beside an audio section of that shape."""
    shape = same_shape(side, earlier) if earlier is not None and earlier.port else beside(audio, side, mid)
    return _section(side, ours, ours.formats, ours.direction, shape)


def answered(remote: SessionDescription, media: Media, side: Side, ours: LocalVideo) -> tuple[Media, NegotiatedVideo]:
    """Answer a section of an offer with all formats in common.

    Raises NotAcceptable when it is not video that we can take.
    """
    if media.kind != "video" or not media.port:
        raise NotAcceptable("no video")
    security, keys = agree_security(remote, media, side)
    theirs = {one.key: one for one in _formats(media)}
    chosen = common(ours.formats, theirs.values())
    if not chosen:
        raise NotAcceptable("no common format of video")
    receive = tuple(_answering(one, theirs[one.key]) for one in chosen)
    direction = intersect(ours.direction, their_direction(remote, media))
    mux = side.rtcp_mux and media.rtcp_mux
    ice = agreed_ice(remote, media, (side.secrets.ufrag, side.secrets.password)) if mux and side.secrets else None
    shape = Shape(
        media.protocol, keys, mux, ice is not None, media.attribute("mid"), media.attribute("msid") is not None
    )
    rtp, rtcp = (None, None) if ice else destination(remote, media, side.address, mux=mux)
    send = tuple(theirs[one.key] for one in chosen)
    agreed = NegotiatedVideo(send, receive, _bandwidth(media), rtp, rtcp, direction, mux, security, ice)
    return _section(side, ours, receive, direction, shape), agreed


def taken(ours: SessionDescription, theirs: SessionDescription) -> NegotiatedVideo | None:
    """Work out what an answer takes of the video in our offer; None for nothing, or nothing usable."""
    for mine, media in zip(ours.media, theirs.media, strict=False):
        if mine.kind == media.kind == "video" and mine.port and media.port:
            try:
                return _taken(ours, mine, theirs, media)
            except NotAcceptable:
                return None
    return None


def _taken(ours: SessionDescription, mine: Media, theirs: SessionDescription, media: Media) -> NegotiatedVideo | None:
    send = common(_formats(media), offer := _formats(mine))
    if not send:
        return None
    mux = mine.rtcp_mux and media.rtcp_mux
    ice = agreed_ice(theirs, media, remote_credentials(ours, mine)) if mux else None
    rtp, rtcp = (None, None) if ice else destination(theirs, media, ours.address_of(mine), mux=mux)
    return NegotiatedVideo(
        send=send,
        receive=common(offer, send),
        bandwidth=_bandwidth(media),
        remote=rtp,
        rtcp=rtcp,
        direction=intersect(ours.direction_of(mine), their_direction(theirs, media)),
        rtcp_mux=mux,
        security=answered_security(mine, theirs, media),
        ice=ice,
    )


def _formats(media: Media) -> tuple[VideoFormat, ...]:
    """Read the formats that we know, each key once, in the speaker's order."""
    payloads = media.payloads
    rtx = {_apt(one): one.payload for one in payloads if one.name.upper() == "RTX"}
    told = [value.partition(" ") for value in media.attribute_values("rtcp-fb")]
    found: dict[str, VideoFormat] = {}
    for one in payloads:
        if one.name.upper() in CODECS and one.rate == CLOCK and _bearable(one.fmtp):
            said = {" ".join(kind.lower().split()) for number, _, kind in told if number in ("*", str(one.payload))}
            feedback = tuple(kind for kind in _PASSED if kind in said)
            known = VideoFormat(one.payload, one.name.upper(), one.fmtp, rtx.get(str(one.payload)), feedback)
            found.setdefault(known.key, known)
    return tuple(found.values())


def _bearable(fmtp: str) -> bool:
    return fmtp.isascii() and len(fmtp) <= _LONGEST_FMTP


def _apt(rtx: PayloadFormat) -> str:
    return dict(_parameters(rtx.fmtp)).get("apt", "")


def _answering(ours: VideoFormat, theirs: VideoFormat) -> VideoFormat:
    """Return a format for an answer: in the offer's numbers, with our parameters, and what both sides do."""
    rtx = theirs.rtx if ours.rtx is not None else None
    both = tuple(kind for kind in theirs.feedback if kind in ours.feedback or kind in _PICTURES)
    return replace(ours, payload=theirs.payload, rtx=rtx, feedback=both)


def _section(
    side: Side, ours: LocalVideo, formats: tuple[VideoFormat, ...], direction: Direction, shape: Shape
) -> Media:
    attributes: Attributes = [] if shape.mid is None else [("mid", shape.mid)]
    numbers: list[str] = []
    for one in formats:
        numbers.append(str(one.payload))
        attributes.append(("rtpmap", f"{one.payload} {one.name}/{CLOCK}"))
        if one.fmtp:
            attributes.append(("fmtp", f"{one.payload} {one.fmtp}"))
        attributes += [("rtcp-fb", f"{one.payload} {kind}") for kind in one.feedback]
        if one.rtx is not None:
            numbers.append(str(one.rtx))
            attributes += [("rtpmap", f"{one.rtx} rtx/{CLOCK}"), ("fmtp", f"{one.rtx} apt={one.payload}")]
    attributes.append((direction, None))
    attributes += transport_lines(side, shape, "video")
    if shape.track and ours.ssrc:
        again = ours.rtx_ssrc if any(one.rtx is not None for one in formats) else None
        if again is not None:
            attributes.append(("ssrc-group", f"FID {ours.ssrc} {again}"))
        attributes += [("ssrc", f"{ssrc} cname:offhook") for ssrc in (ours.ssrc, again) if ssrc is not None]
    return Media("video", ours.port, shape.protocol, numbers, bandwidth=[*ours.bandwidth], attributes=attributes)


def _bandwidth(media: Media) -> tuple[str, ...]:
    """Return the b= lines that are about the stream alone (RFC 8866 §5.8, RFC 3890)."""
    lines = (text.partition(":") for text in media.bandwidth)
    return tuple(
        f"{kind.upper()}:{value}" for kind, _, value in lines if kind.upper() in ("AS", "TIAS") and _count(value)
    )


def _count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9  # noqa: PLR2004  more than any line carries


def _parameters(fmtp: str) -> list[tuple[str, str]]:
    pairs = (text.partition("=") for text in fmtp.split(";"))
    return [(name.strip().lower(), value.strip().lower()) for name, _, value in pairs if name.strip()]


def _profile(text: str) -> str:
    """Return the name of a profile-level-id's profile; its six digits without the level where the RFC has none."""
    try:
        number = int(text, 16) if len(text) == 6 and text.isalnum() else None  # noqa: PLR2004  three octets
    except ValueError:
        number = None
    if number is None:
        return text[:_LONGEST_WORD]
    idc, iop = number >> 16, number >> 8 & 0xFF
    for name, profile, mask, bits in _PROFILES:
        if idc == profile and iop & mask == bits:
            return name
    return f"{idc:02x}{iop:02x}"


def snapshot(formats: Iterable[VideoFormat]) -> list[list[Any]]:
    """Return plain values."""
    return [[one.payload, one.name, one.fmtp, one.rtx, list(one.feedback)] for one in formats]


def from_snapshot(saved: Iterable[Sequence[Any]]) -> tuple[VideoFormat, ...]:
    """Undo `snapshot`. Raises ValueError for other values."""
    return tuple(VideoFormat(payload, name, fmtp, rtx, tuple(kinds)) for payload, name, fmtp, rtx, kinds in saved)
