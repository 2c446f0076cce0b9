# ruff: noqa: E501  messages keep their lines
"""The situations of RFC 4475 (SIP torture tests), in messages written after its descriptions.

Valid ones must be read and mean what the RFC says; invalid ones must get the status that the RFC expects.
"""

from __future__ import annotations

import itertools

import pytest

from offhook.errors import BadMessage
from offhook.sip.address import Flow
from offhook.sip.endpoint import Endpoint, EndpointConfig
from offhook.sip.events import InviteReceived, RequestReceived
from offhook.sip.headers import parse_name_addr
from offhook.sip.uri import parse_uri
from offhook.sip.wire import Request, Response, StreamFramer, parse

FLOW = Flow("udp", ("192.0.2.2", 5060), ("192.0.2.1", 5060))
SDP = "v=0\nc=IN IP4 192.0.2.1\nm=audio 4000 RTP/AVP 0\n"


def wire(text, body=""):
    """A message of lines with line feeds; the body's length is put in for @."""
    body_octets = body.replace("\n", "\r\n").encode()
    head = text.strip("\n").replace("@LENGTH", str(len(body_octets))).replace("\n", "\r\n")
    return head.encode() + b"\r\n\r\n" + body_octets


def plain(method, uri="sip:user@example.com", *, change=(), extra="", body=""):
    """An ordinary message with one thing changed."""
    text = f"""
{method} {uri} SIP/2.0
Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK.torture
Max-Forwards: 70
From: <sip:caller@example.net>;tag=33242
To: <sip:user@example.com>
Call-ID: torture@example.net
CSeq: 8 {method}
Contact: <sip:caller@host5.example.net>
{extra}Content-Length: @LENGTH
"""
    for old, new in change:
        assert old in text
        text = text.replace(old, new)
    return wire(text, body)


TORTUOUS = wire(
    r"""
INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0
TO :
 sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n
from   : "J Rosenberg \\\""       <sip:jdrosen@example.com>
  ;
  tag = 98asjd8
MaX-fOrWaRdS: 0068
Call-ID: tortuous.one@192.0.2.1
Content-Length   : @LENGTH
cseq: 0009
  INVITE
Via  : SIP  /   2.0
 /UDP
    192.0.2.2;branch=390skdjuw
s :
NewFangledHeader:   newfangled value
 continued newfangled value
UnknownHeaderWithUnusualValue: ;;,,;;,;
Content-Type: application/sdp
Route:
 <sip:services.example.com;lr;unknownwith=value;unknown-no-value>
v:  SIP  / 2.0  / TCP     spindle.example.com   ;
  branch  =   z9hG4bK9ikj8  ,
 SIP  /    2.0   / UDP  192.168.255.111   ; branch=
 z9hG4bK30239
m:"Quoted string \"\"" <sip:jdrosen@example.com> ; newparam =
      newvalue ;
  secondparam ; q = 0.33
""",
    SDP,
)


def test_tortuous_invite():
    message = parse(TORTUOUS)
    assert isinstance(message, Request)
    assert (message.to.uri, message.to.tag) == ("sip:vivekg@chair-dnrc.example.com", "1918181833n")
    assert (message.from_.display, message.from_.tag) == ('J Rosenberg \\"', "98asjd8")
    assert (message.max_forwards, message.cseq.number, message.cseq.method) == (68, 9, "INVITE")
    assert (message.via.host, message.via.branch) == ("192.0.2.2", "390skdjuw")
    assert len(message.all("Via")) == 3
    assert message.get("NewFangledHeader") == "newfangled value continued newfangled value"
    assert message.get("UnknownHeaderWithUnusualValue") == ";;,,;;,;"
    assert message.get("Subject") == ""
    assert message.routes[0].uri == "sip:services.example.com;lr;unknownwith=value;unknown-no-value"
    (contact,) = message.contacts
    assert (contact.display, contact.parameters) == (
        'Quoted string ""',
        {"newparam": "newvalue", "secondparam": "", "q": "0.33"},
    )
    assert message.body.startswith(b"v=0")
    assert parse(message.encode()).headers == message.headers


