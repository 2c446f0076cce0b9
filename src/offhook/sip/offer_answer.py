"""Offer and answer (RFC 3264), with hold in both its spellings (§8.4 and RFC 2543's c=0.0.0.0).

One audio stream per call, and beside it one of video where our side has any (`video.py`). Answers name one codec for
audio (with its keys and comfort noise), so that the other side cannot change it unasked; all other m= lines are refused
by port 0 and keep their place in later offers (§8). What all sections have in common is in `section.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from offhook.errors import NotAcceptable
from offhook.sip import codec as codecs
from offhook.sip import video
from offhook.sip.codec import G722, PCMA, PCMU, TELEPHONE_EVENT, Codec
from offhook.sip.ice import Ice, remote_credentials
from offhook.sip.sdp import Attributes, Direction, Media, Origin, PayloadFormat, SessionDescription, read
from offhook.sip.section import (
    SECURE,
    Shape,
    agree_security,
    agreed_ice,
    answered_security,
    destination,
    first_shape,
    intersect,
    is_used,
    refused,
    same_shape,
    their_direction,
    transport_lines,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.sip.keying import Encryption, MediaSecrets, Role, Security
    from offhook.sip.video import LocalVideo, NegotiatedVideo

_PTIMES: Final = (60, 40, 30, 20, 10)
_USUAL_PTIME: Final = 20
_REPORTS: Final = ("rcvr-rtt=all", "voip-metrics")  # extended ones that we send and read (RFC 3611 §5.1)


@dataclass(frozen=True, slots=True)
class LocalMedia:
    """Our side: where we receive and what we can do, codecs in order of preference.

    `secrets` are needed for anything encrypted; `encryption` is the party's setting: "off" takes no SDES, "required"
    takes nothing plain and offers RTP/SAVP. `browser` offers what browsers want (DTLS, ICE). `candidates` are the
    addresses told by ICE, `address` when empty; `dtls_role` is ours in the handshake that was, when there was one.
    Without `video` none is offered and all of it refused.
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
    video: LocalVideo | None = None


