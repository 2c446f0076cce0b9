"""Reliable provisional responses (RFC 3262) in both roles, offers in them, and INVITEs without an offer."""

from __future__ import annotations

import pytest

from offhook.sip.digest import Credentials
from offhook.sip.events import (
    Accepted,
    Confirmed,
    DialogEnded,
    InviteCancelled,
    InviteReceived,
    OfferAnswered,
    Refused,
    ReinviteReceived,
    Ringing,
)
from offhook.sip.wire import Request, parse
from pair.wire import ANSWER, HOLD, OFFER, FakeWire, raw

REQUIRED = "Require: 100rel\r\n"
SUPPORTED = "Supported: 100rel\r\n"


def requiring(**options):
    """What makes a caller insist on reliable responses."""
    return {"headers": [("Require", "100rel")]} | options


def pair(**settings):
    wire = FakeWire(**settings)
    return wire, wire.party("192.0.2.1"), wire.party("192.0.2.2")


def called(wire, alice, bob, **options):
    """Bob's INVITE of alice's call."""
    alice.call(bob, **options)
    wire.run(until=lambda: bool(bob.all(InviteReceived)))
    return bob.one(InviteReceived).invite


def test_session_before_the_answer_is_acknowledged_and_not_asked_again():
    wire, alice, bob = pair()
    invite = called(wire, alice, bob)
    bob.endpoint.provisional(invite, 183, wire.now, sdp=ANSWER)
    wire.run(2)
    assert wire.kinds() == ["INVITE", "100 INVITE", "183 INVITE", "PRACK", "200 PRACK"]
    assert (alice.one(Ringing).status, alice.one(Ringing).sdp) == (183, ANSWER)
    bob.endpoint.accept(invite, ANSWER, wire.now)
    wire.run(1)
    assert alice.one(Accepted).sdp == ANSWER
    assert wire.kinds()[5:] == ["200 INVITE", "ACK"]
    assert bob.one(Confirmed)


def test_ringing_is_reliable_only_where_the_caller_requires_it():
    wire, alice, bob = pair()
    invite = called(wire, alice, bob)
    bob.endpoint.provisional(invite, 180, wire.now)
    wire.run(1)
    assert "PRACK" not in wire.kinds()
    bob.endpoint.reject(invite, 486, wire.now)
    wire.run(60)

    bob.log.clear()
    invite = called(wire, alice, bob, **requiring())
    bob.endpoint.provisional(invite, 180, wire.now)
    bob.endpoint.provisional(invite, 183, wire.now, sdp=ANSWER)
    wire.run(1)
    assert wire.kinds().count("PRACK") == 2
    assert [event.status for event in alice.all(Ringing)] == [180, 180, 183]


def test_a_caller_that_hears_no_183_hears_it_again():
    wire, alice, bob = pair()
    invite = called(wire, alice, bob)
    lost = []

    def keep(packet):
        if packet.kind in ("183 INVITE", "PRACK", "200 PRACK") and lost.count(packet.kind) < 2:
            lost.append(packet.kind)
            return False
        return True

    wire.keep = keep
    bob.endpoint.provisional(invite, 183, wire.now, sdp=ANSWER)
    wire.run(20)
    assert alice.one(Ringing).sdp == ANSWER
    assert sorted(lost) == ["183 INVITE"] * 2 + ["200 PRACK"] * 2 + ["PRACK"] * 2
    sent = len(wire.kinds(bob))
    wire.run(30)
    assert len(wire.kinds(bob)) == sent


def test_answer_waits_for_the_prack():
    wire, alice, bob = pair()
    invite = called(wire, alice, bob)
    wire.keep = lambda packet: packet.kind != "PRACK"
    bob.endpoint.provisional(invite, 183, wire.now, sdp=ANSWER)
    wire.run(0.1)
    bob.endpoint.accept(invite, ANSWER, wire.now)
    wire.run(0.1)
    assert "200 INVITE" not in wire.kinds()
    wire.keep = lambda _: True
    wire.run(1)
    assert wire.kinds()[-2:] == ["200 INVITE", "ACK"]
    assert bob.one(Confirmed)