def test_wide_range_of_characters():
    method = "!interesting-Method0123456789_*+`.%indeed'~"
    uri = "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com"
    text = f"""
{method} {uri} SIP/2.0
Via: SIP/2.0/TCP host1.example.com;branch=z9hG4bK-.!%66*_+`'~
To: "BEL:\x07 NUL:\x00 DEL:\x7f" <sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com>
From: token1~` token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%="\u0440\u0430\u0431";tag=_token~1'+`*%!-.
Call-ID: intmeth.word%ZK-!.*_+'@word`~)(><:\\/"][?}}{{
CSeq: 139122385 {method}
Max-Forwards: 255
extensionHeader-!.%*+_`'~: \ufeff\u5927\u505c\u96fb
Content-Length: 0
"""
    message = parse(wire(text))
    assert isinstance(message, Request)
    assert (message.method, message.max_forwards) == (method, 255)
    target = parse_uri(message.uri)
    assert target.user == "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*"
    assert target.password == "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)"
    assert message.from_.tag == "_token~1'+`*%!-."
    assert message.call_id == "intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{"
    assert message.get("extensionHeader-!.%*+_`'~") == "\ufeff大停電"
    assert parse(message.encode()).headers == message.headers


def test_escapes():
    message = parse(
        plain(
            "INVITE",
            "sip:sips%3Auser%40example.com@example.net",
            change=[
                ("To: <sip:user@example.com>", "To: sip:%75se%72@example.com"),
                (
                    "Contact: <sip:caller@host5.example.net>",
                    "Contact:\n <sip:cal%6Cer@host5.example.net;%6C%72;n%61me=v%61lue%25%34%31>",
                ),
            ],
        )
    )
    assert parse_uri(message.uri).user == "sips:user@example.com"
    assert parse_uri(message.to.uri).user == "user"
    assert parse_uri(message.contacts[0].uri).user == "caller"
    assert str(parse_uri(message.uri)) == message.uri


def test_escaped_nulls():
    message = parse(
        plain(
            "REGISTER",
            change=[("<sip:caller@host5.example.net>", "<sip:%00@host5.example.com>, <sip:%00%00@host5.example.com>")],
        )
    )
    assert [parse_uri(contact.uri).user for contact in message.contacts] == ["\0", "\0\0"]


def test_percent_that_is_no_escape():
    message = parse(plain("RE%47IST%45R", change=[("To: <", 'To: "%Z%45" <')]))
    assert isinstance(message, Request)
    assert (message.method, message.to.display) == ("RE%47IST%45R", "%Z%45")


def test_no_blank_between_name_and_address():
    assert parse(plain("OPTIONS", change=[("From: <", "From: caller<")])).from_.display == "caller"


def test_long_values():
    extra = "".join(f"Via: SIP/2.0/TCP sip{number}.example.com;branch=z9hG4bK{number}\n" for number in range(33))
    extra += f"LongName{'x' * 300}: {'value' * 200}\nRoute: {', '.join(['<sip:r.example.com;lr>'] * 50)}\n"
    message = parse(plain("INVITE", "sip:user@example.com;" + "a" * 1000, extra=extra))
    assert len(message.all("via")) == 34
    assert len(message.routes) == 50
    assert parse(message.encode()).headers == message.headers


def test_octets_after_the_body():
    one = plain("REGISTER")
    assert parse(one + plain("INVITE")).body == b""
    assert StreamFramer().feed(one + plain("INVITE")) == [one, plain("INVITE")]


def test_semicolons_in_the_user():
    uri = parse_uri("sip:user;par=u%40example.net@example.com")
    assert (uri.user, uri.host, uri.parameters) == ("user;par=u@example.net", "example.com", {})


