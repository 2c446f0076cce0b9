"""Reading and writing messages, and cutting streams."""

from __future__ import annotations

import contextlib

import pytest
import sipmessage
from hypothesis import example, given
from hypothesis import strategies as st

from offhook.errors import BadMessage, MisuseError
from offhook.sip.headers import NameAddr, Via, parse_name_addr, parse_via, split_list
from offhook.sip.uri import SipUri, parse_uri
from offhook.sip.wire import Request, Response, StreamFramer, parse

INVITE = (
    b"INVITE sip:bob@192.0.2.2 SIP/2.0\r\n"
    b"v: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport, SIP/2.0/TCP x;branch=z9hG4bK0\r\n"
    b'f: "A \\"q\\", B" <sip:alice@example.com;x=y>;tag=a\r\nt: sip:bob@example.com\r\ni: c1\r\nCSEQ: 7 INVITE\r\n'
    b"max-forwards: 70\r\nX-Thing: one\r\nx-thing: two\r\nm: <sip:a@192.0.2.1>;q=0.5, sip:b@192.0.2.1;q=0.1\r\n"
    b"c: Application/SDP;charset=x\r\nk: timer, 100rel\r\nl: 4\r\n\r\nv=0\n"
)


def test_reading():
    message = parse(INVITE)
    assert isinstance(message, Request)
    assert (message.method, message.uri, message.body) == ("INVITE", "sip:bob@192.0.2.2", b"v=0\n")
    assert message.via == Via("UDP", "192.0.2.1", 5060, {"branch": "z9hG4bK1", "rport": ""})
    assert message.from_ == NameAddr('A "q", B', "sip:alice@example.com;x=y", {"tag": "a"})
    assert (message.to.uri, message.to.tag) == ("sip:bob@example.com", None)
    assert (message.cseq.number, message.cseq.method, message.call_id) == (7, "INVITE", "c1")
    assert [contact.uri for contact in message.contacts] == ["sip:a@192.0.2.1", "sip:b@192.0.2.1"]
    assert [contact.parameters["q"] for contact in message.contacts] == ["0.5", "0.1"]
    assert (message.max_forwards, message.expires, message.content_type) == (70, None, "application/sdp")
    assert (message.get("X-THING"), message.all("x-Thing")) == ("one", ["one", "two"])
    assert message.tokens("supported") == ["timer", "100rel"]
    assert (message.routes, message.record_routes) == ([], [])
    assert len(message.all("via")) == 2


def test_writing_round_trip():
    message = parse(INVITE)
    again = parse(message.encode())
    assert again.headers == message.headers
    assert again.body == message.body
    assert ("X-Thing", "one") in again.headers
    assert b"\r\nContent-Length: 4\r\n\r\nv=0\n" in message.encode()


def test_changing():
    message = Request("OPTIONS", "sip:x")
    message.add("v", "SIP/2.0/UDP a;branch=1")
    message.prepend("Via", "SIP/2.0/UDP b;branch=2")
    assert message.via.host == "b"
    message.replace_top("Via", "SIP/2.0/UDP c;branch=3")
    assert (message.via.host, len(message.all("Via"))) == ("c", 2)
    message.set("X-one", "1")
    message.add("x-ONE", "2")
    message.set("X-One", "3")
    assert message.all("x-one") == ["3"]
    message.remove("X-ONE")
    assert message.get("X-One") is None
    message.remove("Via")
    with pytest.raises(BadMessage):
        _ = message.via
    with pytest.raises(MisuseError):
        message.replace_top("Via", "x")


def test_line_breaks_do_not_get_out():
    message = Request("OPTIONS", "sip:x", [("Subject", "a\r\nEvil: yes")])
    with pytest.raises(MisuseError):
        message.encode()


