"""Changing a session that stands: hold, glare, refusals, UPDATE, and offers that wait for their turn."""

from __future__ import annotations

import pytest

from offhook.sip.events import (
    Confirmed,
    DialogEnded,
    InDialogReceived,
    ReinviteAnswered,
    ReinviteReceived,
    ReinviteRefused,
    RequestFailed,
)
from offhook.sip.wire import Response, parse
from pair.wire import ANSWER, HOLD, OFFER, FakeWire, establish, raw

HELD = ANSWER + b"a=recvonly\r\n"


def standing(**options):
    wire = FakeWire(**options)
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    a, b = establish(wire, alice, bob)
    wire.log.clear()
    return wire, alice, bob, a, b


@pytest.mark.parametrize("caller", [True, False])
def test_hold(caller):
    wire, alice, bob, a, b = standing()
    asker, other, mine, theirs = (alice, bob, a, b) if caller else (bob, alice, b, a)
    asker.endpoint.reinvite(mine, HOLD, wire.now)
    wire.run(0.1)
    received = other.one(ReinviteReceived)
    assert (received.dialog, received.sdp) == (theirs, HOLD)
    other.endpoint.answer_reinvite(received.request, HELD, wire.now)
    wire.run(1)
    answered = asker.one(ReinviteAnswered)
    assert (answered.dialog, answered.sdp) == (mine, HELD)
    assert wire.kinds() == ["INVITE", "200 INVITE", "ACK"]
    assert (mine.local_sdp, mine.remote_sdp) == (theirs.remote_sdp, theirs.local_sdp) == (HOLD, HELD)
    assert len(other.all(Confirmed)) == (2 if caller else 1)  # each ACK that the other side gets


@pytest.mark.parametrize("seed", range(6))
def test_hold_survives_loss(seed):
    wire, alice, bob, a, _ = standing(seed=seed, loss=0.3, jitter=0.3)
    alice.endpoint.reinvite(a, HOLD, wire.now)
    wire.run(until=lambda: bool(bob.all(ReinviteReceived)))
    bob.endpoint.answer_reinvite(bob.one(ReinviteReceived).request, HELD, wire.now)
    wire.run(60)
    assert alice.one(ReinviteAnswered).sdp == HELD
    assert not alice.all(DialogEnded) + bob.all(DialogEnded)


def test_refused_change_leaves_the_session():
    wire, alice, bob, a, b = standing()
    alice.endpoint.reinvite(a, HOLD, wire.now)
    wire.run(0.1)
    bob.endpoint.refuse(bob.one(ReinviteReceived).request, 488, wire.now)
    wire.run(1)
    assert alice.one(ReinviteRefused).status == 488
    assert (a.local_sdp, b.remote_sdp) == (OFFER, OFFER)
    bob.endpoint.reinvite(b, HELD, wire.now)
    wire.run(0.1)
    assert alice.all(ReinviteReceived)


def test_glare_is_491_and_both_come_through():
    wire, alice, bob, a, b = standing()
    for party in (alice, bob):

        def answer(event, party=party):
            if isinstance(event, ReinviteReceived):
                party.endpoint.answer_reinvite(event.request, HELD, wire.now)

        party.on_event = answer
    alice.endpoint.reinvite(a, HOLD, wire.now)
    bob.endpoint.reinvite(b, HOLD + b"b=x\r\n", wire.now)
    wire.run(0.1)
    assert wire.kinds().count("491 INVITE") == 2
    wire.run(10)
    assert alice.one(ReinviteAnswered)
    assert bob.one(ReinviteAnswered)
    assert not alice.all(ReinviteRefused) + bob.all(ReinviteRefused)
    retries = {packet.source[0]: packet.at for packet in wire.log if packet.kind == "INVITE"}
    first = wire.log[0].at
    assert 2.1 <= retries["192.0.2.1"] - first <= 4.1  # who made the Call-ID waits longer
    assert retries["192.0.2.2"] - first <= 2.1