def test_a_caller_that_never_acknowledges_is_answered_all_the_same():
    wire, alice, bob = pair()
    invite = called(wire, alice, bob)
    wire.keep = lambda packet: packet.kind != "PRACK"
    bob.endpoint.provisional(invite, 183, wire.now, sdp=ANSWER)
    wire.run(0.1)
    start = wire.now
    bob.endpoint.accept(invite, ANSWER, wire.now)
    wire.run(until=lambda: bool(alice.all(Accepted)))
    assert 3 < wire.now - start < 5
    wire.run(100)
    assert not alice.all(DialogEnded)


@pytest.mark.parametrize("how", ["cancel", "bye", "hang up"])
def test_giving_up_while_the_answer_waits(how):
    wire, alice, bob = pair()
    invite = called(wire, alice, bob)
    wire.keep = lambda packet: packet.kind != "PRACK"
    bob.endpoint.provisional(invite, 183, wire.now, sdp=ANSWER)
    wire.run(0.1)
    dialog = bob.endpoint.accept(invite, ANSWER, wire.now)
    if how == "cancel":
        alice.endpoint.cancel(alice.one(Ringing).invite, None, wire.now)
    elif how == "bye":
        alice.endpoint.send_in_dialog(alice.one(Ringing).dialog, "BYE", [], b"", wire.now)
    else:
        bob.endpoint.bye(dialog, wire.now)
    wire.run(100)
    assert bob.one(DialogEnded).by == ("local" if how == "hang up" else "remote")
    assert alice.one(Refused).status == (480 if how == "hang up" else 487)
    assert "200 INVITE" not in wire.kinds()
    assert (alice.endpoint.dialogs, bob.endpoint.dialogs, bob.endpoint.transactions) == (0, 0, 0)
    assert bob.endpoint.next_timer() is None


def test_a_caller_that_requires_them_and_never_acknowledges_is_refused():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    alice.send(raw("INVITE", 1, branch="a", sdp=OFFER, extra=REQUIRED), bob)
    wire.run(0.1)
    bob.endpoint.provisional(bob.one(InviteReceived).invite, 180, wire.now)
    wire.run(40)
    assert bob.one(InviteCancelled).reason == "no PRACK"
    kinds = [packet.kind for packet in alice.inbox]
    assert kinds.count("180 INVITE") == 7
    assert "504 INVITE" in kinds
    assert bob.endpoint.dialogs == 0


def reliable(party, wire, bob, *, sdp=ANSWER, extra=SUPPORTED, offer=OFFER):
    """Raw alice calls bob, who sends a reliable 183; return its RSeq and bob's tag."""
    party.send(raw("INVITE", 1, branch="a", sdp=offer, extra=extra), bob)
    wire.run(0.1)
    bob.endpoint.provisional(bob.one(InviteReceived).invite, 183, wire.now, sdp=sdp)
    wire.run(0.1)
    response = parse(party.inbox[-1].data)
    assert response.get("Require") == "100rel"
    return int(response.get("RSeq")), response.to.tag


@pytest.mark.parametrize(
    ("rack", "status"),
    [
        ("{rseq} 1 INVITE", 200),
        ("{rseq}  1 INVITE", 200),
        ("{wrong} 1 INVITE", 481),
        ("{rseq} 2 INVITE", 481),
        ("{rseq} 1 UPDATE", 481),
        ("rubbish", 400),
        ("-1 1 INVITE", 400),
        ("", 400),
    ],
)
def test_what_a_prack_must_say(rack, status):
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    rseq, tag = reliable(alice, wire, bob)
    extra = f"RAck: {rack.format(rseq=rseq, wrong=rseq + 1)}\r\n" if rack else ""
    alice.send(raw("PRACK", 2, branch="p", tag=tag, extra=extra), bob)
    wire.run(0.1)
    assert alice.inbox[-1].kind == f"{status} PRACK"
    alice.send(raw("PRACK", 3, branch="q", tag=tag, extra=f"RAck: {rseq} 1 INVITE\r\n"), bob)
    wire.run(0.1)
    assert alice.inbox[-1].kind == ("481 PRACK" if status == 200 else "200 PRACK")  # each once