def test_response_copies_what_it_must():
    response = parse(INVITE).response(180, to_tag="t")
    assert (response.status, response.reason) == (180, "Ringing")
    assert [name for name, _ in response.headers] == ["Via", "From", "To", "Call-ID", "CSeq"]
    assert response.to.tag == "t"
    assert (
        parse(INVITE.replace(b"t: sip:bob@example.com", b"t: <sip:b@e;z=1>;tag=z")).response(180, to_tag="t").to.tag
        == "z"
    )
    assert parse(INVITE.replace(b"t: sip:bob@example.com", b"t: <sip:b@e>;x=1")).response(180, to_tag="t").to.tag == "t"
    assert parse(response.encode()).headers == response.headers


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ((b"CSEQ: 7 INVITE", b"CSEQ: 7 BYE"), 400),
        ((b"CSEQ: 7 INVITE", b"CSEQ: 4294967296 INVITE"), 400),
        ((b"i: c1\r\n", b""), 400),
        ((b"t: sip:bob@example.com\r\n", b""), 400),
        ((b"t: sip:bob@example.com", b't: "bob <sip:bob@example.com>'), 400),
        ((b"l: 4", b"l: 40"), 400),
        ((b"l: 4", b"l: -4"), 400),
        ((b"l: 4", b"l: 4\r\nContent-Length: 5"), 400),
        ((b" SIP/2.0\r\n", b" SIP/3.0\r\n"), 505),
        ((b"INVITE sip:bob@192.0.2.2", b"INVITE  sip:bob@192.0.2.2"), 400),
        ((b"INVITE sip:bob@192.0.2.2", b"INVITE sip:bob @192.0.2.2"), 400),
        ((b"INVITE sip:bob@192.0.2.2", b"INVITE <sip:bob@192.0.2.2>"), 400),
    ],
)
def test_bad_messages_that_can_be_answered(change, status):
    with pytest.raises(BadMessage) as caught:
        parse(INVITE.replace(*change, 1))
    assert caught.value.status == status
    assert caught.value.request is not None
    assert caught.value.request.response(status, to_tag="t").encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\r\n\r\n",
        b"INVITE\r\n\r\n",
        b"SIP/2.0 99 x\r\n\r\n",
        b"SIP/2.0 700 x\r\n\r\n",
        b"SIP/2.0 2000 x\r\n\r\n",
        b"SIP/2.0 200\r\n\r\n",
        b"SIP/9.0 200 OK\r\n\r\n",
        INVITE.replace(b"v: SIP/2.0/UDP 192.0.2.1:5060", b"v: rubbish"),
        INVITE[:100],
    ],
)
def test_bad_messages_that_cannot_be_answered(data):
    with pytest.raises(BadMessage) as caught:
        parse(data)
    assert caught.value.request is None


@pytest.mark.parametrize(
    "extra", [b"Expires: never", b"Max-Forwards", b": empty", b"Contact: <<>>;;", b"Subject: \xff\x00"]
)
def test_bad_optional_headers_do_not_matter(extra):
    message = parse(INVITE.replace(b"max-forwards: 70", extra))
    assert message.max_forwards is None
    assert message.expires is None


def test_bare_line_feeds_are_read():
    message = parse(INVITE.replace(b"\r\n", b"\n"))
    assert message.headers == parse(INVITE).headers
    message = parse(INVITE.replace(b"X-Thing: one", b"X-Thing: o\rn: e"))
    assert message.get("X-Thing") == "o"


def test_oversized():
    with pytest.raises(BadMessage) as caught:
        parse(INVITE + b"x" * 66_000)
    assert caught.value.status == 513
    assert caught.value.request is not None
    with pytest.raises(BadMessage) as caught:
        parse(b"INVITE " + b"x" * 66_000)
    assert (caught.value.status, caught.value.request) == (513, None)


