"""What strangers and broken devices send over SIP: it is answered or dropped, and nobody else notices."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from tests.acceptance.pbx import OPERATOR
from tests.acceptance.wire import authorization, sdp

if TYPE_CHECKING:
    from tests.acceptance.pbx import Pbx
    from tests.acceptance.stage import Stage
    from tests.acceptance.wire import Wire


def good(wire: Wire) -> bytes:
    return wire.request("INVITE", "demo201", "202", body=sdp(9)).encode()


def without(wire: Wire, header: str) -> bytes:
    return b"\r\n".join(line for line in good(wire).split(b"\r\n") if not line.startswith(header.encode() + b":"))


def bad_messages(wire: Wire) -> list[tuple[str, bytes]]:
    big = f"X-Long: {'a' * 900}\r\n"
    return [
        ("nothing", b""),
        ("line ends", b"\r\n\r\n\r\n\r\n"),
        ("zeros", bytes(1200)),
        ("high octets", bytes(range(128, 256)) * 8),
        ("another protocol", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
        ("another version", good(wire).replace(b"SIP/2.0\r\n", b"SIP/7.0\r\n", 1)),
        ("half a message", good(wire)[:200]),
        ("no Via", without(wire, "Via")),
        ("no From", without(wire, "From")),
        ("no To", without(wire, "To")),
        ("no Call-ID", without(wire, "Call-ID")),
        ("no CSeq", without(wire, "CSeq")),
        ("a CSeq that is no number", good(wire).replace(b"CSeq: ", b"CSeq: x")),
        ("a CSeq of another method", good(wire).replace(b" INVITE\r\nContact", b" BYE\r\nContact")),
        ("a length below zero", good(wire).replace(b"Content-Length: ", b"Content-Length: -")),
        ("a body shorter than its length", good(wire).replace(b"Content-Length: ", b"Content-Length: 9")),
        ("a port beyond all ports", good(wire).replace(b";branch", b"99;branch", 1)),
        ("a URI that is none", good(wire).replace(b"INVITE sip:", b"INVITE <<<", 1)),
        ("many headers", wire.request("OPTIONS", "a", "b", headers="X-Many: 1\r\n" * 3000).encode()),
        ("as large as a datagram can be", wire.request("OPTIONS", "a", "b", headers=big * 71).encode()),
        ("a response to nothing", b"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKx\r\n\r\n"),
        ("a BYE to nothing", wire.request("BYE", "demo201", "202").encode()),
        ("an ACK to nothing", wire.request("ACK", "demo201", "202").encode()),
        ("a CANCEL to nothing", wire.request("CANCEL", "demo201", "202").encode()),
        ("a method that nobody knows", wire.request("HELLO", "demo201", "202").encode()),
    ]


def check_alive(pbx: Pbx, stage: Stage) -> None:
    """OPTIONS is answered over UDP and TCP, and the switch is the same."""
    for tcp in (False, True):
        with stage.wire(pbx, tcp=tcp) as wire:
            assert wire.ask(wire.request("OPTIONS", "a", "b")).status == 200


def test_malformed_messages_by_datagram(pbx: Pbx, stage: Stage) -> None:
    (switch,) = pbx.children("switch")
    wire = stage.wire(pbx)
    for name, message in bad_messages(wire):
        wire.send(message)
        with stage.wire(pbx) as other:
            assert other.ask(other.request("OPTIONS", "a", "b")).status == 200, name
    answers = []
    while (reply := wire.receive(0.3)) is not None:
        answers.append(reply.status)
    assert 400 in answers
    assert set(answers) <= {100, 200, 400, 401, 405, 413, 416, 481, 501, 505, 513}
    check_alive(pbx, stage)
    assert switch.is_running()


def test_malformed_messages_by_connection(pbx: Pbx, stage: Stage) -> None:
    (switch,) = pbx.children("switch")
    for name, message in bad_messages(stage.wire(pbx)):
        with stage.wire(pbx, tcp=True) as wire:
            wire.send(message.replace(b"SIP/2.0/UDP", b"SIP/2.0/TCP"))
            wire.receive(0.05)
        with stage.wire(pbx) as other:
            assert other.ask(other.request("OPTIONS", "a", "b")).status == 200, name
    check_alive(pbx, stage)
    assert switch.is_running()


def send_for_ever(wire: Wire) -> None:
    for _ in range(300):
        wire.send(b"X-Long: " + b"a" * 65536)
        wire.receive(0.01)


def test_an_endless_message_ends_its_connection(pbx: Pbx, stage: Stage) -> None:
    wire = stage.wire(pbx, tcp=True)
    with pytest.raises(OSError):  # noqa: PT011  reset or broken pipe, as it comes
        send_for_ever(wire)
    check_alive(pbx, stage)


def test_messages_in_pieces_and_in_one(pbx: Pbx, stage: Stage) -> None:
    """TCP knows no borders of messages."""
    wire = stage.wire(pbx, tcp=True)
    wire.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    first, second = (wire.request("OPTIONS", "a", "b").encode() for _ in range(2))
    both = first + second
    for at in range(0, len(both), 97):
        wire.send(both[at : at + 97])
    for _ in range(2):
        reply = wire.final()
        assert reply is not None
        assert reply.status == 200


def test_wrong_credentials_never_get_in(pbx: Pbx, stage: Stage) -> None:
    pbx.wait_until_unregistered("201")
    wire = stage.wire(pbx)
    for user, password in [("demo201", "wrong"), ("demo201", ""), ("nobody", "demo-phone-201"), ("", "")]:
        for _ in range(2):
            challenge = wire.ask(wire.request("REGISTER", user, user))
            assert challenge.status == 401
            answer = authorization(challenge, "REGISTER", f"sip:127.0.0.1:{pbx.sip_port}", user, password)
            assert wire.ask(wire.request("REGISTER", user, user, headers=answer)).status in {401, 403}
    assert not pbx.registered("201")
    before = len(pbx.calls())
    challenge = wire.ask(wire.request("INVITE", "demo201", "202", body=sdp(9)))
    assert challenge.status == 401
    answer = authorization(challenge, "INVITE", f"sip:202@127.0.0.1:{pbx.sip_port}", "demo201", "wrong")
    assert wire.ask(wire.request("INVITE", "demo201", "202", headers=answer, body=sdp(9))).status == 403
    with stage.wire(pbx) as good_one:
        assert good_one.register("demo201", "demo-phone-201").status == 200
        assert good_one.register("demo201", "demo-phone-201", expires=0).status == 200
    assert len(pbx.calls()) == before


def test_an_old_answer_is_not_good_twice(pbx: Pbx, stage: Stage) -> None:
    """Somebody who overheard a registration sends it again, to another place."""
    pbx.wait_until_unregistered("201")
    wire = stage.wire(pbx)
    challenge = wire.ask(wire.request("REGISTER", "demo201", "demo201"))
    answer = authorization(challenge, "REGISTER", f"sip:127.0.0.1:{pbx.sip_port}", "demo201", "demo-phone-201")
    assert wire.ask(wire.request("REGISTER", "demo201", "demo201", headers=answer)).status == 200
    thief = stage.wire(pbx)
    again = thief.ask(thief.request("REGISTER", "demo201", "demo201", headers=answer))
    assert again.status == 401
    assert "stale=true" in again.header("WWW-Authenticate").lower()
    (device,) = [one for one in pbx.get("/devices")["items"] if one["username"] == "demo201"]
    assert [one["address"] for one in device["contacts"]] == [f"127.0.0.1:{wire.address[1]}"]
    assert wire.register("demo201", "demo-phone-201", expires=0).status == 200


def test_the_operator_dials_a_number_that_nobody_has(pbx: Pbx, stage: Stage) -> None:
    before = len(pbx.calls())
    wire = stage.wire(pbx, address=(OPERATOR[0], 5081))
    for number in ("+3726000199", "3726000199", "0000", "201"):
        assert wire.ask(wire.request("INVITE", "+37255501234", number, body=sdp(9, OPERATOR[0]))).status == 404
    assert len(pbx.calls()) == before


def test_strangers_call_nobody(pbx: Pbx, stage: Stage) -> None:
    wire = stage.wire(pbx)
    for number in (pbx.number, "201", "*43", "+79165554433"):
        assert wire.ask(wire.request("INVITE", "+37255501234", number, body=sdp(9))).status == 401


def test_an_offer_without_a_common_codec(pbx: Pbx, stage: Stage) -> None:
    wire = stage.wire(pbx, address=(OPERATOR[0], 5082))
    speex = sdp(9, OPERATOR[0]).replace("RTP/AVP 8 101", "RTP/AVP 97").replace("rtpmap:8 PCMA", "rtpmap:97 speex")
    assert wire.ask(wire.request("INVITE", "+37255504001", pbx.number, body=speex)).status == 488
    assert pbx.ended_call("+37255504001")["status"] == 488
    broken = wire.ask(wire.request("INVITE", "+37255504002", pbx.number, body="this is no SDP\r\n"))
    assert broken.status in {400, 488}
