"""Large requests go by TCP where the other side takes it (RFC 3261 §18.1.1)."""

from __future__ import annotations

from offhook.sip.events import Accepted, InviteReceived
from pair.wire import ANSWER, OFFER, FakeWire

LARGE = OFFER + b"".join(b"a=rtpmap:%d X/8000\r\n" % number for number in range(60))


def called(wire, alice, bob, **options):
    calls = len(bob.all(InviteReceived))
    invite = alice.call(bob, offer=LARGE, large_by_tcp=True, **options)
    wire.run(until=lambda: len(bob.all(InviteReceived)) > calls)
    bob.endpoint.accept(bob.last(InviteReceived).invite, ANSWER, wire.now)
    wire.run(1)
    assert len(alice.all(Accepted)) == len(bob.all(InviteReceived))
    return invite


def transports(wire, kind):
    return [packet.flow.transport for packet in wire.log if packet.kind == kind]


def test_large_invite_goes_by_tcp():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    called(wire, alice, bob)
    assert transports(wire, "INVITE") == ["tcp"]
    assert transports(wire, "ACK") == ["udp"]


def test_small_one_and_one_that_nobody_wants_by_tcp_go_by_udp():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    alice.call(bob, large_by_tcp=True)
    alice.call(bob, offer=LARGE)
    wire.run(0.1)
    assert transports(wire, "INVITE") == ["udp", "udp"]


def test_refused_connection_falls_back_at_once_and_is_remembered():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    wire.refusing.add(bob.address)
    called(wire, alice, bob)
    assert transports(wire, "INVITE") == ["tcp", "udp"]
    called(wire, alice, bob)
    assert transports(wire, "INVITE") == ["tcp", "udp", "udp"]
    wire.run(3700)
    wire.refusing.clear()
    called(wire, alice, bob)
    assert transports(wire, "INVITE")[3:] == ["tcp"]


def test_silent_connection_falls_back_after_a_second():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    wire.keep = lambda packet: packet.flow.transport != "tcp"
    start = wire.now
    called(wire, alice, bob)
    moments = [packet.at - start for packet in wire.log if packet.kind == "INVITE"]
    assert moments == [0, 1]


def test_cancel_follows_the_invite():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    invite = alice.call(bob, offer=LARGE, large_by_tcp=True)
    wire.run(1)
    bob.endpoint.provisional(bob.one(InviteReceived).invite, 180, wire.now)
    wire.run(0.1)
    alice.endpoint.cancel(invite, None, wire.now)
    wire.run(1)
    assert transports(wire, "CANCEL") == ["tcp"]
    assert bob.one(InviteReceived).invite.gone