# URIs and headers


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("sip:example.com", SipUri("sip", None, "example.com")),
        (
            "SIP:Alice@Example.COM:5070;Transport=TCP;lr",
            SipUri("sip", "Alice", "example.com", None, 5070, {"transport": "TCP", "lr": ""}),
        ),
        ("sips:a:b@[2001:db8::1]:5061", SipUri("sips", "a", "[2001:db8::1]", "b", 5061)),
        ("sip:%61%20b%00@h?Subject=x%20y&a=", SipUri("sip", "a b\0", "h", headers={"Subject": "x y", "a": ""})),
        ("tel:+372-600;phone-context=ee", SipUri("tel", "+372-600", "", parameters={"phone-context": "ee"})),
        ("sip:user;par=u%40example.net@example.com", SipUri("sip", "user;par=u@example.net", "example.com")),
        ("sip:#hash@h", SipUri("sip", "#hash", "h")),
    ],
)
def test_uris(text, uri):
    assert parse_uri(text) == uri
    assert parse_uri(str(uri)) == uri


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sip",
        "sip:",
        "http://x",
        "sip:a@",
        "sip:a@h:x",
        "sip:a@h:70000",
        "sip:a@[::1",
        "sip:a@h h",
        "tel:",
        "sip:h:",
    ],
)
def test_bad_uris(text):
    with pytest.raises(ValueError, match=r".+"):
        parse_uri(text)


def test_addresses_of_uris():
    assert parse_uri("sip:a@[::1]").address == ("::1", 5060)
    assert parse_uri("sips:a@h").address == ("h", 5061)
    assert parse_uri("sip:a@h:1;transport=TCP").transport == "tcp"


@pytest.mark.parametrize(
    ("text", "display", "uri", "parameters"),
    [
        ("sip:a@b;tag=x", "", "sip:a@b", {"tag": "x"}),
        ("<sip:a@b;lr>;tag=x", "", "sip:a@b;lr", {"tag": "x"}),
        ('"caller"<sip:a@b>', "caller", "sip:a@b", {}),
        ("Two Words <sip:a@b> ; Tag = x ; flag", "Two Words", "sip:a@b", {"tag": "x", "flag": ""}),
        ('"a;<b>" <sip:a@b>;p="x;y,z"', "a;<b>", "sip:a@b", {"p": '"x;y,z"'}),
        ('sip:a@b;p="<x>"', "", "sip:a@b", {"p": '"<x>"'}),
        ("*", "", "*", {}),
    ],
)
def test_addresses(text, display, uri, parameters):
    address = parse_name_addr(text)
    assert (address.display, address.uri, address.parameters) == (display, uri, parameters)
    assert parse_name_addr(str(address)) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<>",
        "<sip:a@b",
        '"a <sip:a@b>',
        "sip:a b",
        "<sip:a@b> x",
        '"x"',
        "sip:a@b?c=d",
        ">sip:a@b>",
        '<sip:a@b>;p="x',
    ],
)
def test_bad_addresses(text):
    with pytest.raises(ValueError, match=r".+"):
        parse_name_addr(text)


@pytest.mark.parametrize(
    "text", ["", "x", "SIP/2.0/UDP", "SIP/2.0/UDP ", "HTTP/1.1/TCP x", "SIP/2.0/UDP a:b", "SIP/2.0/UDP [::1"]
)
def test_bad_vias(text):
    with pytest.raises(ValueError, match=r".+"):
        parse_via(text)


def test_lists():
    assert split_list('a, "b,c" <sip:x,y@z>;p="\\",", , d') == ["a", '"b,c" <sip:x,y@z>;p="\\","', "d"]
    assert split_list(" ") == []
    assert split_list('"unbalanced, x') == ['"unbalanced, x']


# streams


def test_stream_in_any_pieces():
    message = INVITE
    for size in (1, 2, 3, 7, 100, 5000):
        framer = StreamFramer()
        stream = message + b"\r\n\r\n" + message + message + b"\r\n\r\n\r\n\r\n"
        found = [part for start in range(0, len(stream), size) for part in framer.feed(stream[start : start + size])]
        assert found == [message] * 3
        assert framer.pongs == 3
        assert framer.buffered == 0


