"""SDP: descriptions read, answered in every way that we answer, and taken as answers to our offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.errors import BadMessage, NotAcceptable
from offhook.sip import offer_answer, sdp, video
from offhook.sip.codec import codecs_named
from offhook.sip.keying import MediaSecrets
from offhook.sip.offer_answer import LocalMedia
from offhook.sip.video import LocalVideo, VideoFormat

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 4096
SECRETS = MediaSecrets("sha-256 " + ":".join(["AB"] * 32), "ufrg", "p" * 22, bytes(range(200)))
VIDEO = LocalVideo(
    30010,
    (
        VideoFormat(96, "VP8", "", 97, ("nack", "nack pli", "ccm fir")),
        VideoFormat(102, "H264", "profile-level-id=42e01f;packetization-mode=1", 103, ("nack pli",)),
        VideoFormat(98, "VP9", "profile-id=0"),
    ),
    SECRETS,
    ssrc=7,
    rtx_ssrc=8,
)
WIDE = codecs_named(["OPUS", "G722", "PCMA", "PCMU"])
SIDES: Sequence[LocalMedia] = (
    LocalMedia("192.0.2.2", 30000),
    LocalMedia("2001:db8::2", 30000, direction="sendonly", ptime_ms=40),
    LocalMedia("192.0.2.2", 30000, codecs=WIDE, encryption="optional", secrets=SECRETS, rtcp_mux=True),
    LocalMedia("192.0.2.2", 30000, codecs=WIDE, encryption="required", secrets=SECRETS),
    LocalMedia("192.0.2.2", 30000, codecs=WIDE, secrets=SECRETS, browser=True, rtcp_mux=True, encryption="optional"),
    LocalMedia(
        "192.0.2.2",
        30000,
        codecs=WIDE,
        secrets=SECRETS,
        browser=True,
        rtcp_mux=True,
        encryption="optional",
        candidates=("192.0.2.2", "2001:db8::2"),
        dtls_role="passive",
        video=VIDEO,
    ),
)


def test_one_input(data: bytes) -> None:
    """Read, answer and be answered; nothing but BadMessage and NotAcceptable may come of it."""
    if not data:
        return
    local, text = SIDES[data[0] % len(SIDES)], data[1:]
    try:
        described = sdp.parse(text)
    except BadMessage:
        return
    again = sdp.parse(described.encode())
    assert len(again.media) == len(described.media)
    offer_answer.speech_offered(described)
    offer_answer.video_offered(described)
    offer_answer.restarts_ice(described, ("a", "b"))
    _answered(described, local)
    _taken(described, local)


def _answered(described: sdp.SessionDescription, local: LocalMedia) -> None:
    try:
        ours, agreed = offer_answer.answer(described, local)
    except NotAcceptable:
        return
    read = sdp.parse(ours)
    assert [media.kind for media in read.media] == [media.kind for media in described.media]
    assert agreed.ptime_ms in (10, 20, 30, 40, 60)
    assert 0 <= agreed.payload_send < 128
    assert agreed.codec.speech
    if local.encryption == "required":
        assert agreed.security is not None
    if local.encryption == "off" and not local.browser:
        assert agreed.security is None
    video.snapshot(agreed.video.send if agreed.video else ())
    # A later offer of ours keeps the places of the lines.
    later = sdp.parse(offer_answer.offer(local, previous=ours))
    assert len(later.media) >= len(read.media)


def _taken(described: sdp.SessionDescription, local: LocalMedia) -> None:
    try:
        agreed = offer_answer.accept_answer(offer_answer.offer(local), described)
    except NotAcceptable:
        return
    assert agreed.codec.speech
    assert agreed.ptime_ms in (10, 20, 30, 40, 60)
    if local.encryption == "required":
        assert agreed.security is not None


def seeds() -> list[bytes]:
    """Return our own offers, and descriptions as telephones and browsers write them."""
    ours = [offer_answer.offer(side) for side in SIDES]
    held = ours[0].replace(b"sendrecv", b"inactive").replace(b"IP4 192.0.2.2", b"IP4 0.0.0.0")
    odd = (
        b"v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\nc=IN IP4 224.2.1.1/127/3\r\nt=0 0\r\na=sendonly\r\n"
        b"m=audio 4000/2 RTP/AVP 18 0 8 101\r\na=rtpmap:18 G729/8000/1\r\na=fmtp:18 annexb=no\r\n"
        b"a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:30\r\na=maxptime:150\r\n"
        b"a=rtcp:4009 IN IP4 192.0.2.9\r\nm=image 0 udptl t38\r\nm=video 6000 RTP/AVP 34\r\n"
    )
    return [bytes([side]) + text for text in (*ours, held, odd) for side in range(len(SIDES))]