@dataclass(frozen=True, slots=True)
class Negotiated:
    """What both sides agreed on, said from our side.

    `remote` and `rtcp` are (ip, port) to send to, None while the other side has no address (RFC 2543 hold) and where
    ICE finds it. `payload_receive_map` holds every payload type that may arrive, telephone-event too; `ptime_ms` is
    what we send, `dtmf_clock` (Hz) that of the keys we send; `codec` has the other side's fmtp. `video` is None where
    it was refused.
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
    video: NegotiatedVideo | None = None

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


def offer(local: LocalMedia, *, previous: SessionDescription | bytes | None = None) -> bytes:
    """Make an offer.

    `previous` is our last description of the session: refused m= lines keep their places, and what is encrypted
    stays so.
    """
    earlier = _described(previous).media if previous is not None else []
    sections = [refused(media) for media in earlier]
    place = next((i for i, media in enumerate(earlier) if media.kind == "audio" and media.port), None)
    shape = first_shape(local) if place is None else same_shape(local, earlier[place])
    ours = _audio(local, codecs.numbered(local.codecs), local.direction, shape, _REPORTS)
    if place is None and earlier and not any(media.kind == "audio" for media in earlier):
        sections.append(ours)  # after a call that began as a fax
    elif place is None:
        sections = [ours]
    else:
        sections[place] = ours
    if local.video is not None:
        _add_video(local, local.video, sections, earlier if place is not None else [], shape)
    before = _described(previous) if previous is not None and place is not None else None
    return _session(local, sections, lite=shape.ice, bundled=before).encode()


def _add_video(local: LocalMedia, ours: LocalVideo, sections: list[Media], earlier: list[Media], audio: Shape) -> None:
    """Put our video where it was, or in the place of one that was refused (RFC 3264 §8.2), or at the end."""
    places = [i for i, media in enumerate(earlier) if media.kind == "video"]
    place = next((i for i in places if earlier[i].port), places[0] if places else None)
    side = _side_of_video(local, ours)
    if place is None:
        sections.append(video.offered(side, ours, None, audio, str(len(sections))))
    else:
        sections[place] = video.offered(side, ours, earlier[place], audio, str(place))


def _side_of_video(local: LocalMedia, ours: LocalVideo) -> LocalMedia:
    """Return our side as a section of video has it."""
    return replace(local, port=ours.port, secrets=ours.secrets, dtls_role=ours.dtls_role)


def answer(offer: SessionDescription | bytes, local: LocalMedia) -> tuple[bytes, Negotiated]:
    """Answer an offer with the first codec of ours that it holds; return our description and what was agreed.

    Of several audio lines the encrypted one is taken, unless encryption is off. Raises NotAcceptable when no m= line is
    audio that we can do (status 488).
    """
    remote = _described(offer)
    refusals: list[NotAcceptable] = []
    places = list(enumerate(remote.media))
    if local.encryption != "off":
        places.sort(key=lambda item: item[1].protocol not in SECURE)
    for place, media in places:
        try:
            ours, negotiated = _answer_media(remote, media, local)
        except NotAcceptable as error:
            refusals.append(error)
            continue
        sections = [ours if i == place else refused(other) for i, other in enumerate(remote.media)]
        seen = _answer_video(remote, local, sections)
        if seen is not None:
            negotiated = replace(negotiated, video=seen)
        return _session(local, sections, lite=negotiated.ice is not None, bundled=remote).encode(), negotiated
    text = "; ".join(str(refusal) for refusal in refusals) or "no media offered"
    raise NotAcceptable(text, max((refusal.warning for refusal in refusals), default=305))


def _answer_video(remote: SessionDescription, local: LocalMedia, sections: list[Media]) -> NegotiatedVideo | None:
    """Answer the first section of video that can be done, in its place; without one all stay refused."""
    if local.video is None:
        return None
    side = _side_of_video(local, local.video)
    for place, media in enumerate(remote.media):
        try:
            sections[place], seen = video.answered(remote, media, side, local.video)
        except NotAcceptable:
            continue
        return seen
    return None


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
        direction = intersect(ours.direction_of(mine), their_direction(theirs, media))
        mux = mine.rtcp_mux and media.rtcp_mux
        mine_ice = remote_credentials(ours, mine)
        ice = agreed_ice(theirs, media, mine_ice) if mux else None
        security = answered_security(mine, theirs, media)
        agreed = _Agreed(speech, dtmf, receive, heard, direction, mux, security, ice)
        negotiated, seen = (
            _negotiated(theirs, media, (ours.address_of(mine), mine.ptime_ms), agreed),
            video.taken(ours, theirs),
        )
        return negotiated if seen is None else replace(negotiated, video=seen)
    raise NotAcceptable("the answer has no audio")


def speech_offered(description: SessionDescription | bytes) -> tuple[str, ...]:
    """Return the names of the codecs for voices in a description, in its order and in capitals."""
    media = [one for one in _described(description).media if one.kind == "audio" and one.port]
    return tuple(dict.fromkeys(p.name.upper() for one in media for p in one.payloads if _codec(p).speech))


def addresses_offered(description: SessionDescription | bytes) -> tuple[str, ...]:
    """Return the IP addresses where a description wants audio, one for each section that is on."""
    offered = _described(description)
    wanted = [offered.address_of(one) for one in offered.media if one.kind == "audio" and one.port]
    return tuple(address for address in wanted if address is not None and is_used(address))


def video_offered(description: SessionDescription | bytes) -> video.Offered | None:
    """Return the formats of the first section of video that is on; None without one that we know."""
    return video.read(_described(description))


def restarts_ice(description: SessionDescription, known: tuple[str, str]) -> bool:
    """Tell whether a description gives other ICE credentials than the (user fragment, password) known before."""
    found = (remote_credentials(description, media) for media in description.media if media.kind == "audio")
    return any(one is not None and one != known for one in found)


def _answer_media(remote: SessionDescription, media: Media, local: LocalMedia) -> tuple[Media, Negotiated]:
    if media.kind != "audio" or not media.port:
        raise NotAcceptable(f"{media.kind} is not done" if media.port else f"{media.kind} is off")
    security, keys = agree_security(remote, media, local)
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
    direction = intersect(local.direction, their_direction(remote, media))
    mux = local.rtcp_mux and media.rtcp_mux
    ours_ice = (local.secrets.ufrag, local.secrets.password) if local.secrets else None
    ice = agreed_ice(remote, media, ours_ice) if mux else None
    heard = dtmf.payload if dtmf is not None else None
    agreed = _Agreed(speech, dtmf, numbers, heard, direction, mux, security, ice)
    mid, track = media.attribute("mid"), media.attribute("msid") is not None
    shape = Shape(media.protocol, keys, mux, ice is not None, mid, track)
    ours = _audio(local, numbers, direction, shape, _reports(remote.attribute_of(media, "rtcp-xr")))
    return ours, _negotiated(remote, media, (local.address, local.ptime_ms), agreed)


def _negotiated(
    remote: SessionDescription, media: Media, own: tuple[str | None, int | None], agreed: _Agreed
) -> Negotiated:
    ours, our_ptime_ms = own
    remote_rtp, remote_rtcp = (None, None) if agreed.ice else destination(remote, media, ours, mux=agreed.mux)
    speech = agreed.speech
    return Negotiated(
        remote=remote_rtp,
        rtcp=remote_rtcp,
        codec=Codec(speech.name.upper(), speech.rate, speech.channels, speech.fmtp),
        payload_send=speech.payload,
        payload_receive_map=agreed.receive,
        dtmf_payload_send=agreed.dtmf.payload if agreed.dtmf else None,
        dtmf_payload_receive=agreed.heard,
        ptime_ms=_ptime(media, speech, our_ptime_ms or _USUAL_PTIME),
        direction=agreed.direction,
        rtcp_mux=agreed.mux,
        dtmf_clock=agreed.dtmf.rate if agreed.dtmf else 8000,
        security=agreed.security,
        ice=agreed.ice,
    )


def _ptime(media: Media, speech: PayloadFormat, ours: int) -> int:
    """Return the packet time (ms) that the other side wants, as near as we can; a longer one if we ask for that."""
    wanted = media.ptime_ms or _USUAL_PTIME
    if ours > _USUAL_PTIME:
        wanted = max(wanted, ours)
    if media.max_ptime_ms:
        wanted = min(wanted, media.max_ptime_ms)
    possible = [ms for ms in _PTIMES if ms != 30 or speech.name.upper() != "OPUS"]  # noqa: PLR2004  RFC 6716 has no such frame
    return next((ms for ms in possible if ms <= wanted), 10)


def _described(description: SessionDescription | bytes) -> SessionDescription:
    return read(description) if isinstance(description, bytes) else description


@lru_cache(maxsize=256)  # few are in use
def _codec(known: PayloadFormat) -> Codec:
    return Codec(known.name, known.rate, known.channels, known.fmtp)


def _telephone_event(payloads: Sequence[PayloadFormat], rate: int) -> PayloadFormat | None:
    """Return the telephone-event with the codec's own clock (RFC 4733 §2.1); 8000 does beside Opus, as phones do it."""
    events = {known.rate: known for known in reversed(payloads) if codecs.is_event(known)}
    return events.get(rate) or (events.get(8000) if rate == 48000 else None)  # noqa: PLR2004  the clock of Opus


