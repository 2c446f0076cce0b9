"""Messages of a call, damaged at any place and fed to either side at any time: nothing is raised, nothing is left."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from offhook.sip.events import Accepted, DialogEnded, InfoReceived, InviteReceived, ReinviteReceived
from pair.wire import ANSWER, HOLD, FakeWire


def play(wire, alice, bob):
    """Let bob answer everything, alice call, hold, send an INFO and hang up; yield between the steps."""

    def answer(event):
        if isinstance(event, InviteReceived):
            bob.endpoint.provisional(event.invite, 180, wire.now)
            bob.endpoint.accept(event.invite, ANSWER, wire.now)
        elif isinstance(event, ReinviteReceived):
            bob.endpoint.answer_reinvite(event.request, ANSWER + b"a=recvonly\r\n", wire.now)
        elif isinstance(event, InfoReceived):
            bob.endpoint.acknowledge(event.request, wire.now)

    bob.on_event = answer
    alice.call(bob)
    yield
    wire.run(60)
    yield
    if not alice.all(Accepted):
        return  # a damaged INVITE came first, or a damaged refusal: who sees the wire can break a call
    dialog = alice.last(Accepted).dialog
    alice.endpoint.reinvite(dialog, HOLD, wire.now)
    wire.run(0.1)
    yield
    alice.endpoint.send_in_dialog(dialog, "INFO", [], b"x", wire.now)
    yield
    wire.run(0.1)
    alice.endpoint.bye(dialog, wire.now)
    yield
    wire.run(100)


DAMAGE = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 4), st.binary(max_size=4)), max_size=4)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.integers(0, 99), DAMAGE), max_size=12))
def test_damaged_messages_of_the_call(noise):
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    for step, _ in enumerate(play(wire, alice, bob)):
        wire.settle()
        for when, to_alice, which, damage in noise:
            if when != step or not wire.log:
                continue
            data = bytearray(wire.log[which % len(wire.log)].data)
            for place, length, octets in damage:
                start = int(place * len(data))
                data[start : start + length] = octets
            target, source = (alice, bob) if to_alice else (bob, alice)
            target.endpoint.receive(bytes(data), target.flow_to(source), wire.now)
    wire.run(4000)
    for party in (alice, bob):
        for event in party.all(InviteReceived):
            party.endpoint.reject(event.invite, 480, wire.now)
    wire.run(100)
    assert alice.endpoint.transactions == bob.endpoint.transactions == 0
    ended = [event.dialog for event in alice.all(DialogEnded)]
    assert len(ended) == len(set(map(id, ended)))
