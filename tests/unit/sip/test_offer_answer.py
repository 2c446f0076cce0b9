"""Offer and answer: two sides that run it against each other must agree, and real phones must be understood."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.errors import BadMessage, NotAcceptable
from offhook.sip.codec import G722, OPUS, PCMA, PCMU, TELEPHONE_EVENT
from offhook.sip.offer_answer import LocalMedia, accept_answer, answer, offer
from offhook.sip.sdp import DIRECTIONS, parse

US = LocalMedia("127.0.0.1", 10000)
NOWHERE = "0.0.0.0"  # noqa: S104  the address of RFC 2543 hold
MIRROR = {"sendrecv": "sendrecv", "sendonly": "recvonly", "recvonly": "sendonly", "inactive": "inactive"}


def sdp(*lines: str, address="192.0.2.7", media="m=audio 4000 RTP/AVP 8 0 101") -> bytes:
    head = ["v=0", f"o=- 1 1 IN IP4 {address}", "s=-", f"c=IN IP4 {address}", "t=0 0", media]
    return "\r\n".join([*head, *lines, ""]).encode()


PHONE = sdp("a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15")


def test_the_answer_names_one_codec_and_telephone_event():
    ours, agreed = answer(PHONE, US)
    media = parse(ours).media[0]
    assert [(p.payload, p.name) for p in media.payloads] == [(8, "PCMA"), (101, "telephone-event")]
    assert (media.port, media.protocol, media.direction, media.ptime_ms) == (10000, "RTP/AVP", "sendrecv", 20)
    assert agreed.remote == ("192.0.2.7", 4000)
    assert agreed.rtcp == ("192.0.2.7", 4001)
    assert (agreed.codec, agreed.payload_send) == (PCMA, 8)
    assert agreed.payload_receive_map == {8: PCMA, 101: TELEPHONE_EVENT}
    assert (agreed.dtmf_payload_send, agreed.dtmf_payload_receive) == (101, 101)
    assert (agreed.ptime_ms, agreed.direction, agreed.rtcp_mux, agreed.held) == (20, "sendrecv", False, False)


def test_extended_reports_are_offered():
    assert parse(offer(US)).media[0].attribute("rtcp-xr") == "rcvr-rtt=all voip-metrics"


@pytest.mark.parametrize(
    ("offered", "wanted"),
    [
        ((), None),
        (("a=rtcp-xr:rcvr-rtt=all:10000 stat-summary=loss,dup voip-metrics",), "rcvr-rtt=all voip-metrics"),
        (("a=rtcp-xr:voip-metrics",), "voip-metrics"),
        (("a=rtcp-xr:",), "voip-metrics"),
        (("a=rtcp-xr",), "voip-metrics"),
    ],
)
def test_extended_reports_are_wanted_of_who_offers_some(offered, wanted):
    ours, _ = answer(sdp(*offered), US)
    assert parse(ours).media[0].attribute("rtcp-xr") == wanted


def test_our_order_of_codecs_wins():
    assert answer(PHONE, replace(US, codecs=(G722, PCMU, PCMA)))[1].codec == PCMU


def test_the_offerers_payload_numbers_are_used():
    odd = sdp("a=rtpmap:120 PCMU/8000", "a=rtpmap:98 telephone-event/8000", media="m=audio 4000 RTP/AVP 120 98")
    ours, agreed = answer(odd, US)
    assert (agreed.payload_send, agreed.dtmf_payload_send) == (120, 98)
    assert parse(ours).media[0].formats == ["120", "98"]


def test_telephone_event_must_have_the_codecs_clock():
    fast = sdp("a=rtpmap:101 telephone-event/48000")
    assert answer(fast, US)[1].dtmf_payload_send is None


def test_no_telephone_event_when_we_have_none():
    ours, agreed = answer(PHONE, replace(US, codecs=(PCMA,)))
    assert agreed.dtmf_payload_receive is None
    assert parse(ours).media[0].formats == ["8"]


@pytest.mark.parametrize(
    ("said", "address", "ours"),
    [
        ("sendrecv", "192.0.2.7", "sendrecv"),
        ("sendonly", "192.0.2.7", "recvonly"),
        ("recvonly", "192.0.2.7", "sendonly"),
        ("inactive", "192.0.2.7", "inactive"),
        ("sendrecv", NOWHERE, "recvonly"),
        ("sendonly", NOWHERE, "recvonly"),
        ("recvonly", NOWHERE, "inactive"),
        ("inactive", NOWHERE, "inactive"),
    ],
)
def test_hold_in_both_spellings(said, address, ours):
    text, agreed = answer(sdp(f"a={said}", address=address), US)
    assert agreed.direction == ours
    assert parse(text).media[0].direction == ours
    assert agreed.held == (ours in ("recvonly", "inactive"))
    assert (agreed.remote is None) == (address == NOWHERE)


def test_other_media_is_refused_in_its_place():
    body = sdp(
        "m=audio 4000 RTP/SAVP 0",
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc",
        "m=audio 4010 RTP/AVP 0",
        "m=image 4020 udptl t38",
        media="m=video 4002 RTP/AVP 99",
    )
    ours, agreed = answer(body, US)
    assert [(m.kind, m.port, m.protocol) for m in parse(ours).media] == [
        ("video", 0, "RTP/AVP"),
        ("audio", 0, "RTP/SAVP"),
        ("audio", 10000, "RTP/AVP"),
        ("image", 0, "UDPTL"),
    ]
    assert agreed.remote == ("192.0.2.7", 4010)
    again = parse(offer(replace(US, version=2), previous=ours))
    assert [media.port for media in again.media] == [0, 0, 10000, 0]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (sdp(media="m=video 4000 RTP/AVP 99"), "video is not done"),
        (sdp(media="m=audio 0 RTP/AVP 0"), "audio is off"),
        (sdp(media="m=audio 4000 RTP/AVP 18 101"), "no common codec"),
        (sdp(media="m=audio 4000 RTP/SAVP 0"), "RTP/SAVP cannot be done now"),
        (sdp(address="phone.example.com"), "not an IP address"),
        (b"v=0\r\nm=audio 4000 RTP/AVP 0\r\n", "no connection address"),
        (b"v=0\r\ns=-\r\n", "no media"),
    ],
)
def test_what_we_cannot_do_is_not_acceptable(body, reason):
    with pytest.raises(NotAcceptable, match=reason):
        answer(body, US)


def test_packet_times():
    assert answer(sdp("a=ptime:30"), US)[1].ptime_ms == 30
    assert answer(sdp("a=ptime:40", "a=maxptime:20"), US)[1].ptime_ms == 20
    assert answer(sdp("a=ptime:0"), US)[1].ptime_ms == 20
    assert answer(sdp("a=ptime:999"), US)[1].ptime_ms == 60
    assert answer(sdp("a=ptime:5"), US)[1].ptime_ms == 10


def test_where_rtcp_goes():
    assert answer(sdp("a=rtcp:4444"), US)[1].rtcp == ("192.0.2.7", 4444)
    assert answer(sdp("a=rtcp:4444 IN IP4 192.0.2.9"), US)[1].rtcp == ("192.0.2.9", 4444)
    assert answer(sdp("a=rtcp:4444 IN IP4 a.example"), US)[1].rtcp == ("192.0.2.7", 4444)
    assert answer(sdp("a=rtcp-mux"), US)[1].rtcp == ("192.0.2.7", 4001)
    ours, agreed = answer(sdp("a=rtcp-mux"), replace(US, rtcp_mux=True))
    assert (agreed.rtcp, agreed.rtcp_mux) == (("192.0.2.7", 4000), True)
    assert parse(ours).media[0].rtcp_mux


def test_an_offer():
    media = parse(offer(replace(US, codecs=(*US.codecs, OPUS)))).media[0]
    assert [(p.payload, p.name, p.rate, p.channels) for p in media.payloads] == [
        (8, "PCMA", 8000, 1),
        (0, "PCMU", 8000, 1),
        (9, "G722", 8000, 1),
        (101, "telephone-event", 8000, 1),
        (111, "opus", 48000, 2),
    ]
    assert media.direction == "sendrecv"


def test_an_answer_with_several_codecs():
    agreed = accept_answer(offer(US), PHONE)
    assert (agreed.codec, agreed.payload_send) == (PCMA, 8)
    assert set(agreed.payload_receive_map) == {8, 0, 101}


def test_an_answer_with_other_numbers_than_offered():
    theirs = sdp("a=rtpmap:96 telephone-event/8000", media="m=audio 4000 RTP/AVP 0 96")
    agreed = accept_answer(offer(US), theirs)
    assert (agreed.payload_send, agreed.dtmf_payload_send, agreed.dtmf_payload_receive) == (0, 96, 101)
    assert agreed.payload_receive_map[101].name == "telephone-event"


@pytest.mark.parametrize(
    "body",
    [
        sdp(media="m=audio 0 RTP/AVP 0"),
        sdp(media="m=audio 4000 RTP/AVP 18"),
        b"v=0\r\ns=-\r\n",
        sdp(media="m=image 1 udptl t38"),
    ],
)
def test_answers_that_do_not_fit(body):
    with pytest.raises(NotAcceptable):
        accept_answer(offer(US), body)


def test_names_of_codecs_are_told_in_one_spelling():
    assert accept_answer(offer(US), sdp("a=rtpmap:0 pcmu/8000", media="m=audio 4000 RTP/AVP 0")).codec == PCMU


codec_lists = st.permutations([PCMU, PCMA, G722]).flatmap(
    lambda order: st.integers(1, 3).flatmap(
        lambda count: st.booleans().map(lambda dtmf: (*order[:count], *((TELEPHONE_EVENT,) if dtmf else ())))
    )
)
sides = st.builds(
    LocalMedia,
    st.sampled_from(["192.0.2.1", "2001:db8::1"]),
    st.integers(1024, 65534),
    codec_lists,
    direction=st.sampled_from(DIRECTIONS),
    ptime_ms=st.sampled_from([10, 20, 30, 60]),
    rtcp_mux=st.booleans(),
)


@given(sides, sides)
def test_both_sides_come_to_the_same_result(caller, callee):
    common = {codec.name for codec in caller.codecs} & {codec.name for codec in callee.codecs} - {"telephone-event"}
    offered = offer(caller)
    if not common or (":" in caller.address) != (":" in callee.address):
        with pytest.raises(NotAcceptable):
            answer(offered, callee)
        return
    answered, there = answer(offered, callee)
    here = accept_answer(offered, answered)
    assert here.codec == there.codec
    assert here.payload_send in there.payload_receive_map
    assert there.payload_send in here.payload_receive_map
    assert here.direction == MIRROR[there.direction]
    assert here.remote == (callee.address, callee.port)
    assert there.remote == (caller.address, caller.port)
    assert here.rtcp_mux == there.rtcp_mux == (caller.rtcp_mux and callee.rtcp_mux)
    assert here.dtmf_payload_send == there.dtmf_payload_receive
    assert there.dtmf_payload_send == here.dtmf_payload_receive
    assert (here.dtmf_payload_send is not None) == (
        TELEPHONE_EVENT in caller.codecs and TELEPHONE_EVENT in callee.codecs
    )
    for found, wanted, own in ((here, callee.ptime_ms, caller.ptime_ms), (there, caller.ptime_ms, callee.ptime_ms)):
        assert found.ptime_ms == (max(wanted, own) if own > 20 else wanted)  # who asks for longer packets sends them


@given(st.binary(max_size=600))
def test_any_octets_are_answered_or_refused(data):
    try:
        ours, _ = answer(PHONE + data, US)
    except (BadMessage, NotAcceptable):
        return
    assert len(parse(ours).media) == len(parse(PHONE + data).media)