def test_prack_without_a_call_is_481():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    alice.send(raw("PRACK", 2, branch="p", tag="x", extra="RAck: 1 1 INVITE\r\n"), bob)
    wire.run(0.1)
    assert [packet.kind for packet in alice.inbox] == ["481 PRACK"]


def test_offer_in_a_prack_is_answered_in_its_200():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    rseq, tag = reliable(alice, wire, bob)
    alice.send(raw("PRACK", 2, branch="p", tag=tag, extra=f"RAck: {rseq} 1 INVITE\r\n", sdp=HOLD), bob)
    wire.run(0.1)
    event = bob.one(ReinviteReceived)
    assert (event.request.method, event.sdp) == ("PRACK", HOLD)
    bob.endpoint.answer_reinvite(event.request, ANSWER + b"b=1\r\n", wire.now)
    wire.run(0.1)
    answer = parse(alice.inbox[-1].data)
    assert (answer.status, answer.cseq.method, answer.body) == (200, "PRACK", ANSWER + b"b=1\r\n")
    bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER + b"b=1\r\n", wire.now)
    wire.run(0.1)
    assert parse(alice.inbox[-1].data).body == b""  # it was changed since, so it is not said again


def test_call_without_an_offer_is_answered_in_the_ack():
    wire, alice, bob = pair()
    invite = called(wire, alice, bob, offer=b"")
    bob.endpoint.accept(invite, OFFER, wire.now)
    wire.run(1)
    event = alice.one(Accepted)
    assert (event.offered, event.sdp) == (True, OFFER)
    assert "ACK" not in wire.kinds()
    alice.endpoint.answer_offer(event.dialog, ANSWER, wire.now)
    wire.run(0.1)
    assert bob.one(Confirmed).sdp == ANSWER
    wire.run(100)
    assert not bob.all(DialogEnded)
    assert wire.kinds().count("ACK") >= 1


def test_call_without_an_offer_that_nobody_can_answer_is_acknowledged_and_hung_up():
    wire, alice, bob = pair()
    invite = called(wire, alice, bob, offer=b"")
    bob.endpoint.accept(invite, OFFER, wire.now)
    wire.run(0.1)
    alice.endpoint.bye(alice.one(Accepted).dialog, wire.now)
    wire.run(60)
    assert wire.kinds(alice) == ["INVITE", "ACK", "BYE"]
    assert bob.one(DialogEnded).by == "remote"
    assert (alice.endpoint.dialogs, bob.endpoint.dialogs) == (0, 0)


def test_call_without_an_offer_is_agreed_by_prack():
    wire, alice, bob = pair()
    invite = called(wire, alice, bob, offer=b"")
    bob.endpoint.provisional(invite, 183, wire.now, sdp=OFFER)
    wire.run(0.1)
    event = alice.one(Ringing)
    assert (event.offered, event.sdp) == (True, OFFER)
    assert "PRACK" not in wire.kinds()
    alice.endpoint.answer_offer(event.dialog, ANSWER, wire.now)
    alice.endpoint.answer_offer(event.dialog, ANSWER, wire.now)
    wire.run(0.1)
    assert bob.one(OfferAnswered).sdp == ANSWER
    bob.endpoint.accept(invite, OFFER, wire.now)
    wire.run(0.1)
    assert (alice.one(Accepted).offered, alice.one(Accepted).sdp) == (False, OFFER)
    answer = next(parse(packet.data) for packet in wire.log if packet.kind == "200 INVITE")
    assert answer.body == b""
    assert wire.kinds()[-3:] == ["200 PRACK", "200 INVITE", "ACK"]


def test_unreliable_offer_is_none():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2", raw=True)
    alice.call(bob, offer=b"")
    wire.run(0.1)
    request = parse(bob.inbox[0].data)
    response = request.response(183, to_tag="t")
    response.add("Content-Type", "application/sdp")
    response.body = ANSWER
    bob.send(response.encode(), alice)
    wire.run(0.1)
    assert alice.one(Ringing).sdp is None


