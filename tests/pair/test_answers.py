"""Answers to our INVITEs that are not the simple one: forks, strays, challenges, longer intervals."""

from __future__ import annotations

import hashlib

import pytest

from offhook.sip.digest import Challenge, Challenger, Credentials, Verified
from offhook.sip.events import Accepted, Confirmed, DialogEnded, InviteReceived, Refused, Ringing
from offhook.sip.wire import Response, parse
from pair.wire import ANSWER, FakeWire, establish

PASSWORD = "s3cret"


def answer(request, status, tag, sdp=b"", extra=()):
    """A response as a phone at 192.0.2.2 would send it."""
    response = request.response(status, to_tag=tag)
    response.add("Contact", "<sip:bob@192.0.2.2:5060>")
    for name, value in extra:
        response.add(name, value)
    if sdp:
        response.add("Content-Type", "application/sdp")
        response.body = sdp
    return response.encode()


def test_second_fork_is_acknowledged_and_hung_up():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2", raw=True)
    alice.call(bob)
    wire.run(0.1)
    request = parse(bob.inbox[0].data)
    bob.send(answer(request, 180, "t1"), alice)
    bob.send(answer(request, 180, "t2"), alice)
    bob.send(answer(request, 200, "t2", ANSWER), alice)
    bob.send(answer(request, 200, "t1", ANSWER), alice)
    bob.send(answer(request, 200, "t1", ANSWER), alice)
    wire.run(0.3)
    assert len(alice.all(Ringing)) == 2
    assert alice.one(Accepted).dialog.remote_tag == "t2"
    requests = [parse(packet.data) for packet in bob.inbox[1:]]
    assert [(message.method, message.to.tag) for message in requests] == [
        ("ACK", "t2"),
        ("ACK", "t1"),
        ("BYE", "t1"),
        ("ACK", "t1"),
    ]
    assert not alice.all(DialogEnded)


def test_stray_2xx_of_an_unknown_call_is_acknowledged_and_hung_up():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    alice.call(bob)
    wire.run(0.1)
    alice.replace(wire.new_endpoint())
    bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    wire.run(60)
    assert bob.all(Confirmed)
    assert bob.one(DialogEnded).by == "remote"
    assert not alice.log
    assert alice.endpoint.dialogs == 0


def test_rubbish_2xx_is_dropped():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2", raw=True)
    response = Response(
        200,
        None,
        [
            ("Via", "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKother"),
            ("From", "<sip:a@b>;tag=1"),
            ("To", "<sip:c@d>;tag=2"),
            ("Call-ID", "x"),
            ("CSeq", "1 INVITE"),
        ],
    )
    bob.send(response.encode(), alice)
    wire.run(1)
    assert not bob.inbox
    assert alice.endpoint.dropped == 1


def test_provisionals_and_100():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2", raw=True)
    alice.call(bob)
    wire.run(0.1)
    request = parse(bob.inbox[0].data)
    bob.send(answer(request, 100, None), alice)
    bob.send(answer(request, 183, "t", ANSWER), alice)
    wire.run(0.1)
    assert [(event.status, event.sdp) for event in alice.all(Ringing)] == [(183, ANSWER)]


def digest_server(wire, alice, bob, challenger):
    """Let raw bob ask for a password and accept the right one."""
    seen = []
    while bob.inbox:
        request = parse(bob.inbox.pop(0).data)
        seen.append(request)
        if request.method == "ACK":
            continue
        verdict = challenger.verify(request, lambda _: PASSWORD, wire.now)
        if isinstance(verdict, Verified):
            bob.send(answer(request, 200, "t", ANSWER if request.method == "INVITE" else b""), alice)
        else:
            assert isinstance(verdict, Challenge)
            bob.send(answer(request, 401, "t", extra=verdict.headers), alice)
    wire.run(0.1)
    return seen


