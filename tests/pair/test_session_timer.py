"""Session timers (RFC 4028): who refreshes, by what, and what happens to a call whose other side is gone."""

from __future__ import annotations

import pytest

from offhook.sip.endpoint import EndpointConfig
from offhook.sip.events import DialogEnded, InviteReceived, ReinviteAnswered, ReinviteReceived
from offhook.sip.wire import parse
from pair.wire import ANSWER, OFFER, FakeWire, establish, raw

NO_UPDATE = ("INVITE", "ACK", "CANCEL", "BYE", "OPTIONS")


def called(extra, **settings):
    """Bob, called by a raw phone with these headers; and his 200."""
    wire = FakeWire(config=EndpointConfig(**settings))
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    alice.send(raw("INVITE", 1, branch="a", sdp=OFFER, extra=extra), bob)
    wire.run(0.1)
    dialog = bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    wire.run(0.1)
    alice.send(raw("ACK", 1, branch="b", tag=dialog.local_tag), bob)
    wire.run(0.1)
    answer = parse(next(packet.data for packet in alice.inbox if packet.kind == "200 INVITE"))
    return wire, alice, bob, dialog, answer


@pytest.mark.parametrize("caller_refreshes", [True, False])
@pytest.mark.parametrize("by_update", [True, False])
def test_a_long_call_is_refreshed(caller_refreshes, by_update):
    wire = FakeWire()
    settings = {} if by_update else {"allow": NO_UPDATE}
    if not caller_refreshes:
        settings["supported"] = ()
    alice = wire.party("192.0.2.1", **settings)
    bob = wire.party("192.0.2.2", **({} if by_update else {"allow": NO_UPDATE}))
    a, b = establish(wire, alice, bob)
    assert (a.session.local, b.session.local) == (caller_refreshes, not caller_refreshes)
    wire.log.clear()
    wire.run(7300)
    method = "UPDATE" if by_update else "INVITE"
    refresher = alice if caller_refreshes else bob
    assert wire.kinds(refresher).count(method) == 8
    assert not alice.all(DialogEnded) + bob.all(DialogEnded)
    assert not alice.all(ReinviteReceived) + bob.all(ReinviteReceived) + refresher.all(ReinviteAnswered)
    assert (a.local_sdp, b.local_sdp) == (OFFER, ANSWER)


@pytest.mark.parametrize("gone", ["refresher", "other"])
def test_a_call_whose_other_side_is_gone_ends(gone):
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    establish(wire, alice, bob)
    start = wire.now
    dead, alive = (alice, bob) if gone == "refresher" else (bob, alice)
    dead.replace(None)
    wire.run(until=lambda: bool(alive.all(DialogEnded)))
    assert alive.one(DialogEnded).by == "session timer"
    assert wire.now - start == pytest.approx(1800 - 32 if gone == "refresher" else 900 + 32, abs=1)
    wire.run(100)
    assert alive.endpoint.dialogs == 0


@pytest.mark.parametrize(
    ("extra", "session_expires", "require", "local"),
    [
        ("", "1800;refresher=uas", None, True),
        ("Supported: timer\r\n", "1800;refresher=uac", "timer", False),
        ("Supported: timer\r\nSession-Expires: 600\r\n", "600;refresher=uac", "timer", False),
        ("Supported: timer\r\nx: 600;refresher=uas\r\n", "600;refresher=uas", None, True),
        ("Supported: timer\r\nSession-Expires: 600 ; Refresher=UAC\r\n", "600;refresher=uac", "timer", False),
        ("Supported: timer\r\nSession-Expires: 600\r\nMin-SE: 900\r\n", "900;refresher=uac", "timer", False),
        ("Session-Expires: 30\r\n", "90;refresher=uas", None, True),
        ("Session-Expires: rubbish\r\n", "1800;refresher=uas", None, True),
        ("Supported: timer\r\nSession-Expires: 99999\r\n", "1800;refresher=uac", "timer", False),
    ],
)
def test_what_we_agree_to(extra, session_expires, require, local):
    *_, dialog, answer = called(extra)
    assert answer.get("Session-Expires") == session_expires
    assert answer.get("Require") == require
    assert dialog.session.local is local


def test_too_short_an_interval_is_422():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    alice.send(raw("INVITE", 1, branch="a", extra="Supported: timer\r\nSession-Expires: 60\r\n"), bob)
    wire.run(0.1)
    refusal = parse(alice.inbox[0].data)
    assert (refusal.status, refusal.get("Min-SE")) == (422, "90")
    assert not bob.log


def test_refresh_by_the_phone_is_answered():
    wire, alice, bob, dialog, _ = called("Supported: timer\r\nSession-Expires: 100\r\n")
    for number in range(2, 12):
        wire.run(50)
        extra = "Supported: timer\r\nSession-Expires: 100;refresher=uac\r\n"
        alice.send(raw("UPDATE", number, branch=f"u{number}", tag=dialog.local_tag, extra=extra), bob)
    wire.run(0.1)
    assert not bob.all(DialogEnded)
    assert alice.inbox[-1].kind == "200 UPDATE"
    wire.run(100)
    assert bob.one(DialogEnded).by == "session timer"


def respond_all(wire, alice, bob, status):
    """Answer what bob asked, with one status."""
    answered = [parse(packet.data) for packet in alice.inbox if packet.kind in ("UPDATE", "INVITE")]
    for request in answered:
        alice.send(request.response(status).encode(), bob)
    alice.inbox.clear()
    wire.run(0.1)
    return [request.method for request in answered]


def test_refused_update_falls_back_to_reinvite():
    wire, alice, bob, dialog, _ = called("Allow: INVITE, UPDATE\r\n")
    alice.inbox.clear()
    wire.run(until=lambda: bool(alice.inbox))
    assert respond_all(wire, alice, bob, 405) == ["UPDATE"]
    wire.run(until=lambda: bool(alice.inbox))
    assert respond_all(wire, alice, bob, 488) == ["INVITE"]
    assert not bob.all(DialogEnded)
    wire.run(until=lambda: alice.inbox[-1].kind == "INVITE")
    assert "INVITE" in respond_all(wire, alice, bob, 200)
    wire.run(0.1)
    assert dialog.session.deadline > wire.now + 1700


def test_refresh_that_is_always_refused_ends_the_call():
    wire, alice, bob, _, _ = called("")
    start = wire.now
    while not bob.all(DialogEnded):
        wire.run(1)
        respond_all(wire, alice, bob, 488)
    assert bob.one(DialogEnded).by == "session timer"
    assert 1500 < wire.now - start < 1800