def _comfort_noise(payloads: Sequence[PayloadFormat], speech: PayloadFormat) -> PayloadFormat | None:
    return next((known for known in payloads if codecs.is_noise(known) and known.rate == speech.rate), None)


def _reports(offered: str | None) -> tuple[str, ...]:
    """Return which extended reports we want of who offers some (RFC 3611 §5.2): the round trip takes both sides."""
    if offered is None:
        return ()
    trip = any(one.partition("=")[0] == "rcvr-rtt" for one in offered.split())
    return tuple(one for one in _REPORTS if trip or not one.startswith("rcvr-rtt"))


def _audio(
    local: LocalMedia, numbers: dict[int, Codec], direction: Direction, shape: Shape, reports: Sequence[str]
) -> Media:
    attributes: Attributes = []
    if shape.mid is not None:
        attributes.append(("mid", shape.mid))
    for payload, codec in numbers.items():
        channels = f"/{codec.channels}" if codec.channels > 1 else ""
        attributes.append(("rtpmap", f"{payload} {codec.name}/{codec.rate}{channels}"))
        if codec.fmtp:
            attributes.append(("fmtp", f"{payload} {codec.fmtp}"))
    attributes += [("ptime", str(local.ptime_ms)), (direction, None)]
    if reports:
        attributes.append(("rtcp-xr", " ".join(reports)))
    attributes += transport_lines(local, shape, "audio")
    return Media("audio", local.port, shape.protocol, [str(payload) for payload in numbers], attributes=attributes)


def _session(
    local: LocalMedia, sections: list[Media], *, lite: bool, bundled: SessionDescription | None = None
) -> SessionDescription:
    """Put our description together; a bundle (RFC 9143) is made when it would hold one section, and was offered."""
    attributes: Attributes = [("ice-lite", None)] if lite else []
    groups = [value.split() for key, value in bundled.attributes if key == "group" and value] if bundled else []
    known = {mid for group in groups if group and group[0].upper() == "BUNDLE" for mid in group[1:]}
    mids = [mid for media in sections if media.port and (mid := media.attribute("mid")) in known]
    if len(mids) == 1:
        attributes.append(("group", f"BUNDLE {mids[0]}"))
    origin = Origin("offhook", str(local.session_id), str(local.version), local.address)
    return SessionDescription(origin=origin, connection=local.address, attributes=attributes, media=sections)