def test_unknown_transports():
    vias = [
        f"Via: SIP/2.0/{transport} t{number}.example.com;branch=z9hG4bK{number}\n"
        for number, transport in enumerate(["SCTP", "TLS", "UNKNOWN", "TCP"])
    ]
    message = parse(plain("OPTIONS", extra="".join(vias)))
    assert [value.split("/")[2].split()[0] for value in message.all("Via")] == ["UDP", "SCTP", "TLS", "UNKNOWN", "TCP"]


def test_multipart_with_binary():
    body = b"--7a\r\nContent-Type: text/plain\r\n\r\nHello\r\n--7a\r\nContent-Type: application/octet-stream\r\n\r\n\x00\xff\r\n\r\n--7a--\r\n"
    head = plain("MESSAGE", extra="Content-Type: multipart/mixed;boundary=7a\n").replace(
        b"Content-Length: 0", b"Content-Length: %d" % len(body)
    )
    assert parse(head + body).body == body


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("SIP/2.0 200 = 2**3 * 5**2 \u043d\u043e \u0441\u0442\u043e", "= 2**3 * 5**2 но сто"),
        ("SIP/2.0 100 ", ""),
    ],
)
def test_odd_reason_phrases(line, reason):
    data = plain("INVITE").partition(b"\r\n")[2]
    message = parse(line.encode() + b"\r\n" + data)
    assert isinstance(message, Response)
    assert message.reason == reason
    assert message.encode().startswith(line.encode() + b"\r\n")


# What must be refused, or may: the status is that of the answer, None when the message is dropped, 0 when it is taken.