def test_second_offer_waits_and_the_latest_wins():
    wire, alice, bob, a, _ = standing()
    bob.on_event = lambda event: (
        bob.endpoint.answer_reinvite(event.request, HELD, wire.now) if isinstance(event, ReinviteReceived) else None
    )
    alice.endpoint.reinvite(a, HOLD, wire.now)
    alice.endpoint.reinvite(a, OFFER + b"b=1\r\n", wire.now)
    alice.endpoint.reinvite(a, OFFER + b"b=2\r\n", wire.now)
    wire.run(2)
    assert [event.sdp for event in bob.all(ReinviteReceived)] == [HOLD, OFFER + b"b=2\r\n"]
    assert len(alice.all(ReinviteAnswered)) == 2
    assert alice.one(ReinviteRefused).status == 491


def test_our_offer_waits_for_our_answer_to_theirs():
    wire, alice, bob, a, b = standing()
    alice.endpoint.reinvite(a, HOLD, wire.now)
    wire.run(0.1)
    bob.endpoint.reinvite(b, ANSWER + b"b=1\r\n", wire.now)
    wire.run(0.1)
    assert wire.kinds(bob) == []
    bob.endpoint.answer_reinvite(bob.one(ReinviteReceived).request, HELD, wire.now)
    wire.run(0.1)
    assert wire.kinds(bob) == ["200 INVITE", "INVITE"]


def test_second_offer_of_theirs_before_our_answer_is_500():
    wire, alice, bob, a, b = standing()
    alice.replace(None)
    tag = b.local_tag
    dialog = {"tag": tag, "call_id": b.call_id}
    first = raw("INVITE", 2, branch="r1", sdp=HOLD, **dialog).replace(b"tag=at", f"tag={a.local_tag}".encode())
    second = raw("INVITE", 3, branch="r2", sdp=HOLD, **dialog).replace(b"tag=at", f"tag={a.local_tag}".encode())
    alice.send(first, bob)
    alice.send(second, bob)
    wire.run(0.1)
    assert [packet.kind for packet in alice.inbox] == ["500 INVITE"]
    assert b"Retry-After: " in alice.inbox[0].data


def test_refresh_with_the_session_as_it_is_needs_nobody():
    wire, alice, bob, a, _ = standing()
    alice.endpoint.reinvite(a, OFFER, wire.now)
    wire.run(1)
    assert alice.one(ReinviteAnswered).sdp == ANSWER
    assert not bob.all(ReinviteReceived)


def test_unanswered_change_ends_the_call():
    wire, alice, bob, a, _ = standing()
    wire.keep = lambda packet: packet.kind != "INVITE"
    alice.endpoint.reinvite(a, HOLD, wire.now)
    wire.run(40)
    assert alice.one(ReinviteRefused).status == 408
    assert alice.one(DialogEnded).by == "timeout"
    assert bob.one(DialogEnded).by == "remote"


def test_change_of_a_call_that_the_other_side_forgot():
    wire, alice, bob, a, _ = standing()
    bob.replace(wire.new_endpoint())
    alice.endpoint.reinvite(a, HOLD, wire.now)
    wire.run(1)
    assert alice.one(ReinviteRefused).status == 481
    assert alice.one(DialogEnded).by == "timeout"


def test_info_to_a_call_that_the_other_side_forgot():
    wire, alice, bob, a, _ = standing()
    bob.replace(wire.new_endpoint())
    alice.endpoint.send_in_dialog(a, "INFO", [], b"", wire.now)
    wire.run(10)
    assert alice.one(DialogEnded).by == "remote"
    assert alice.endpoint.dialogs == 0
    alice.endpoint.send_in_dialog(a, "INFO", [], b"", wire.now)
    alice.endpoint.reinvite(a, HOLD, wire.now)
    wire.settle()
    assert alice.one(RequestFailed).status == 481
    assert alice.one(ReinviteRefused).status == 481


def test_bye_during_a_change_refuses_it():
    wire, alice, bob, a, b = standing()
    alice.endpoint.reinvite(a, HOLD, wire.now)
    wire.run(0.1)
    bob.endpoint.bye(b, wire.now)
    wire.run(0.1)
    bob.endpoint.answer_reinvite(bob.one(ReinviteReceived).request, HELD, wire.now)
    wire.run(60)
    assert alice.one(DialogEnded).by == "remote"
    assert "200 INVITE" not in wire.kinds(bob)
    alice_bye = wire.kinds(alice)
    assert "ACK" not in alice_bye or "487 INVITE" in wire.kinds(bob)