def fork(request, status, tag, rseq, sdp=b""):
    response = request.response(status, to_tag=tag)
    response.add("Contact", f"<sip:{tag}@192.0.2.2:5060>")
    if rseq:
        response.add("Require", "100rel")
        response.add("RSeq", str(rseq))
    if sdp:
        response.add("Content-Type", "application/sdp")
        response.body = sdp
    return response.encode()


def test_each_fork_counts_for_itself_and_keeps_its_own_session():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2", raw=True)
    alice.call(bob)
    wire.run(0.1)
    request = parse(bob.inbox.pop(0).data)
    for tag, status, rseq, sdp in (
        ("t1", 183, 5, ANSWER),
        ("t2", 183, 900, HOLD),
        ("t1", 180, 6, b""),
        ("t1", 183, 5, ANSWER),  # again
        ("t2", 180, 902, b""),  # one is missing
    ):
        bob.send(fork(request, status, tag, rseq, sdp), alice)
        wire.run(0.05)
    assert [(event.dialog.remote_tag, event.status) for event in alice.all(Ringing)] == [
        ("t1", 183),
        ("t2", 183),
        ("t1", 180),
    ]
    pracks = [parse(packet.data) for packet in bob.inbox]
    assert [(one.to.tag, one.get("RAck"), one.uri) for one in pracks] == [
        ("t1", "5 1 INVITE", "sip:t1@192.0.2.2:5060"),
        ("t2", "900 1 INVITE", "sip:t2@192.0.2.2:5060"),
        ("t1", "6 1 INVITE", "sip:t1@192.0.2.2:5060"),
    ]
    bob.send(fork(request, 200, "t1", 0), alice)  # without a session: that of its own 183
    wire.run(0.1)
    assert alice.one(Accepted).sdp == ANSWER
    assert alice.endpoint.dialogs == 1


def test_a_fork_that_ends_leaves_the_sound_to_another():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2", raw=True)
    alice.call(bob)
    wire.run(0.1)
    request = parse(bob.inbox.pop(0).data)
    bob.send(fork(request, 183, "t1", 0, ANSWER), alice)
    bob.send(fork(request, 183, "t2", 0, HOLD), alice)
    bob.send(fork(request, 199, "t2", 0), alice)
    bob.send(fork(request, 199, "t3", 0), alice)
    wire.run(0.1)
    last = alice.last(Ringing)
    assert [(event.status, event.sdp) for event in alice.all(Ringing)][-2:] == [(199, ANSWER), (199, ANSWER)]
    assert last.dialog.ended
    assert alice.endpoint.dialogs == 1
    bob.send(fork(request, 486, "t1", 0), alice)
    wire.run(60)
    assert alice.one(Refused).status == 486
    assert alice.endpoint.dialogs == 0


def test_challenged_prack_is_sent_again():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2", raw=True)
    alice.call(bob, credentials=Credentials("u", "p"))
    wire.run(0.1)
    request = parse(bob.inbox.pop(0).data)
    bob.send(fork(request, 183, "t", 1, ANSWER), alice)
    wire.run(0.1)
    prack = parse(bob.inbox.pop(0).data)
    assert isinstance(prack, Request)
    response = prack.response(401)
    response.add("WWW-Authenticate", 'Digest realm="op", nonce="n", qop="auth", algorithm=MD5')
    bob.send(response.encode(), alice)
    wire.run(0.1)
    again = parse(bob.inbox.pop(0).data)
    assert (again.method, again.cseq.number, again.get("RAck")) == ("PRACK", prack.cseq.number + 1, "1 1 INVITE")
    assert again.get("Authorization")


def test_required_ringing_is_sent_each_minute_with_a_new_number():
    wire, alice, bob = pair()
    invite = called(wire, alice, bob, **requiring())
    bob.endpoint.provisional(invite, 180, wire.now)
    wire.run(200)
    assert wire.kinds().count("180 INVITE") == 4
    numbers = {parse(packet.data).get("RSeq") for packet in wire.log if packet.kind == "180 INVITE"}
    assert len(numbers) == 4
    assert not bob.all(InviteCancelled)
