"""Session descriptions of real phones and broken ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.errors import BadMessage
from offhook.sip.sdp import DIRECTIONS, MAX_MEDIA, Media, Origin, SessionDescription, parse

PHONE = b"""v=0\r
o=- 3890 3891 IN IP4 192.0.2.7\r
s=A phone\r
c=IN IP4 192.0.2.7\r
b=AS:84\r
t=0 0\r
a=X-nat:0\r
m=audio 4000 RTP/AVP 8 0 9 101 96\r
c=IN IP4 192.0.2.8/127\r
b=TIAS:64000\r
a=rtcp:4010 IN IP4 192.0.2.9\r
a=sendrecv\r
a=rtpmap:8 PCMA/8000\r
a=rtpmap:0 PCMU/8000\r
a=rtpmap:101 telephone-event/8000\r
a=fmtp:101 0-16\r
a=rtpmap:96 opus/48000/2\r
a=fmtp:96 useinbandfec=1; maxaveragebitrate=20000\r
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc\r
a=ptime:20\r
a=maxptime:60\r
a=rtcp-mux\r
m=video 4002/2 RTP/AVP 99\r
a=rtpmap:99 H264/90000\r
a=inactive\r
"""


def test_a_phone():
    session = parse(PHONE)
    assert session.origin == Origin("-", "3890", "3891", "192.0.2.7")
    assert (session.name, session.timing, session.bandwidth) == ("A phone", "0 0", ["AS:84"])
    audio, video = session.media
    assert [(p.payload, p.name, p.rate, p.channels) for p in audio.payloads] == [
        (8, "PCMA", 8000, 1),
        (0, "PCMU", 8000, 1),
        (9, "G722", 8000, 1),
        (101, "telephone-event", 8000, 1),
        (96, "opus", 48000, 2),
    ]
    assert audio.payloads[4].fmtp == "useinbandfec=1; maxaveragebitrate=20000"
    assert (audio.ptime_ms, audio.max_ptime_ms, audio.rtcp, audio.rtcp_mux) == (20, 60, (4010, "192.0.2.9"), True)
    assert audio.crypto == ["1 AES_CM_128_HMAC_SHA1_80 inline:abc"]
    assert session.address_of(audio) == "192.0.2.8"
    assert session.address_of(video) == "192.0.2.7"
    assert (session.direction_of(audio), session.direction_of(video)) == ("sendrecv", "inactive")
    assert (video.kind, video.port, video.ports, video.formats) == ("video", 4002, 2, ["99"])


def test_encode_and_parse_agree():
    session = parse(PHONE)
    assert parse(session.encode()) == session
    assert session.encode().startswith(b"v=0\r\no=- 3890 3891 IN IP4 192.0.2.7\r\ns=A phone\r\nc=")


@pytest.mark.parametrize("ending", [b"\n", b"\r", b"\r\n\r\n"])
def test_line_endings(ending):
    assert len(parse(PHONE.replace(b"\r\n", ending)).media) == 2


def test_missing_and_disordered_lines():
    session = parse(
        b"v=0\nm=audio 4000 rtp/avp 0 x 300\nnonsense\n=\na\na=\na=rtpmap:\na=rtpmap:0\na=rtpmap:0 /8000\nt=0 0"
    )
    media = session.media[0]
    assert media.protocol == "RTP/AVP"
    assert [payload.payload for payload in media.payloads] == [0]
    assert session.address_of(media) is None
    assert session.direction_of(media) == "sendrecv"


def test_a_session_level_direction_holds_below():
    session = parse(b"v=0\na=sendonly\nm=audio 1 RTP/AVP 0\nm=audio 2 RTP/AVP 0\na=recvonly\n")
    assert [session.direction_of(media) for media in session.media] == ["sendonly", "recvonly"]


def test_octets_that_are_no_text_survive():
    data = b"v=0\r\no=- 1 1 IN IP6 ::1\r\ns=\xff\xfe\r\nt=0 0\r\n"
    assert parse(data).encode() == data


def test_the_first_connection_line_holds():
    session = parse(b"v=0\nc=IN IP4 192.0.2.1\nc=IN IP4 192.0.2.2\nm=audio 1 RTP/AVP 0\n")
    assert session.address_of(session.media[0]) == "192.0.2.1"


def test_g722_with_the_wrong_clock():
    assert parse(b"v=0\nm=audio 1 RTP/AVP 9\na=rtpmap:9 G722/16000\n").media[0].payloads[0].rate == 8000


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"<?xml version='1.0'?>",
        b"v=0\nm=audio\n",
        b"v=0\nm=audio x RTP/AVP 0\n",
        b"v=0\nm=audio 70000 RTP/AVP 0\n",
        b"v=0\nm=audio 4000/0 RTP/AVP 0\n",
        b"v=0\n" + b"m=audio 1 RTP/AVP 0\n" * (MAX_MEDIA + 1),
    ],
)
def test_what_cannot_be_answered_is_refused(body):
    with pytest.raises(BadMessage) as caught:
        parse(body)
    assert caught.value.status == 400


@given(st.binary(max_size=2000))
def test_any_octets(data):
    try:
        session = parse(b"v=0\n" + data)
    except BadMessage:
        return
    for media in session.media:
        _ = (media.payloads, media.direction, media.ptime_ms, media.rtcp, media.crypto, session.direction_of(media))
    session.encode()


@given(st.lists(st.sampled_from(PHONE.decode().splitlines()) | st.text("mavcobst=: /0129RTPAVP-", max_size=30)))
def test_shuffled_lines(lines):
    try:
        session = parse("\n".join(lines).encode())
    except BadMessage:
        return
    for media in session.media:
        _ = (media.payloads, media.direction, media.ptime_ms, media.rtcp, session.address_of(media))


words = st.from_regex(r"[A-Za-z0-9.-]{1,12}", fullmatch=True)
attributes = st.lists(st.tuples(words.map(str.lower), st.none() | words), max_size=5) | st.sampled_from(
    [[(direction, None)] for direction in DIRECTIONS]
)
sections = st.builds(
    Media,
    words.map(str.lower),
    st.integers(0, 65535),
    words.map(str.upper),
    st.lists(words, min_size=1, max_size=6),
    st.integers(1, 4),
    st.none() | st.just("::1") | st.just("192.0.2.1"),
    st.lists(words, max_size=2),
    attributes,
)


@given(
    st.builds(
        SessionDescription,
        st.builds(Origin, words, words, words, st.just("2001:db8::1") | st.just("192.0.2.1")),
        words,
        st.none() | st.just("192.0.2.1"),
        st.just("0 0"),
        st.lists(words, max_size=2),
        attributes,
        st.lists(sections, max_size=4),
    )
)
def test_what_we_write_we_read(session):
    assert parse(session.encode()) == session
