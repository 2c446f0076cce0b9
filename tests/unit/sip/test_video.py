"""Offer and answer of video: formats that pass untouched, retransmissions, feedback, keys, places of sections."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.errors import BadMessage
from offhook.sip import sdp, video
from offhook.sip.keying import Dtls, MediaSecrets, Sdes
from offhook.sip.offer_answer import LocalMedia, accept_answer, answer, offer, video_offered
from offhook.sip.video import LocalVideo, VideoFormat, common, from_snapshot, numbered, snapshot

PRINT = "sha-256 " + ":".join(["AB"] * 32)
SOUND = MediaSecrets.fresh(PRINT, lambda count: bytes(range(count)))
SIGHT = MediaSecrets.fresh(PRINT, lambda count: bytes(range(9, 9 + count)))

VP8 = VideoFormat(96, "VP8", "", 97, ("nack", "nack pli", "ccm fir", "goog-remb"))
VP9 = VideoFormat(98, "VP9", "profile-id=0", 99, ("nack", "nack pli"))
CONSTRAINED = VideoFormat(102, "H264", "profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1", 103)
HIGH = VideoFormat(104, "H264", "profile-level-id=640c1f;packetization-mode=1")
ALL = (VP8, VP9, CONSTRAINED, HIGH)


def party(*formats: VideoFormat, port: int = 5000, **changes: object) -> LocalMedia:
    seen = LocalVideo(port + 2, formats, SIGHT, ssrc=11, rtx_ssrc=12) if formats else None
    return replace(LocalMedia("192.0.2.1", port, video=seen), **changes)  # type: ignore[arg-type]


def of_video(description: bytes) -> sdp.Media:
    (found,) = [media for media in sdp.parse(description).media if media.kind == "video"]
    return found


@pytest.mark.parametrize(
    ("level", "name"),
    [
        ("42e01f", "CB"), ("42c00b", "CB"), ("4d8015", "CB"), ("58c01e", "CB"), ("42001f", "B"), ("58801e", "B"),
        ("4d001f", "M"), ("4d401f", "M"), ("58001e", "E"), ("640028", "H"), ("640c1f", "CH"), ("6e0028", "6e00"),
        ("nonsense", "nonsense"), ("42E01F", "CB"),
    ],
)  # fmt: skip
def test_h264_is_told_by_its_profile_and_not_by_its_level(level, name):
    assert VideoFormat(96, "H264", f"profile-level-id={level}").key == f"H264/{name}/0"


def test_what_is_said_by_default():
    assert VideoFormat(96, "H264").key == "H264/B/0"
    assert VideoFormat(96, "H264", "Packetization-Mode=1; Profile-Level-Id=42E01F").key == "H264/CB/1"
    assert (VideoFormat(96, "VP9").key, VideoFormat(96, "VP9", "profile-id=2").key) == ("VP9/0", "VP9/2")
    assert VideoFormat(96, "VP8", "max-fr=30").key == "VP8"


def test_both_agree_and_each_sends_by_the_others_numbers():
    here = party(*numbered([VP8, CONSTRAINED]))
    there = party(replace(HIGH, payload=120), replace(CONSTRAINED, payload=121, rtx=None, fmtp="packetization-mode=1;"
        "profile-level-id=42e016"), replace(VP8, payload=122), port=6000)  # fmt: skip
    ours = offer(here)
    theirs, agreed = answer(ours, there)
    assert agreed.video is not None
    taken = accept_answer(ours, theirs).video
    assert taken is not None
    # The one who answers prefers, and numbers as the offer did.
    assert [(one.key, one.payload) for one in taken.send] == [("H264/CB/1", 98), ("VP8", 96)]
    assert [one.payload for one in agreed.video.send] == [98, 96]
    assert (taken.remote, agreed.video.remote) == (("192.0.2.1", 6002), ("192.0.2.1", 5002))
    assert "42e016" in taken.send[0].fmtp  # what it can decode reaches who sends
    assert (taken.send[0].rtx, taken.send[1].rtx) == (None, 97)
    assert of_video(ours).protocol == of_video(theirs).protocol == "RTP/AVP"


def test_feedback_is_what_both_sides_do_and_whole_pictures_always():
    body = of_video(offer(party(*numbered([VP9, CONSTRAINED]))))
    told = body.attribute_values("rtcp-fb")
    assert told == ["96 nack", "96 nack pli", "96 ccm fir", "98 nack pli", "98 ccm fir"]
    answered = of_video(answer(offer(party(VP8)), party(replace(VP8, feedback=())))[0])
    assert answered.attribute_values("rtcp-fb") == ["96 nack pli", "96 ccm fir"]
    everything = b"m=video 9 RTP/AVPF 96\r\na=rtpmap:96 VP8/90000\r\na=rtcp-fb:* nack\r\na=rtcp-fb:96 transport-cc\r\n"
    found = video_offered(b"v=0\r\n" + everything)
    assert found is not None
    assert found.formats[0].feedback == ("nack",)


@pytest.mark.parametrize("without", ["offer", "answer", "format", "port"])
def test_sound_goes_on_without_video(without):
    here = party(*(() if without == "offer" else numbered([VP8])))
    there = party(*{"answer": (), "format": (HIGH,)}.get(without, (VP8,)), port=6000)
    body = offer(here)
    if without == "port":
        body = body.replace(b"m=video 5002", b"m=video 0")
    theirs, agreed = answer(body, there)
    assert agreed.video is None
    assert accept_answer(body, theirs).video is None
    assert [media.port for media in sdp.parse(theirs).media if media.kind == "video"] == [0] * (without != "offer")


def test_browsers_agree_on_keys_for_each_section_and_no_bundle():
    here = party(*numbered(ALL), secrets=SOUND, browser=True)
    body = offer(here)
    section = of_video(body)
    assert (section.protocol, section.attribute("mid"), section.attribute("ice-ufrag")) == (
        "UDP/TLS/RTP/SAVPF", "1", SIGHT.ufrag,
    )  # fmt: skip
    assert section.attribute("ssrc-group") == "FID 11 12"
    assert section.attribute("extmap") is None
    there = party(*ALL, port=6000, secrets=SIGHT, rtcp_mux=True)
    bundled = body.replace(b"t=0 0\r\n", b"t=0 0\r\na=group:BUNDLE 0 1\r\n")
    theirs, agreed = answer(bundled, there)
    assert b"BUNDLE" not in theirs
    assert agreed.video is not None
    assert (agreed.video.security, agreed.video.remote) == (Dtls("passive", (PRINT,)), None)
    assert agreed.video.ice is not None
    seen = accept_answer(body, theirs).video
    assert seen is not None
    assert seen.security == Dtls("active", (PRINT,))


def test_each_section_has_keys_of_its_own():
    here = party(VP8, secrets=SOUND, encryption="required")
    body = offer(here)
    theirs, agreed = answer(body, party(VP8, port=6000, secrets=SOUND, encryption="optional"))
    assert isinstance(agreed.security, Sdes)
    assert agreed.video is not None
    assert isinstance(agreed.video.security, Sdes)
    assert agreed.video.security.receive.key != agreed.security.receive.key
    plain = body.replace(b"m=video 5002 RTP/SAVP", b"m=video 5002 RTP/AVP").split(b"m=video")
    plain[1] = b"\r\n".join(line for line in plain[1].split(b"\r\n") if b"crypto" not in line)
    strict = party(VP8, port=6000, secrets=SOUND, encryption="required")
    assert answer(b"m=video".join(plain), strict)[1].video is None  # never in the clear beside what must be encrypted
    assert of_video(theirs).port == 6002


def test_later_offers_keep_places_numbers_and_shape():
    first = offer(party(*numbered([VP8, VP9])))
    without = offer(party(), previous=first)
    assert [(media.kind, bool(media.port)) for media in sdp.parse(without).media] == [("audio", True), ("video", False)]
    again = numbered([HIGH, VP8], numbered([VP8, VP9]))
    assert [(one.payload, one.key) for one in again] == [(100, "H264/CH/1"), (96, "VP8")]
    body = offer(party(*again), previous=without)
    assert [media.port for media in sdp.parse(body).media] == [5000, 5002]
    added = offer(party(VP8), previous=offer(party()))
    assert [media.port for media in sdp.parse(added).media] == [5000, 5002]
    secured = offer(party(secrets=SOUND, encryption="required"))
    assert of_video(offer(party(VP8, secrets=SOUND), previous=secured)).protocol == "RTP/SAVP"


def test_a_bundle_of_the_sound_alone_is_kept_when_video_comes():
    bundle = b"a=group:BUNDLE 0\r\n"
    browser = party(secrets=SOUND, browser=True)
    first = offer(browser).replace(b"t=0 0\r\n", b"t=0 0\r\n" + bundle)
    assert bundle in offer(party(*numbered([VP8]), secrets=SOUND, browser=True), previous=first)
    assert bundle not in offer(browser)


def test_hold_of_video_and_bandwidth():
    here = party(VP8)
    assert here.video is not None
    body = offer(replace(here, video=replace(here.video, direction="sendonly", bandwidth=("AS:512",))))
    theirs, agreed = answer(body, party(VP8, port=6000))
    assert agreed.video is not None
    assert (agreed.video.direction, agreed.video.bandwidth) == ("recvonly", ("AS:512",))
    assert of_video(theirs).direction == "recvonly"
    assert sdp.parse(body).media[1].bandwidth == ["AS:512"]


def test_numbers_run_out_and_never_meet_those_of_sound():
    many = [VideoFormat(n, "VP9", f"profile-id={n}", n) for n in range(40)]
    given = [number for one in numbered(many) for number in (one.payload, one.rtx)]
    assert len(given) == len(set(given)) == 28
    assert not {101, 110, 111} & set(given)


def test_formats_survive_the_journal():
    assert from_snapshot(snapshot(ALL)) == ALL


FORMATS = st.builds(
    VideoFormat,
    st.integers(96, 127),
    st.sampled_from(video.CODECS),
    st.one_of(
        st.just(""),
        st.sampled_from(["profile-id=1", "profile-level-id=42e01f;packetization-mode=1", "packetization-mode=0"]),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30),
    ),
    st.none() | st.integers(96, 127),
    st.lists(st.sampled_from(["nack", "nack pli", "goog-remb"]), unique=True).map(tuple),
)


@given(st.lists(FORMATS, max_size=6), st.lists(FORMATS, max_size=6))
def test_what_is_agreed_is_the_same_on_both_sides(ours, theirs):
    mine, yours = (tuple({one.key: one for one in numbered(some)}.values()) for some in (ours, theirs))
    body = offer(party(*mine))
    reply, agreed = answer(body, party(*yours, port=6000))
    taken = accept_answer(body, reply).video
    keys = {one.key for one in common(mine, yours)}
    assert (taken is None) == (agreed.video is None) == (not keys)
    if taken is not None and agreed.video is not None:
        assert {one.key: one.payload for one in taken.send} == {one.key: one.payload for one in agreed.video.receive}
        assert {one.key: one.payload for one in taken.receive} == {one.key: one.payload for one in agreed.video.send}
        assert {one.key for one in taken.send} == keys


@given(st.binary(max_size=300))
def test_nothing_in_a_section_of_video_hurts(noise):
    body = b"v=0\r\nc=IN IP4 192.0.2.9\r\nm=audio 4000 RTP/AVP 8\r\nm=video 4002 RTP/AVP 96 97\r\n" + noise
    try:
        reply, agreed = answer(body, party(*ALL))
    except BadMessage:
        return
    assert b"m=video" in reply
    assert agreed.video is None or agreed.video.send
