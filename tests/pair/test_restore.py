"""Going on after a restart: dialogs come back from plain values and the other side notices nothing."""

from __future__ import annotations

import msgspec
import pytest

from offhook.sip.events import Confirmed, DialogEnded, InviteReceived, ReinviteAnswered, ReinviteReceived
from offhook.sip.headers import NameAddr
from pair.wire import ANSWER, HOLD, OFFER, FakeWire, establish, raw


def restart(wire, party, dialog, away=1.0, lost=None):
    """Kill a party and bring its dialog back in a new process; `lost` is whose connection is gone then."""
    snapshot = msgspec.msgpack.decode(msgspec.msgpack.encode(party.endpoint.snapshot(dialog)))
    party.replace(None)
    if lost is not None:
        wire.break_connections(party, lost)
    wire.run(away)
    party.replace(wire.new_endpoint())
    restored = party.endpoint.restore(snapshot, wire.now)
    assert restored.owner is None
    return restored


@pytest.mark.parametrize("transport", ["udp", "tcp", "tcp kept"])
@pytest.mark.parametrize("who", ["caller", "callee"])
@pytest.mark.parametrize("ends", ["restarted", "other"])
def test_bye_after_a_restart(transport, who, ends):
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    a, b = establish(wire, alice, bob, transport=transport[:3])
    killed, other, mine, theirs = (alice, bob, a, b) if who == "caller" else (bob, alice, b, a)
    restored = restart(wire, killed, mine, lost=other if transport == "tcp" else None)
    if ends == "restarted":
        killed.endpoint.bye(restored, wire.now)
    else:
        other.endpoint.bye(theirs, wire.now)
    wire.run(10)
    assert other.one(DialogEnded).by == ("remote" if ends == "restarted" else "local")
    assert killed.one(DialogEnded).dialog is restored
    assert wire.kinds().count("200 BYE") == 1
    assert killed.endpoint.dialogs == 0


def test_a_snapshot_that_is_older_than_the_last_requests_will_do():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    a, _ = establish(wire, alice, bob)
    snapshot = alice.endpoint.snapshot(a)
    for _ in range(5):
        alice.endpoint.send_in_dialog(a, "OPTIONS", [], b"", wire.now)
    wire.run(5)
    alice.replace(wire.new_endpoint())
    alice.endpoint.bye(alice.endpoint.restore(snapshot, wire.now), wire.now)
    wire.run(1)
    assert bob.one(DialogEnded).by == "remote"


@pytest.mark.parametrize("who", ["caller", "callee"])
def test_reinvite_after_a_restart_both_ways(who):
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    a, b = establish(wire, alice, bob)
    killed, other, mine, theirs = (alice, bob, a, b) if who == "caller" else (bob, alice, b, a)
    restored = restart(wire, killed, mine)
    assert (restored.local_sdp, restored.remote_sdp) == (mine.local_sdp, mine.remote_sdp)
    killed.endpoint.reinvite(restored, HOLD, wire.now)
    wire.run(0.2)
    other.endpoint.answer_reinvite(other.one(ReinviteReceived).request, ANSWER + b"b=1\r\n", wire.now)
    wire.run(0.2)
    assert killed.one(ReinviteAnswered).dialog is restored
    other.endpoint.reinvite(theirs, HOLD + b"b=2\r\n", wire.now)
    wire.run(0.2)
    killed.endpoint.answer_reinvite(killed.one(ReinviteReceived).request, ANSWER + b"b=3\r\n", wire.now)
    wire.run(1)
    assert other.one(ReinviteAnswered).sdp == ANSWER + b"b=3\r\n"
    wire.run(3 * 3600)
    assert not alice.all(DialogEnded) + bob.all(DialogEnded)


@pytest.mark.parametrize("gone", ["caller", "callee"])
def test_session_timer_goes_on_after_a_restart(gone):
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    a, b = establish(wire, alice, bob)
    killed, dead, mine = (bob, alice, b) if gone == "caller" else (alice, bob, a)
    restart(wire, killed, mine)
    dead.replace(None)
    wire.run(2000)
    assert killed.one(DialogEnded).by == "session timer"


def test_killed_between_200_and_ack():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    alice.call(bob)
    wire.run(0.1)
    dialog = bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    wire.settle()
    restored = restart(wire, bob, dialog)
    assert not restored.confirmed
    wire.run(5)
    assert bob.one(Confirmed).dialog is restored
    wire.run(60)
    assert not alice.all(DialogEnded) + bob.all(DialogEnded)


def test_ack_that_was_lost_is_sent_again_after_a_restart():
    wire = FakeWire(keep=lambda packet: packet.kind != "ACK")
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    alice.call(bob)
    wire.run(0.1)
    bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    wire.run(0.1)
    restart(wire, alice, alice.log[-1].dialog, away=0.1)
    wire.keep = lambda _: True
    wire.run(10)
    assert bob.one(Confirmed)
    assert "BYE" not in wire.kinds()


def test_names_that_are_no_utf8_survive():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    request = raw("INVITE", 1, branch="a", sdp=OFFER).replace(b"From: <", b'From: "J\xf6rg \xc3\xb5" <')
    alice.send(request, bob)
    wire.run(0.1)
    dialog = bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    alice.send(raw("ACK", 1, branch="b", tag=dialog.local_tag), bob)
    wire.run(0.1)
    restored = restart(wire, bob, dialog)
    bob.endpoint.bye(restored, wire.now)
    wire.run(0.1)
    assert b'To: "J\xf6rg \xc3\xb5" <sip:alice@example.com>;tag=at' in alice.inbox[-1].data


def test_foreign_snapshot_is_a_key_error():
    with pytest.raises(KeyError):
        FakeWire().new_endpoint().restore({"call_id": "x"}, 0.0)


def test_display_name_of_the_caller_is_quoted():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    alice.call(bob, headers=[("P-Asserted-Identity", str(NameAddr('A "B" \\ C', "sip:x@y")))])
    wire.run(0.1)
    assert bob.one(InviteReceived).request.get("p-asserted-identity") == '"A \\"B\\" \\\\ C" <sip:x@y>'
