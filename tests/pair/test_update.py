"""UPDATE (RFC 3311) before and after the answer, overlapping offers, and races of RFC 5407."""

from __future__ import annotations

import pytest

from offhook.sip.events import (
    Accepted,
    Confirmed,
    DialogEnded,
    InviteReceived,
    Refused,
    ReinviteAnswered,
    ReinviteReceived,
    ReinviteRefused,
    Ringing,
)
from offhook.sip.wire import parse
from pair.wire import ANSWER, HOLD, OFFER, FakeWire, establish, raw

CHANGED = OFFER + b"b=AS:64\r\n"
AGREED = ANSWER + b"b=AS:64\r\n"


def early(**settings):
    """Alice's call to bob, whose reliable 183 holds the answer."""
    wire = FakeWire(**settings)
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    alice.call(bob)
    wire.run(until=lambda: bool(bob.all(InviteReceived)))
    invite = bob.one(InviteReceived).invite
    bob.endpoint.provisional(invite, 183, wire.now, sdp=ANSWER)
    wire.run(until=lambda: "200 PRACK" in wire.kinds())
    wire.run(0.1)
    return wire, alice, bob, invite


def agree(wire, party, sdp=AGREED):
    """Let a party agree to each change."""

    def answer(event):
        if isinstance(event, ReinviteReceived):
            party.endpoint.answer_reinvite(event.request, sdp, wire.now)

    party.on_event = answer


def test_caller_changes_the_session_before_the_answer():
    wire, alice, bob, invite = early()
    agree(wire, bob)
    alice.endpoint.reinvite(alice.one(Ringing).dialog, CHANGED, wire.now)
    wire.run(0.1)
    assert wire.kinds()[-2:] == ["UPDATE", "200 UPDATE"]
    assert bob.one(ReinviteReceived).sdp == CHANGED
    assert alice.one(ReinviteAnswered).sdp == AGREED
    dialog = bob.endpoint.accept(invite, AGREED, wire.now)
    wire.run(0.1)
    assert alice.one(Accepted).sdp == AGREED
    assert bob.one(Confirmed)
    assert (dialog.local_sdp, dialog.remote_sdp) == (AGREED, CHANGED)
    sent = next(parse(packet.data) for packet in wire.log if packet.kind == "200 INVITE")
    assert sent.body == b""


def test_callee_changes_the_session_before_the_answer():
    wire, alice, bob, invite = early()
    agree(wire, alice)
    bob.endpoint.reinvite(bob.endpoint._answering.early_dialog(invite), CHANGED, wire.now)
    wire.run(0.1)
    assert alice.one(ReinviteReceived).request.method == "UPDATE"
    assert bob.one(ReinviteAnswered).sdp == AGREED
    bob.endpoint.accept(invite, CHANGED, wire.now)
    wire.run(0.1)
    assert alice.one(Accepted).sdp == CHANGED
    assert alice.one(Accepted).dialog.local_sdp == AGREED


def test_change_before_the_session_is_agreed_waits():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    agree(wire, bob)
    alice.call(bob)
    wire.run(0.1)
    invite = bob.one(InviteReceived).invite
    bob.endpoint.provisional(invite, 180, wire.now)
    wire.run(0.1)
    alice.endpoint.reinvite(alice.one(Ringing).dialog, CHANGED, wire.now)
    wire.run(1)
    assert "UPDATE" not in [*wire.kinds()]
    bob.endpoint.accept(invite, ANSWER, wire.now)
    wire.run(5)
    assert wire.kinds(alice)[1:] == ["ACK", "INVITE", "ACK"]
    assert alice.one(ReinviteAnswered).sdp == AGREED


def test_change_of_a_call_that_cannot_be_updated():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2", raw=True)
    alice.call(bob)
    wire.run(0.1)
    response = parse(bob.inbox[0].data).response(180, to_tag="t")
    response.add("Allow", "INVITE, ACK, BYE")
    bob.send(response.encode(), alice)
    wire.run(0.1)
    alice.endpoint.reinvite(alice.one(Ringing).dialog, CHANGED, wire.now)
    wire.settle()
    assert alice.one(ReinviteRefused).status == 405


def test_both_update_at_once_and_both_come_through():
    wire, alice, bob, invite = early()
    agree(wire, alice)
    agree(wire, bob)
    alice.endpoint.reinvite(alice.one(Ringing).dialog, CHANGED, wire.now)
    bob.endpoint.reinvite(bob.endpoint._answering.early_dialog(invite), HOLD, wire.now)
    wire.run(0.1)
    assert wire.kinds().count("491 UPDATE") == 2
    wire.run(10)
    assert alice.one(ReinviteAnswered)
    assert bob.one(ReinviteAnswered)


@pytest.mark.parametrize("sdp", [b"", CHANGED])
def test_update_before_any_answer(sdp):
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    alice.send(raw("INVITE", 1, branch="a", sdp=OFFER), bob)
    wire.run(0.1)
    bob.endpoint.provisional(bob.one(InviteReceived).invite, 180, wire.now)
    wire.run(0.1)
    tag = parse(alice.inbox[-1].data).to.tag
    alice.send(raw("UPDATE", 2, branch="u", tag=tag, sdp=sdp), bob)
    wire.run(0.1)
    answer = parse(alice.inbox[-1].data)
    assert answer.status == (500 if sdp else 200)  # their offer still waits for our answer
    assert (answer.get("Retry-After") is not None) is bool(sdp)
    bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    wire.run(0.1)
    assert alice.inbox[-1].kind == "200 INVITE"
    assert parse(alice.inbox[-1].data).to.tag == tag