INVALID = {
    "badinv01: separators without values": (plain("INVITE", change=[("Contact: <", "Contact: ;;,,;;"), ("Via: SIP/2.0/UDP 192.0.2.1;", "Via: SIP/2.0/UDP 192.0.2.15;;,;,,;")]), 400),
    "clerr: Content-Length over the message": (plain("INVITE").replace(b"Content-Length: 0", b"Content-Length: 9999"), 400),
    "ncl: negative Content-Length": (plain("INVITE").replace(b"Content-Length: 0", b"Content-Length: -999"), 400),
    "scalar02: numbers over their range": (plain("REGISTER", change=[("CSeq: 8", "CSeq: 36893488147419103232"), ("Max-Forwards: 70", "Max-Forwards: 300")]), 400),
    "quotbal: quote that does not end": (plain("INVITE", change=[("To: <", 'To: "Mr. J. User <')]), 400),
    "ltgtruri: Request-URI in brackets": (plain("INVITE", "<sip:user@example.com>"), 400),
    "lwsruri: blank in the Request-URI": (plain("INVITE", "sip:user@example.com; lr"), 400),
    "lwsstart: two blanks in the request line": (plain("INVITE", " sip:user@example.com "), 400),
    "trws: blank after the version": (plain("OPTIONS").replace(b" SIP/2.0\r\n", b" SIP/2.0 \r\n", 1), 400),
    "escruri: headers in the Request-URI": (plain("INVITE", "sip:user@example.com?Route=%3Csip:example.com%3E"), 400),
    "baddate: Date outside GMT": (plain("INVITE", extra="Date: Fri, 01 Jan 2010 16:00:00 EST\n"), 0),
    "regbadct: Contact that needs brackets": (plain("REGISTER", change=[("<sip:caller@host5.example.net>", "sip:user@example.com?Route=%3Csip:sip.example.com%3E")]), 400),
    "badaspec: blanks in an address": (plain("OPTIONS", change=[("To: <sip:user@example.com>", 'To: "Watson, Thomas" < sip:t.watson@example.org >')]), 0),
    "baddn: display name that wants quotes": (plain("OPTIONS", change=[("From: <", "From: Bell, Alexander <")]), 0),
    "badvers: other version": (plain("OPTIONS").replace(b" SIP/2.0\r\n", b" SIP/7.0\r\n", 1), 505),
    "mismatch01: CSeq of another method": (plain("OPTIONS", change=[("CSeq: 8 OPTIONS", "CSeq: 8 INVITE")]), 400),
    "mismatch02: CSeq of another unknown method": (plain("NEWMETHOD", change=[("CSeq: 8 NEWMETHOD", "CSeq: 8 INVITE")]), 400),
    "badbranch: branch with the cookie only": (plain("OPTIONS", change=[("z9hG4bK.torture", "z9hG4bK")]), 0),
    "insuf: no Call-ID, From or To": (plain("INVITE", change=[("Call-ID: torture@example.net\n", ""), ("From: <sip:caller@example.net>;tag=33242\n", ""), ("To: <sip:user@example.com>\n", "")]), 400),
    "unkscm: Request-URI of unknown scheme": (plain("OPTIONS", "nobodyKnowsThisScheme:totallyopaquecontent"), 416),
    "novelsc: Request-URI of a scheme of others": (plain("OPTIONS", "soap.beep://192.0.2.103:3002"), 416),
    "unksm2: From and Contact of unknown schemes": (plain("REGISTER", change=[("To: <sip:user@example.com>", "To: isbn:2983792873"), ("Contact: <sip:caller@host5.example.net>", "Contact: <name:John_Smith>")]), 0),
    "bext01: Require of unknown extensions": (plain("OPTIONS", extra="Require: nothingSupportsThis, nothingSupportsThisEither\nProxy-Require: noProxiesSupportThis\n"), 420),
    "invut: body of unknown type": (plain("INVITE", extra="Content-Type: application/unknownformat\n", body="<audio/>"), 415),
    "regaut01: unknown authorization scheme": (plain("REGISTER", extra="Authorization: NoOneKnowsThisScheme opaque-data=here\n"), 0),
    "multi01: headers twice that may stand once": (plain("INVITE", extra="CSeq: 59 INVITE\nTo: <sip:other@example.net>\nMax-Forwards: 5\n"), 400),
    "mcl01: two lengths": (plain("OPTIONS", extra="Content-Length: 5\n"), 400),
    "zeromf: no hops left": (plain("OPTIONS", change=[("Max-Forwards: 70", "Max-Forwards: 0")]), 0),
    "zeromf of an INVITE": (plain("INVITE", change=[("Max-Forwards: 70", "Max-Forwards: 0")]), 483),
    "cparam01: unknown parameter of the Contact": (plain("REGISTER", change=[("<sip:caller@host5.example.net>", "sip:+19725552222@gw1.example.net;unknownparam")]), 0),
    "cparam02: unknown parameter of its URI": (plain("REGISTER", change=[("<sip:caller@host5.example.net>", "<sip:+19725552222@gw1.example.net;unknownparam>")]), 0),
    "regescrt: header inside the Contact": (plain("REGISTER", change=[("<sip:caller@host5.example.net>", "<sip:user@example.com?Route=%3Csip:sip.example.com%3E>")]), 0),
    "sdp01: Accept without SDP": (plain("INVITE", extra="Accept: text/nobodyKnowsThis\nContent-Type: application/sdp\n", body=SDP), 0),
    "inv2543: a caller of RFC 2543": (wire("INVITE sip:UserB@example.com SIP/2.0\nVia: SIP/2.0/UDP iftgw.example.com\nFrom: <sip:+13035551111@ift.client.example.net;user=phone>\nTo: sip:+16505552222@ss1.example.net;user=phone\nCall-ID: inv2543.1717@ift.client.example.com\nCSeq: 56 INVITE\nContent-Type: application/sdp", SDP), 0),
}  # fmt: skip


@pytest.mark.parametrize("name", INVALID)
def test_what_must_be_refused(name):
    data, status = INVALID[name]
    numbers = itertools.count(1)
    endpoint = Endpoint(EndpointConfig(), lambda: f"t{next(numbers):x}")
    endpoint.receive(data, FLOW, 0.0)
    finals = [reply.status for transmit in endpoint.outgoing() if (reply := parse_response(transmit.data)).status > 100]
    events = endpoint.events()
    if status:
        assert finals == [status]
        assert not events
    else:
        assert not finals
        assert isinstance(events[0], (InviteReceived, RequestReceived))


