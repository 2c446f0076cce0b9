"""SIP: datagrams and streams into a living endpoint, registrar and notifier, which answer as a switch would.

After each input everybody hangs up and time goes on until no timer is left: then nothing may be kept.
"""

from __future__ import annotations

from tests.unit.sip import test_torture

from fuzz.sip_switch import Switch
from fuzz.subject import pieces, script
from offhook.sip.digest import Credentials, authorize
from offhook.sip.wire import Request, Response, parse

LONGEST = 8192


def test_one_input(data: bytes) -> None:
    """Let an input happen, then let everything end."""
    switch = Switch()
    for number, (who, said) in enumerate(pieces(data)):
        if number == 20:
            break
        switch.take(who, said)
    switch.close()


# inputs to begin with

SDP = (
    b"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
    b"m=audio 4000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n"
)


def message(  # noqa: PLR0913  a message has many parts
    method: str,
    cseq: int,
    *,
    user: str = "bob",
    tag: str = "",
    extra: str = "",
    body: bytes = b"",
    transport: str = "UDP",
) -> bytes:
    """Return a request of the phone; `extra` are whole lines."""
    to_tag = f";tag={tag}" if tag else ""
    content = "Content-Type: application/sdp\r\n" if body else ""
    return (
        f"{method} sip:{user}@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/{transport} 192.0.2.1;branch=z9hG4bK{cseq}{method}\r\n"
        f"Max-Forwards: 70\r\nFrom: <sip:anna@h>;tag=at\r\nTo: <sip:{user}@h>{to_tag}\r\nCall-ID: c\r\n"
        f"CSeq: {cseq} {method}\r\nContact: <sip:anna@192.0.2.1>\r\n{extra}{content}"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


class Script:
    """A conversation with a switch in which everything fits; `text` is the input that repeats it."""

    def __init__(self) -> None:
        self._switch = Switch()
        self._said: list[tuple[str, bytes]] = []

    @property
    def text(self) -> bytes:
        """The input."""
        return script(*self._said)

    def say(self, who: str, text: bytes = b"") -> list[Request | Response]:
        """Let one thing happen; return what was sent because of it."""
        self._said.append((who, text))
        before = len(self._switch.log)
        self._switch.take(ord(who), text)
        return [parse(data) for data in self._switch.log[before:]]

    def answer(
        self, request: Request | Response, status: int, *, extra: str = "", body: bytes = b""
    ) -> list[Request | Response]:
        """Answer a request of the switch as the phone."""
        assert isinstance(request, Request)
        response = request.response(status, to_tag="theirs")
        response.add("Contact", "<sip:bob@192.0.2.1>")
        for line in extra.splitlines():
            name, _, value = line.partition(": ")
            response.add(name, value)
        if body:
            response.add("Content-Type", "application/sdp")
        response.body = body
        return self.say("p", response.encode())


def seeds() -> list[bytes]:
    """Return conversations of every kind, and the messages of the torture tests."""
    all_kinds = (_called, _rung, _early, _registered, _watched, _calling, _early_calling, _offerless, _account)
    made = [conversation() for conversation in (*all_kinds, _streamed, _asked)]
    torture = [test_torture.TORTUOUS, *(data for data, _ in test_torture.INVALID.values())]
    return made + [script(("p", one)) for one in torture]


def _called() -> bytes:
    say = (one := Script()).say
    answers = say("p", message("INVITE", 1, extra="Supported: timer\r\nSession-Expires: 90\r\n", body=SDP))
    tag = answers[-1].to.tag or ""
    say("p", message("ACK", 1, tag=tag))
    say("p", message("INVITE", 2, tag=tag, body=SDP.replace(b"1 1 IN", b"1 2 IN") + b"a=sendonly\r\n"))
    say("p", message("ACK", 2, tag=tag))
    say("p", message("INFO", 3, tag=tag, extra="Content-Type: application/dtmf-relay\r\n"))
    say("p", message("UPDATE", 4, tag=tag, body=SDP.replace(b"1 1 IN", b"1 3 IN")))
    say("p", message("REFER", 5, tag=tag, extra="Refer-To: <sip:202@h?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>\r\n"))
    say("w", b"\x05")
    say("p", message("BYE", 6, tag=tag, extra='Reason: Q.850;cause=16;text="Ended"\r\n'))
    return one.text


def _rung() -> bytes:
    say = (one := Script()).say
    say("p", message("INVITE", 1, user="ring", body=SDP, extra="Diversion: <sip:203@h>;reason=unconditional\r\n"))
    say("w", b"\x05")
    say("p", message("CANCEL", 1, user="ring").replace(b"1CANCEL", b"1INVITE"))
    say("p", message("ACK", 1, user="ring").replace(b"1ACK", b"1INVITE"))
    return one.text


def _early() -> bytes:
    say = (one := Script()).say
    answers = say("p", message("INVITE", 1, user="early", body=SDP, extra="Require: 100rel\r\n"))
    early = answers[-1]
    rack = f"RAck: {early.get('RSeq')} 1 INVITE\r\n"
    say("p", message("PRACK", 2, user="early", tag=early.to.tag or "", extra=rack))
    say("p", message("UPDATE", 3, user="early", tag=early.to.tag or "", body=SDP))
    return one.text


def _registered() -> bytes:
    say = (one := Script()).say
    plain = message("REGISTER", 1, extra="Expires: 600\r\nPath: <sip:192.0.2.99;lr>\r\n")
    challenge = say("p", plain)[-1]
    assert isinstance(challenge, Response)
    again = parse(message("REGISTER", 2, extra="Expires: 600\r\nUser-Agent: Phone\r\n"))
    assert isinstance(again, Request)
    name, value = authorize(again, challenge, Credentials("anna", "secret"), cnonce="abc", nc=1)
    again.add(name, value)
    say("p", again.encode())
    say(
        "t",
        message("REGISTER", 3, transport="TCP", extra="X-Open: 1\r\nSupported: outbound\r\n").replace(
            b"<sip:anna@192.0.2.1>", b'<sip:anna@192.0.2.1;transport=tcp>;reg-id=1;+sip.instance="<urn:uuid:1>";q=0.5'
        ),
    )
    say("w", b"\x05")
    say("x")
    say("p", message("REGISTER", 4, extra="X-Open: 1\r\nExpires: 0\r\n").replace(b"<sip:anna@192.0.2.1>", b"*"))
    return one.text


def _watched() -> bytes:
    one = Script()
    sent = one.say("p", message("SUBSCRIBE", 1, extra="X-Open: 1\r\nEvent: message-summary\r\nExpires: 600\r\n"))
    notify = next(request for request in sent if isinstance(request, Request))
    one.answer(notify, 200)
    one.answer(one.say("n")[-1], 481)
    return one.text


def _calling() -> bytes:
    one = Script()
    (invite,) = one.say("c", b"\0")
    one.answer(invite, 100)
    one.answer(invite, 180)
    challenge = 'WWW-Authenticate: Digest realm="op", nonce="abc", qop="auth", algorithm=MD5'
    again = one.answer(invite, 401, extra=challenge)[-1]
    one.answer(again, 183, body=SDP)
    more = "Record-Route: <sip:192.0.2.1;lr>\nSession-Expires: 90;refresher=uac\nRequire: timer"
    one.answer(again, 200, body=SDP, extra=more)
    return one.text


def _early_calling() -> bytes:
    one = Script()
    (invite,) = one.say("c", b"\4")
    prack = one.answer(invite, 183, extra="Require: 100rel\nRSeq: 7", body=SDP)[-1]
    one.answer(prack, 200)
    one.answer(invite, 302, extra='Reason: SIP;cause=302;text="Moved"')
    return one.text


def _offerless() -> bytes:
    one = Script()
    (invite,) = one.say("c", b"\3")
    response = invite.response(200, to_tag="theirs") if isinstance(invite, Request) else None
    assert response is not None
    response.add("Contact", "<sip:bob@192.0.2.3;transport=tcp>")
    response.add("Content-Type", "application/sdp")
    response.body = SDP
    one.say("t", response.encode())
    return one.text


def _account() -> bytes:
    one = Script()
    (register,) = one.say("r")
    again = one.answer(register, 401, extra='WWW-Authenticate: Digest realm="op", nonce="abc", qop="auth"')[-1]
    one.answer(again, 200, extra="Expires: 300")
    one.say("w", b"\x06")
    return one.text


def _streamed() -> bytes:
    one = Script()
    both = message("OPTIONS", 1, transport="TCP") + b"\r\n\r\n" + message("INVITE", 2, transport="TCP", body=SDP)
    one.say("t", both[:100])
    one.say("t", both[100:])
    return one.text


def _asked() -> bytes:
    one = Script()
    pidf = (
        b'<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:a@h"><tuple id="t">'
        b"<status><basic>open</basic></status></tuple></presence>"
    )
    more = "X-Open: 1\r\nEvent: presence\r\nExpires: 600\r\nP-Asserted-Identity: <tel:+3726000001>\r\nPrivacy: id\r\n"
    one.say("p", message("PUBLISH", 1, extra=more, body=pidf).replace(b"application/sdp", b"application/pidf+xml"))
    one.say("p", message("MESSAGE", 2, extra=more, body=pidf))
    about = "Refer-To: <sip:202@h>\r\nTarget-Dialog: a;local-tag=b;remote-tag=c\r\n"
    one.say("p", message("REFER", 3, extra=more + about))
    said = "Remote-Party-ID: <sip:1@h>;privacy=full\r\nHistory-Info: <sip:a@h>;index=1\r\n"
    one.say("o", message("OPTIONS", 4, extra=said))
    return one.text