@pytest.mark.parametrize(
    "data",
    [
        INVITE.replace(b"l: 4", b"l: x"),
        INVITE.replace(b"l: 4", b"l: 99999"),
        INVITE.replace(b"l: 4", b"x: 4"),
        INVITE.replace(b"l: 4", b"l: 4\r\nl: 5"),
        b"x" * 70_000,
    ],
)
def test_streams_that_cannot_be_framed(data):
    with pytest.raises(BadMessage):
        StreamFramer().feed(data)


# anything


@given(st.binary(max_size=400))
@example(b"A sip: SIP/2.0\r\n\r\n")
def test_parse_raises_nothing_but_bad_message(data):
    for candidate in (data, b"OPTIONS sip:a SIP/2.0\r\n" + data + b"\r\n\r\n"):
        try:
            parse(candidate).encode()
        except BadMessage as error:
            if error.request is not None:
                error.request.response(400, to_tag="t").encode()


@given(st.data())
def test_mutated_messages_raise_nothing_but_bad_message(data):
    octets = bytearray(INVITE)
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(octets) - 1))
        octets[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        message = parse(bytes(octets))
    except BadMessage as error:
        if error.request is not None:
            error.request.response(error.status, to_tag="t").encode()
        return
    again = parse(message.encode())
    assert again.headers == message.headers
    for name in ("contacts", "routes", "record_routes"):
        with contextlib.suppress(BadMessage):
            getattr(message, name)
    _ = message.max_forwards, message.expires, message.content_type, message.tokens("Require")


@given(st.binary(max_size=300), st.integers(1, 40))
def test_framing_does_not_depend_on_the_pieces(noise, size):
    stream = INVITE + noise
    whole, pieces = StreamFramer(), StreamFramer()

    def feed(framer, parts):
        found = []
        try:
            for part in parts:
                found += framer.feed(part)
        except BadMessage as error:
            return found, error.status
        return found, None

    one = feed(whole, [stream])
    many = feed(pieces, [stream[start : start + size] for start in range(0, len(stream), size)])
    assert one[1] == many[1]
    if one[1] is None:
        assert one == many


TOKEN = st.text("abcXYZ019-._", min_size=1, max_size=8)
HOST = st.sampled_from(["example.com", "192.0.2.1", "[2001:db8::1]"])
PARAMETERS = st.dictionaries(TOKEN.map(str.lower), TOKEN, max_size=3)


@given(st.text('ab c"\\,;<>@', max_size=8), TOKEN, HOST, st.none() | st.integers(1, 65535), PARAMETERS, PARAMETERS)
def test_addresses_as_sipmessage_reads_them(display, user, host, port, inner, outer):
    uri = SipUri("sip", user, host, None, port, inner)
    ours = NameAddr(display.strip(), str(uri), outer)
    assert parse_name_addr(str(ours)) == ours
    assert parse_uri(str(uri)) == uri
    if "\\" in display or '"' in display:
        return  # sipmessage does not unescape in order
    theirs = sipmessage.Address.parse(str(ours))
    assert theirs.name == " ".join(ours.display.split())  # it folds blanks inside quotes, too
    assert (theirs.uri.user, theirs.uri.host, theirs.uri.port) == (user, host, port)
    assert dict(theirs.parameters) == outer


@given(TOKEN, HOST, st.none() | st.integers(1, 65535), PARAMETERS)
def test_vias_as_sipmessage_reads_them(transport, host, port, parameters):
    ours = Via(transport, host, port, parameters)
    assert parse_via(str(ours)) == ours
    theirs = sipmessage.Via.parse(str(ours))
    assert (theirs.transport, theirs.host, theirs.port, dict(theirs.parameters)) == (transport, host, port, parameters)


def test_reasons():
    assert Response(486).reason == "Busy Here"
    assert Response(299).reason == ""
    assert Response(200, "Fine").encode().startswith(b"SIP/2.0 200 Fine\r\n")