def parse_response(data):
    """Read our answer; of a request without From it lacks the From, too."""
    try:
        message = parse(data)
    except BadMessage:
        return Response(int(data.split(b" ")[1]))
    assert isinstance(message, Response)
    return message


@pytest.mark.parametrize(
    "data",
    [
        plain("OPTIONS").partition(b"\r\n")[2],
        b"SIP/2.0 4294967301 better not break the receiver\r\n" + plain("INVITE").partition(b"\r\n")[2],
        b"SIP/2.0 503 Service Unavailable\r\n"
        + plain("OPTIONS", change=[("CSeq: 8", "CSeq: 9292394834772304023312")]).partition(b"\r\n")[2],
    ],
)
def test_bad_responses_are_dropped(data):
    endpoint = Endpoint(EndpointConfig(), lambda: "t")
    endpoint.receive(data, FLOW, 0.0)
    assert not endpoint.outgoing()
    assert endpoint.dropped == 1


def test_response_with_a_foreign_via_is_dropped():
    endpoint = Endpoint(EndpointConfig(), lambda: "t")
    endpoint.receive(
        b"SIP/2.0 200 OK\r\n" + plain("INVITE", change=[("192.0.2.1", "255.255.255.255")]).partition(b"\r\n")[2],
        FLOW,
        0.0,
    )
    assert not endpoint.outgoing()


def test_bad_display_names_keep_their_address():
    assert parse_name_addr("Bell, Alexander <sip:a.g.bell@example.com>;tag=43").uri == "sip:a.g.bell@example.com"


# The list of the RFC: valid (§3.1.1), invalid (§3.1.2), transactions, applications (§3.3) and older implementations.
# Of sdp01 the RFC says that 406 "could" be the answer: we take the call, since every telephone understands SDP and
# some write Accept for something else.

OF_THE_RFC = [
    "wsinv",
    "intmeth",
    "esc01",
    "escnull",
    "esc02",
    "lwsdisp",
    "longreq",
    "dblreq",
    "semiuri",
    "transports",
    "mpart01",
    "unreason",
    "noreason",
    "badinv01",
    "clerr",
    "ncl",
    "scalar02",
    "scalarlg",
    "quotbal",
    "ltgtruri",
    "lwsruri",
    "lwsstart",
    "trws",
    "escruri",
    "baddate",
    "regbadct",
    "badaspec",
    "baddn",
    "badvers",
    "mismatch01",
    "mismatch02",
    "bigcode",
    "badbranch",
    "insuf",
    "unkscm",
    "novelsc",
    "unksm2",
    "bext01",
    "invut",
    "regaut01",
    "multi01",
    "mcl01",
    "bcast",
    "zeromf",
    "cparam01",
    "cparam02",
    "regescrt",
    "sdp01",
    "inv2543",
]
ELSEWHERE = {
    "wsinv": test_tortuous_invite,
    "intmeth": test_wide_range_of_characters,
    "esc01": test_escapes,
    "escnull": test_escaped_nulls,
    "esc02": test_percent_that_is_no_escape,
    "lwsdisp": test_no_blank_between_name_and_address,
    "longreq": test_long_values,
    "dblreq": test_octets_after_the_body,
    "semiuri": test_semicolons_in_the_user,
    "transports": test_unknown_transports,
    "mpart01": test_multipart_with_binary,
    "unreason": test_odd_reason_phrases,
    "noreason": test_odd_reason_phrases,
    "scalarlg": test_bad_responses_are_dropped,
    "bigcode": test_bad_responses_are_dropped,
    "bcast": test_response_with_a_foreign_via_is_dropped,
}


def test_no_message_of_the_rfc_is_missing():
    assert len(OF_THE_RFC) == 49
    refused = {name.partition(":")[0] for name in INVALID}
    assert [name for name in OF_THE_RFC if name not in refused and name not in ELSEWHERE] == []