def test_update_while_our_offer_is_open_is_491():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    alice.send(raw("INVITE", 1, branch="a"), bob)
    wire.run(0.1)
    dialog = bob.endpoint.accept(bob.one(InviteReceived).invite, OFFER, wire.now)
    wire.run(0.1)
    alice.send(raw("UPDATE", 2, branch="u", tag=dialog.local_tag, sdp=CHANGED), bob)
    wire.run(0.1)
    assert [packet.kind for packet in alice.inbox if packet.kind != "200 INVITE"][1:] == ["491 UPDATE"]


def test_update_that_overtakes_the_ack_is_served():
    """RFC 5407 §3.1.5 has a re-INVITE here; an UPDATE needs no ACK to be clear about whose turn it is."""
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    agree(wire, bob)
    alice.send(raw("INVITE", 1, branch="a", sdp=OFFER), bob)
    wire.run(0.1)
    dialog = bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    wire.run(0.1)
    alice.send(raw("UPDATE", 2, branch="u", tag=dialog.local_tag, sdp=CHANGED), bob)
    wire.run(0.1)
    assert alice.inbox[-1].kind == "200 UPDATE"
    alice.send(raw("ACK", 1, branch="k", tag=dialog.local_tag), bob)
    wire.run(60)
    assert bob.one(Confirmed)
    assert not bob.all(DialogEnded)


def test_reinvite_that_overtakes_the_ack_is_491():
    """RFC 5407 §3.1.5."""
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    alice.send(raw("INVITE", 1, branch="a", sdp=OFFER), bob)
    wire.run(0.1)
    dialog = bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    wire.run(0.1)
    alice.send(raw("INVITE", 2, branch="r", tag=dialog.local_tag, sdp=CHANGED), bob)
    wire.run(0.1)
    assert alice.inbox[-1].kind == "491 INVITE"


@pytest.mark.parametrize(("role", "status"), [("callee", "500 INVITE"), ("caller", "491 INVITE")])
def test_second_invite_before_the_final_response(role, status):
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    if role == "callee":
        alice.send(raw("INVITE", 1, branch="a", sdp=OFFER), bob)
        wire.run(0.1)
        bob.endpoint.provisional(bob.one(InviteReceived).invite, 180, wire.now)
        wire.run(0.1)
        tag = parse(alice.inbox[-1].data).to.tag
        alice.send(raw("INVITE", 2, branch="b", tag=tag, sdp=CHANGED), bob)
    else:
        bob.call(alice)
        wire.run(0.1)
        request = parse(alice.inbox[0].data)
        alice.send(request.response(180, to_tag="at").encode(), bob)
        wire.run(0.1)
        tag, call_id = request.from_.tag, request.call_id
        alice.send(raw("INVITE", 9, branch="b", tag=tag, call_id=call_id, sdp=CHANGED), bob)
        alice.send(raw("BYE", 10, branch="c", tag=tag, call_id=call_id), bob)
    wire.run(0.1)
    kinds = [packet.kind for packet in alice.inbox]
    assert status in kinds
    assert ("481 BYE" in kinds) is (role == "caller")
    assert not bob.all(DialogEnded)


def test_overlapping_change_is_tried_again_when_told():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    a, _ = establish(wire, alice, bob)
    bob.replace(None)
    alice.endpoint.reinvite(a, CHANGED, wire.now)
    wire.run(0.1)
    request = parse(bob.inbox.pop().data)
    refusal = request.response(500)
    refusal.add("Retry-After", "3")
    start = wire.now
    bob.send(refusal.encode(), alice)
    wire.run(until=lambda: any(packet.kind == "INVITE" for packet in bob.inbox))
    assert wire.now - start == pytest.approx(3, abs=0.1)
    assert not alice.all(ReinviteRefused)


def test_refused_update_leaves_the_call_ringing():
    wire, alice, bob, invite = early()
    alice.endpoint.reinvite(alice.one(Ringing).dialog, CHANGED, wire.now)
    wire.run(0.1)
    bob.endpoint.refuse(bob.one(ReinviteReceived).request, 488, wire.now)
    wire.run(1)
    assert alice.one(ReinviteRefused).status == 488
    bob.endpoint.accept(invite, ANSWER, wire.now)
    wire.run(1)
    assert alice.one(Accepted).sdp == ANSWER


def test_cancelled_call_answers_its_open_update():
    wire, alice, bob, _ = early()
    alice.endpoint.reinvite(alice.one(Ringing).dialog, CHANGED, wire.now)
    wire.run(0.1)
    alice.endpoint.cancel(alice.one(Ringing).invite, None, wire.now)
    wire.run(100)
    assert "487 UPDATE" in wire.kinds(bob)
    assert alice.one(Refused).status == 487
    assert (alice.endpoint.dialogs, bob.endpoint.dialogs, bob.endpoint.transactions) == (0, 0, 0)
    assert bob.endpoint.next_timer() is None


def test_info_and_options_before_the_answer():
    wire, alice, _bob, _ = early()
    dialog = alice.one(Ringing).dialog
    alice.endpoint.send_in_dialog(dialog, "OPTIONS", [], b"", wire.now)
    wire.run(0.1)
    assert wire.kinds()[-2:] == ["OPTIONS", "200 OPTIONS"]