def test_missing_ack_of_a_change_ends_the_call():
    wire, alice, bob, a, _ = standing()
    wire.keep = lambda packet: packet.kind != "ACK"
    alice.endpoint.reinvite(a, HOLD, wire.now)
    wire.run(0.1)
    bob.endpoint.answer_reinvite(bob.one(ReinviteReceived).request, HELD, wire.now)
    wire.run(40)
    assert bob.one(DialogEnded).by == "no ACK"
    assert alice.one(DialogEnded).by == "remote"


def test_target_refresh_and_update():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    alice.send(raw("INVITE", 1, branch="a", sdp=OFFER), bob)
    wire.run(0.1)
    event = bob.log[0]
    dialog = bob.endpoint.accept(event.invite, ANSWER, wire.now)
    alice.send(raw("ACK", 1, branch="b", tag=dialog.local_tag), bob)
    wire.run(0.1)
    update = raw("UPDATE", 2, branch="c", tag=dialog.local_tag)
    alice.send(update.replace(b"Contact: <sip:alice@192.0.2.1:5060>", b"Contact: <sip:moved@192.0.2.1:5062>"), bob)
    wire.run(0.1)
    assert alice.inbox[-1].kind == "200 UPDATE"
    assert dialog.remote_target == "sip:moved@192.0.2.1:5062"
    assert dialog.flow.remote == ("192.0.2.1", 5062)
    alice.send(raw("UPDATE", 3, branch="d", tag=dialog.local_tag, sdp=HOLD), bob)
    wire.run(0.1)
    received = bob.one(ReinviteReceived)
    assert (received.request.method, received.sdp) == ("UPDATE", HOLD)
    bob.endpoint.answer_reinvite(received.request, HELD, wire.now)
    wire.run(0.1)
    reply = parse(alice.inbox[-1].data)
    assert isinstance(reply, Response)
    assert (reply.cseq.method, reply.status, reply.body) == ("UPDATE", 200, HELD)


def test_requests_out_of_order_are_500_and_refer_is_handed_up():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    alice.send(raw("INVITE", 10, branch="a", sdp=OFFER), bob)
    wire.run(0.1)
    dialog = bob.endpoint.accept(bob.log[0].invite, ANSWER, wire.now)
    alice.send(raw("ACK", 10, branch="b", tag=dialog.local_tag), bob)
    alice.send(raw("REFER", 12, branch="c", tag=dialog.local_tag, extra="Refer-To: <sip:x@y>\r\n"), bob)
    alice.send(raw("INFO", 11, branch="d", tag=dialog.local_tag), bob)
    wire.run(0.1)
    refer = bob.one(InDialogReceived)
    bob.endpoint.acknowledge(refer.request, wire.now, status=202)
    bob.endpoint.acknowledge(refer.request, wire.now, status=202)
    alice.send(raw("OPTIONS", 13, branch="e", tag=dialog.local_tag), bob)
    wire.run(0.1)
    assert [packet.kind for packet in alice.inbox][2:] == ["500 INFO", "202 REFER", "200 OPTIONS"]


def test_hanging_up_answers_the_change_that_is_open():
    wire, alice, bob, a, b = standing()
    alice.endpoint.reinvite(a, HOLD, wire.now)
    wire.run(0.1)
    bob.endpoint.bye(b, wire.now)
    wire.run(100)
    assert "487 INVITE" in wire.kinds(bob)
    assert alice.endpoint.transactions == bob.endpoint.transactions == 0


def test_hanging_up_our_side_leaves_no_open_change():
    wire, alice, bob, a, b = standing()
    bob.endpoint.reinvite(b, HOLD, wire.now)
    wire.run(0.1)
    assert alice.all(ReinviteReceived)
    alice.endpoint.bye(a, wire.now)
    wire.run(100)
    assert wire.kinds(alice).count("487 INVITE") == 1
    assert alice.endpoint.transactions == bob.endpoint.transactions == 0
