"""Giving up a call, and everything that can cross a CANCEL on the wire."""

from __future__ import annotations

import msgspec

from offhook.sip.events import Accepted, DialogEnded, InviteCancelled, InviteReceived, Refused, Ringing
from pair.wire import ANSWER, FakeWire, raw

REASON = 'SIP;cause=200;text="Call completed elsewhere"'


def ringing(wire, **options):
    """Return two parties and a call that rings."""
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    invite = alice.call(bob, **options)
    wire.run(0.1)
    bob.endpoint.provisional(bob.one(InviteReceived).invite, 180, wire.now)
    wire.run(0.1)
    return alice, bob, invite


def test_cancel_of_a_ringing_call():
    wire = FakeWire()
    alice, bob, invite = ringing(wire)
    alice.endpoint.cancel(invite, REASON, wire.now)
    wire.run(1)
    cancelled = bob.one(InviteCancelled)
    assert (cancelled.invite, cancelled.reason) == (bob.one(InviteReceived).invite, REASON)
    assert (alice.one(Refused).invite, alice.one(Refused).status) == (invite, 487)
    assert wire.kinds()[3:] == ["CANCEL", "200 CANCEL", "487 INVITE", "ACK"]
    wire.run(100)
    assert alice.endpoint.transactions == bob.endpoint.transactions == 0


def test_cancel_waits_for_a_provisional():
    wire = FakeWire(delay=0.2)
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    invite = alice.call(bob)
    alice.endpoint.cancel(invite, None, wire.now)
    wire.run(0.1)
    assert wire.kinds() == ["INVITE"]
    wire.run(2)
    assert wire.kinds()[:3] == ["INVITE", "100 INVITE", "CANCEL"]
    assert alice.one(Refused).status == 487
    assert not alice.all(Ringing)


def test_200_that_crosses_the_cancel_is_hung_up():
    wire = FakeWire()
    alice, bob, invite = ringing(wire)
    alice.endpoint.cancel(invite, None, wire.now)
    dialog = bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    wire.run(60)
    assert alice.one(Refused).status == 487
    assert not alice.all(Accepted)
    assert not alice.all(DialogEnded)
    assert (bob.one(DialogEnded).dialog, bob.one(DialogEnded).by) == (dialog, "remote")
    assert wire.kinds(alice).count("ACK") == 1
    assert wire.kinds(alice).count("BYE") == 1
    assert alice.endpoint.dialogs == bob.endpoint.dialogs == 0


def test_accept_in_the_instant_of_the_cancel_gives_an_ended_dialog():
    wire = FakeWire()
    alice, bob, invite = ringing(wire)
    alice.endpoint.cancel(invite, None, wire.now)
    wire.run(0.1)
    dialog = bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    bob.endpoint.bye(dialog, wire.now)
    bob.endpoint.reject(bob.one(InviteReceived).invite, 486, wire.now)
    bob.endpoint.provisional(bob.one(InviteReceived).invite, 180, wire.now)
    wire.run(1)
    assert dialog.ended
    assert bob.one(DialogEnded).dialog is dialog
    assert "200 INVITE" not in wire.kinds()


def test_cancel_without_any_final_response_ends_after_32_seconds():
    wire = FakeWire()
    alice, bob, invite = ringing(wire)
    wire.keep = lambda packet: packet.kind in ("CANCEL", "200 CANCEL")
    start = wire.now
    alice.endpoint.cancel(invite, None, start)
    wire.run(until=lambda: bool(alice.all(Refused)))
    assert alice.one(Refused).status == 487
    assert round(wire.now - start, 3) == 32
    assert bob.all(InviteCancelled)


def test_ring_limit_is_408():
    wire = FakeWire()
    alice, bob, _ = ringing(wire, ring_limit_s=20)
    wire.run(until=lambda: bool(alice.all(Refused)))
    assert (alice.one(Refused).status, alice.one(Refused).reason) == (408, "Nobody answered")
    assert bob.all(InviteCancelled)


def test_ring_limit_is_gone_after_the_answer():
    wire = FakeWire()
    alice, bob, _ = ringing(wire, ring_limit_s=20)
    bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    wire.run(60)
    assert alice.all(Accepted)
    assert not alice.all(Refused)
    assert not alice.all(DialogEnded)


def test_cancel_twice_and_after_the_end_does_nothing():
    wire = FakeWire()
    alice, bob, invite = ringing(wire)
    alice.endpoint.cancel(invite, None, wire.now)
    alice.endpoint.cancel(invite, None, wire.now)
    wire.run(1)
    alice.endpoint.cancel(invite, None, wire.now)
    wire.run(1)
    assert wire.kinds().count("CANCEL") == 1
    assert len(bob.all(InviteCancelled)) == 1


def test_cancel_of_nothing_is_481():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    alice.send(raw("CANCEL", 1, branch="x"), bob)
    wire.run(1)
    assert alice.inbox[0].kind == "481 CANCEL"


def test_cancel_after_the_answer_changes_nothing():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    alice.send(raw("INVITE", 1, branch="x"), bob)
    wire.run(0.1)
    bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    alice.send(raw("CANCEL", 1, branch="x"), bob)
    wire.run(0.1)
    assert "200 CANCEL" in wire.kinds(bob)
    assert "487 INVITE" not in wire.kinds(bob)
    assert not bob.all(InviteCancelled)


def restart(wire, alice, invite):
    """Kill alice with a ringing INVITE and return what her journal has of it."""
    snapshot = msgspec.msgpack.decode(msgspec.msgpack.encode(alice.endpoint.cancel_snapshot(invite)))
    alice.replace(None)
    wire.run(3)
    alice.replace(wire.new_endpoint())
    return snapshot


def test_orphan_of_a_killed_process_is_cancelled():
    wire = FakeWire()
    alice, bob, invite = ringing(wire)
    snapshot = restart(wire, alice, invite)
    alice.endpoint.cancel_orphan(snapshot, REASON, wire.now)
    wire.run(100)
    assert bob.one(InviteCancelled).reason == REASON
    assert wire.kinds()[3:] == ["CANCEL", "200 CANCEL", "487 INVITE", "ACK"]
    assert not alice.all(Refused)
    assert alice.endpoint.transactions == bob.endpoint.transactions == 0


def test_orphan_that_was_answered_meanwhile_is_hung_up():
    wire = FakeWire()
    alice, bob, invite = ringing(wire)
    snapshot = restart(wire, alice, invite)
    bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    alice.endpoint.cancel_orphan(snapshot, REASON, wire.now)
    wire.run(100)
    assert bob.one(DialogEnded).by == "remote"
    assert wire.kinds(alice)[-3:].count("BYE") == 1
    assert not alice.all(DialogEnded)
    assert alice.endpoint.dialogs == bob.endpoint.dialogs == 0