def test_challenges_of_invite_reinvite_and_bye_are_met():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2", raw=True)
    challenger = Challenger(b"k" * 32, "example.com", 60)
    alice.call(bob, credentials=Credentials("alice", PASSWORD))
    wire.run(0.1)
    first = digest_server(wire, alice, bob, challenger)[0]
    seen = digest_server(wire, alice, bob, challenger)
    assert [message.method for message in seen] == ["ACK", "INVITE"]
    again = seen[1]
    assert again.cseq.number == first.cseq.number + 1
    assert (again.call_id, again.from_.tag) == (first.call_id, first.from_.tag)
    assert again.via.branch != first.via.branch
    dialog = alice.one(Accepted).dialog
    ack = parse(bob.inbox.pop(0).data)
    assert ack.method == "ACK"
    assert ack.get("Authorization") == again.get("Authorization")
    alice.endpoint.bye(dialog, wire.now)
    wire.run(0.1)
    digest_server(wire, alice, bob, challenger)
    assert [message.method for message in digest_server(wire, alice, bob, challenger)] == ["BYE"]
    assert bob.inbox == []
    assert alice.one(DialogEnded).by == "local"


def challenged(alice, bob, wire, *challenges):
    """Answer each INVITE with the next challenge, and count the attempts."""
    attempts = 0
    for nonce, stale in challenges:
        request = next((parse(packet.data) for packet in bob.inbox if packet.kind == "INVITE"), None)
        bob.inbox.clear()
        if request is None:
            break
        attempts += 1
        value = f'Digest realm="r", nonce="{nonce}", qop="auth"' + (", stale=true" if stale else "")
        bob.send(answer(request, 407, "t", extra=[("Proxy-Authenticate", value)]), alice)
        wire.run(0.1)
    return attempts


@pytest.mark.parametrize(
    ("challenges", "attempts"),
    [
        ([("a", False), ("b", False)], 2),  # a wrong password is not tried twice
        ([("a", False), ("b", True), ("c", False), ("d", False)], 3),  # a stale nonce is not the password's fault
        ([("a", False), ("a", True), ("a", True)], 2),  # the same nonce again is no progress
        ([(str(n), True) for n in range(9)], 4),
    ],
)
def test_wrong_password_and_stale_nonces(challenges, attempts):
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2", raw=True)
    alice.call(bob, credentials=Credentials("alice", PASSWORD))
    wire.run(0.1)
    assert challenged(alice, bob, wire, *challenges) == attempts
    assert alice.one(Refused).status == 407


def test_challenge_without_credentials_is_a_refusal():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2", raw=True)
    alice.call(bob)
    wire.run(0.1)
    assert challenged(alice, bob, wire, ("a", False), ("b", False)) == 1
    assert alice.one(Refused).status == 407


def test_digest_of_the_answer_is_right():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2", raw=True)
    alice.call(bob, credentials=Credentials("alice", PASSWORD))
    wire.run(0.1)
    challenged(alice, bob, wire, ("n1", False))
    request = next(parse(packet.data) for packet in bob.inbox if packet.kind == "INVITE")
    value = request.get("Proxy-Authorization")
    fields = dict(part.split("=", 1) for part in value.removeprefix("Digest ").split(", "))
    fields = {name: text.strip('"') for name, text in fields.items()}

    def md5(text):
        return hashlib.md5(text.encode()).hexdigest()  # noqa: S324  what the RFC asks for

    ha1, ha2 = md5(f"alice:r:{PASSWORD}"), md5(f"INVITE:{request.uri}")
    assert fields["response"] == md5(f"{ha1}:n1:00000001:{fields['cnonce']}:auth:{ha2}")


def test_422_raises_the_interval():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2", min_se=3600)
    a, b = establish(wire, alice, bob)
    assert wire.kinds()[:4] == ["INVITE", "422 INVITE", "ACK", "INVITE"]
    assert a.session.interval == b.session.interval == 3600


def test_422_again_and_again_is_a_refusal():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2", raw=True)
    alice.call(bob)
    for attempt in range(6):
        wire.run(0.1)
        invites = [parse(packet.data) for packet in bob.inbox if packet.kind == "INVITE"]
        bob.inbox.clear()
        if invites:
            bob.send(answer(invites[0], 422, "t", extra=[("Min-SE", str(4000 + attempt))]), alice)
    assert alice.one(Refused).status == 422


@pytest.mark.parametrize("status", [302, 404, 486, 503, 603])
def test_final_refusals_are_told_as_they_are(status):
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2", raw=True)
    alice.call(bob)
    wire.run(0.1)
    bob.send(answer(parse(bob.inbox[0].data), status, "t"), alice)
    wire.run(0.1)
    assert alice.one(Refused).status == status
    assert bob.inbox[-1].kind == "ACK"
