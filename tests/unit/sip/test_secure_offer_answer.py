"""Offers of browsers and encrypted phones: profiles, keys, ICE, bundles; two sides must agree here too."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.errors import BadMessage, NotAcceptable
from offhook.sip.codec import NAMES, codecs_named
from offhook.sip.ice import Ice
from offhook.sip.keying import Dtls, MediaSecrets, Sdes
from offhook.sip.offer_answer import LocalMedia, accept_answer, answer, offer, restarts_ice, speech_offered
from offhook.sip.sdp import parse

OURS = "sha-256 " + ":".join(["0A"] * 32)
THEIRS = "sha-256 " + ":".join(["B1"] * 32)
KEY = base64.b64encode(bytes(30)).decode()


def secrets(fill: int, fingerprint: str = OURS) -> MediaSecrets:
    return MediaSecrets.fresh(fingerprint, lambda count: bytes((fill * 3 + place) % 256 for place in range(count)))


US = LocalMedia(
    "203.0.113.1",
    10000,
    codecs_named(("PCMA", "PCMU", "G722", "OPUS")),
    rtcp_mux=True,
    encryption="optional",
    secrets=secrets(1),
    candidates=("203.0.113.1", "192.168.0.5"),
)

# As Chromium 130 makes it for JsSIP, shortened.
CHROMIUM = f"""v=0
o=- 5132410129839832 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0
a=extmap-allow-mixed
a=msid-semantic: WMS stream
m=audio 50123 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
c=IN IP4 192.168.1.7
a=rtcp:9 IN IP4 0.0.0.0
a=candidate:1 1 udp 2122260223 4e7f.local 50123 typ host generation 0 network-id 1
a=ice-ufrag:EsAw
a=ice-pwd:bP+XJMM09aR8AiX1jdukzR6Y
a=ice-options:trickle
a=fingerprint:{THEIRS}
a=setup:actpass
a=mid:0
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=sendrecv
a=msid:stream track
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:111 opus/48000/2
a=rtcp-fb:111 transport-cc
a=fmtp:111 minptime=10;useinbandfec=1
a=rtpmap:63 red/48000/2
a=rtpmap:9 G722/8000
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:13 CN/8000
a=rtpmap:110 telephone-event/48000
a=rtpmap:126 telephone-event/8000
a=ssrc:1 cname:x
""".replace("\n", "\r\n").encode()


def phone(*lines: str, protocol: str = "RTP/SAVP", more: tuple[str, ...] = ()) -> bytes:
    head = ["v=0", "o=- 1 1 IN IP4 192.0.2.7", "s=-", "c=IN IP4 192.0.2.7", "t=0 0"]
    return "\r\n".join([*head, *more, f"m=audio 4000 {protocol} 8 0", *lines, ""]).encode()


def test_a_browser_is_answered():
    text, agreed = answer(CHROMIUM, replace(US, codecs=codecs_named(("OPUS", "PCMU"))))
    session = parse(text)
    media = session.media[0]
    assert (session.attribute("ice-lite"), session.attribute("group")) == ("", "BUNDLE 0")
    assert (media.protocol, media.attribute("mid"), media.rtcp_mux) == ("UDP/TLS/RTP/SAVPF", "0", True)
    assert (media.attribute("setup"), media.attribute("fingerprint")) == ("passive", OURS)
    assert (media.attribute("ice-ufrag"), media.attribute("ice-pwd")) == (US.secrets.ufrag, US.secrets.password)
    assert [line.split()[4:6] for line in media.attribute_values("candidate")] == [
        ["203.0.113.1", "10000"],
        ["192.168.0.5", "10000"],
    ]
    assert media.attribute("end-of-candidates") == ""
    assert media.attribute("msid") is not None
    assert media.formats == ["111", "110"]
    assert agreed.security == Dtls("passive", (THEIRS,))
    assert agreed.ice == Ice(US.secrets.ufrag, US.secrets.password, "EsAw", "bP+XJMM09aR8AiX1jdukzR6Y")
    assert (agreed.codec.name, agreed.payload_send, agreed.dtmf_payload_send) == ("OPUS", 111, 110)
    assert agreed.dtmf_clock == 48000
    assert (agreed.remote, agreed.held, agreed.rtcp_mux) == (None, False, True)


def test_a_browsers_key_events_have_the_clock_of_the_codec():
    _, agreed = answer(CHROMIUM, replace(US, codecs=codecs_named(("PCMU",))))
    assert (agreed.payload_send, agreed.dtmf_payload_send, agreed.dtmf_clock) == (0, 126, 8000)


def test_an_unspecified_address_is_no_hold_where_ice_finds_the_way():
    held = CHROMIUM.replace(b"192.168.1.7", b"0.0.0.0").replace(b"a=sendrecv", b"a=sendonly")
    assert answer(CHROMIUM.replace(b"192.168.1.7", b"0.0.0.0"), US)[1].direction == "sendrecv"
    assert answer(held, US)[1].direction == "recvonly"


def test_comfort_noise_only_where_it_is_named():
    assert 13 not in answer(CHROMIUM, replace(US, codecs=codecs_named(("PCMU",))))[1].payload_receive_map
    text, agreed = answer(CHROMIUM, replace(US, codecs=codecs_named(("PCMU", "CN"))))
    assert agreed.payload_receive_map[13].name == "CN"
    assert parse(text).media[0].formats == ["0", "13", "126"]


@pytest.mark.parametrize(
    ("setup", "before", "ours"),
    [
        ("actpass", None, "passive"),
        ("actpass", "active", "active"),
        ("active", None, "passive"),
        ("passive", None, "active"),
        ("passive", "passive", "active"),
    ],
)
def test_who_begins_the_handshake(setup, before, ours):
    body = CHROMIUM.replace(b"setup:actpass", b"setup:" + setup.encode())
    text, agreed = answer(body, replace(US, dtls_role=before))
    assert agreed.security.role == ours == parse(text).media[0].attribute("setup")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"setup:actpass", b"setup:holdconn"),
        (b"a=fingerprint:sha-256", b"a=fingerprint:md5"),
        (b"a=fingerprint:sha-256 B1", b"a=fingerprint:sha-256 Z1"),
    ],
)
def test_a_browser_without_a_usable_handshake_is_refused(old, new):
    with pytest.raises(NotAcceptable, match="no usable keys") as caught:
        answer(CHROMIUM.replace(old, new), US)
    assert caught.value.warning == 302


def test_a_browser_is_refused_without_a_certificate_of_ours():
    with pytest.raises(NotAcceptable):
        answer(CHROMIUM, replace(US, secrets=secrets(1, "")))
    with pytest.raises(NotAcceptable, match="cannot be done now"):
        answer(CHROMIUM, replace(US, secrets=None))


def test_the_setting_off_does_not_lock_browsers_out():
    assert isinstance(answer(CHROMIUM, replace(US, encryption="off"))[1].security, Dtls)


def test_no_ice_without_a_shared_port():
    text, agreed = answer(CHROMIUM.replace(b"a=rtcp-mux\r\n", b""), US)
    assert agreed.ice is None
    assert agreed.remote == ("192.168.1.7", 50123)
    assert parse(text).attribute("ice-lite") is None


@pytest.mark.parametrize("protocol", ["RTP/SAVP", "RTP/SAVPF", "RTP/AVP", "RTP/AVPF"])
def test_a_phone_with_keys_in_its_description(protocol):
    text, agreed = answer(phone(f"a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:{KEY}", protocol=protocol), US)
    media = parse(text).media[0]
    assert media.protocol == protocol
    assert isinstance(agreed.security, Sdes)
    assert agreed.security.receive.key == bytes(30)
    assert media.crypto == [agreed.security.send.encode()]
    assert agreed.security.send.tag == "3"


@pytest.mark.parametrize(
    ("encryption", "body", "secure"),
    [
        ("off", phone(f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}", protocol="RTP/AVP"), False),
        ("off", phone(protocol="RTP/AVP"), False),
        ("optional", phone(protocol="RTP/AVP"), False),
        ("off", phone(f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}"), None),
        ("optional", phone("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:bad"), None),
        ("optional", phone(), None),
        ("required", phone(protocol="RTP/AVP"), None),
        ("required", phone(f"a=fingerprint:{THEIRS}", "a=setup:actpass", protocol="RTP/AVP"), True),
        ("optional", phone(protocol="RTP/SAVP", more=(f"a=fingerprint:{THEIRS}", "a=setup:actpass")), True),
        ("optional", phone(protocol="TCP/RTP/AVP"), None),
    ],
)
def test_what_the_setting_takes(encryption, body, secure):
    local = replace(US, encryption=encryption)
    if secure is None:
        with pytest.raises(NotAcceptable) as caught:
            answer(body, local)
        assert caught.value.warning == 302
    else:
        assert (answer(body, local)[1].security is not None) == secure


TWICE = phone(
    "a=rtpmap:8 PCMA/8000",
    f"m=audio 4002 RTP/SAVP 8\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}",
    protocol="RTP/AVP",
)


@pytest.mark.parametrize(("encryption", "ports"), [("off", [10000, 0]), ("optional", [0, 10000])])
def test_of_two_lines_the_encrypted_one_is_taken(encryption, ports):
    assert [media.port for media in parse(answer(TWICE, replace(US, encryption=encryption))[0]).media] == ports


def test_no_bundle_of_sound_and_picture():
    body = CHROMIUM.replace(b"BUNDLE 0", b"BUNDLE 0 1") + (
        b"m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=rtpmap:96 VP8/90000\r\n"
    )
    session = parse(answer(body, US)[0])
    assert session.attribute("group") == "BUNDLE 0"
    assert [(media.port, media.attribute("mid")) for media in session.media] == [(10000, "0"), (0, "1")]


def test_a_later_offer_looks_like_the_last_description():
    for body in (CHROMIUM, phone(f"a=crypto:5 AES_CM_128_HMAC_SHA1_32 inline:{KEY}")):
        text, _ = answer(body, US)
        before, again = parse(text).media[0], parse(offer(replace(US, version=2), previous=text)).media[0]
        assert again.protocol == before.protocol
        for name in ("crypto", "fingerprint", "ice-ufrag", "ice-pwd", "candidate", "mid", "rtcp-mux"):
            assert again.attribute_values(name) == before.attribute_values(name)
        assert again.attribute("setup") == ("actpass" if before.attribute("setup") else None)


def test_offers_by_setting():
    assert parse(offer(US)).media[0].protocol == "RTP/AVP"
    secure = parse(offer(replace(US, encryption="required"))).media[0]
    assert (secure.protocol, len(secure.crypto)) == ("RTP/SAVP", 4)
    browser = parse(offer(replace(US, browser=True)))
    media = browser.media[0]
    assert (media.protocol, media.attribute("setup"), browser.attribute("ice-lite")) == (
        "UDP/TLS/RTP/SAVPF",
        "actpass",
        "",
    )


@pytest.mark.parametrize(
    ("local", "lines"),
    [
        (replace(US, encryption="required"), []),
        (replace(US, encryption="required"), [f"a=crypto:9 AES_CM_128_HMAC_SHA1_80 inline:{KEY}"]),
        (replace(US, browser=True), ["a=setup:active"]),
        (replace(US, browser=True), [f"a=fingerprint:{THEIRS}", "a=setup:holdconn"]),
    ],
)
def test_an_answer_without_keys_is_refused(local, lines):
    with pytest.raises(NotAcceptable):
        accept_answer(offer(local), phone(*lines))


def test_a_restart_of_ice_is_seen():
    assert restarts_ice(parse(CHROMIUM.replace(b"EsAw", b"Bcde")), ("EsAw", "bP+XJMM09aR8AiX1jdukzR6Y"))
    assert not restarts_ice(parse(CHROMIUM), ("EsAw", "bP+XJMM09aR8AiX1jdukzR6Y"))
    assert not restarts_ice(parse(phone()), ("EsAw", "bP+XJMM09aR8AiX1jdukzR6Y"))


def test_what_a_caller_speaks():
    assert speech_offered(CHROMIUM) == ("OPUS", "RED", "G722", "PCMU", "PCMA")


def test_ip_6():
    body = phone().replace(b"IN IP4 192.0.2.7", b"IN IP6 2001:db8::7").replace(b"SAVP", b"AVP")
    text, agreed = answer(body, replace(US, address="2001:db8::1"))
    assert agreed.remote == ("2001:db8::7", 4000)
    assert b"c=IN IP6 2001:db8::1\r\n" in text


allowed = st.lists(st.sampled_from(NAMES), min_size=1, unique=True).map(codecs_named).filter(bool)
settings = st.sampled_from(["off", "optional", "required"])
sides = st.builds(
    LocalMedia,
    st.sampled_from(["192.0.2.1", "2001:db8::1"]),
    st.integers(1024, 65534),
    allowed,
    rtcp_mux=st.booleans(),
    encryption=settings,
    secrets=st.integers(0, 50).map(lambda fill: secrets(fill, THEIRS)),
    browser=st.booleans(),
)


@given(sides, sides)
def test_both_sides_agree_about_keys_and_ways(caller, callee):
    offered = offer(caller)
    try:
        answered, there = answer(offered, callee)
    except NotAcceptable:
        speech = {c.name for c in caller.codecs if c.speech} & {c.name for c in callee.codecs if c.speech}
        plain = not caller.browser and caller.encryption != "required"
        sdes = not caller.browser and caller.encryption == "required"
        if (":" in caller.address) != (":" in callee.address):
            return
        assert not speech or (plain and callee.encryption == "required") or (sdes and callee.encryption == "off")
        return
    here = accept_answer(offered, answered)
    assert here.codec.name == there.codec.name
    assert (here.dtmf_payload_send, here.dtmf_clock) == (there.dtmf_payload_receive, there.dtmf_clock)
    assert here.rtcp_mux == there.rtcp_mux
    match here.security, there.security:
        case Sdes(send, receive), Sdes(other_send, other_receive):
            assert (send, receive) == (other_receive, other_send)
        case Dtls(role, _), Dtls(other, _):
            assert {role, other} == {"active", "passive"}
        case one, two:
            assert one is None
            assert two is None
    if here.ice is None:
        assert there.ice is None
        assert here.remote == (callee.address, callee.port)
    else:
        assert there.ice is not None
        assert (here.ice.ufrag, here.ice.remote_password) == (there.ice.remote_ufrag, there.ice.password)
    assert (caller.encryption, callee.encryption).count("required") == 0 or here.security is not None


@given(st.lists(st.sampled_from(CHROMIUM.decode().splitlines()) | st.text("amcv=:/ 019RTPSAVF-", max_size=30)))
def test_shuffled_lines_are_answered_or_refused(lines):
    try:
        body = "\r\n".join(["v=0", "m=audio 1 UDP/TLS/RTP/SAVPF 0", *lines]).encode()
        text, _ = answer(body, US)
    except (BadMessage, NotAcceptable):
        return
    assert len(parse(text).media) == len(parse(body).media)
