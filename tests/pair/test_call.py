"""A call from the first INVITE to the BYE, over UDP and TCP, with and without trouble on the way."""

from __future__ import annotations

import pytest

from offhook.sip.endpoint import EndpointConfig
from offhook.sip.events import (
    Accepted,
    Confirmed,
    DialogEnded,
    InfoReceived,
    InviteCancelled,
    InviteReceived,
    Refused,
    ResponseReceived,
    Ringing,
)
from offhook.sip.wire import Request, parse
from pair.wire import ANSWER, OFFER, FakeWire, establish, raw


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_call_with_ringing_and_bye(transport):
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    invite = alice.call(bob, transport=transport)
    wire.run(1)
    received = bob.one(InviteReceived)
    assert received.invite.sdp == OFFER
    assert wire.kinds() == ["INVITE", "100 INVITE"]
    bob.endpoint.provisional(received.invite, 180, wire.now)
    wire.run(1)
    ringing = alice.one(Ringing)
    assert (ringing.invite, ringing.status, ringing.sdp) == (invite, 180, None)
    dialog = bob.endpoint.accept(received.invite, ANSWER, wire.now)
    wire.run(1)
    accepted = alice.one(Accepted)
    assert (accepted.invite, accepted.sdp) == (invite, ANSWER)
    assert bob.one(Confirmed).dialog is dialog
    assert (accepted.dialog.local_tag, accepted.dialog.remote_tag) == (dialog.remote_tag, dialog.local_tag)
    bob.endpoint.bye(dialog, wire.now, reason='Q.850;cause=16;text="Terminated"')
    wire.run()
    ended = alice.one(DialogEnded)
    assert (ended.by, ended.reason) == ("remote", 'Q.850;cause=16;text="Terminated"')
    assert bob.one(DialogEnded).by == "local"
    assert wire.kinds() == ["INVITE", "100 INVITE", "180 INVITE", "200 INVITE", "ACK", "BYE", "200 BYE"]
    wire.run(100)
    for party in (alice, bob):
        assert (party.endpoint.dialogs, party.endpoint.transactions, party.endpoint.next_timer()) == (0, 0, None)


def test_contact_names_user_address_and_transport():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2", 5070)
    a, b = establish(wire, alice, bob, transport="tcp")
    assert a.contact == "<sip:alice@192.0.2.1:5060;transport=tcp>"
    assert b.contact == "<sip:bob@192.0.2.2:5070;transport=tcp>"
    assert a.remote_target == "sip:bob@192.0.2.2:5070;transport=tcp"


@pytest.mark.parametrize("seed", range(12))
def test_call_survives_loss_delay_duplicates_and_reordering(seed):
    wire = FakeWire(seed=seed, loss=0.25, jitter=0.4, duplicate=0.2)
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    a, b = establish(wire, alice, bob)
    wire.run(5)
    assert len(bob.all(InviteReceived)) == 1
    assert len(alice.all(Accepted)) == 1
    assert len(bob.all(Confirmed)) == 1
    alice.endpoint.send_in_dialog(a, "INFO", [("Content-Type", "application/dtmf-relay")], b"Signal=1\r\n", wire.now)
    wire.run(until=lambda: bool(bob.all(InfoReceived)))
    info = bob.one(InfoReceived)
    assert (info.content_type, info.body) == ("application/dtmf-relay", b"Signal=1\r\n")
    bob.endpoint.acknowledge(info.request, wire.now)
    wire.run(until=lambda: bool(alice.all(ResponseReceived)))
    assert alice.one(ResponseReceived).response.status == 200
    alice.endpoint.bye(a, wire.now)
    wire.run(60)
    assert alice.one(DialogEnded).by == "local"
    assert bob.one(DialogEnded).by == "remote"
    assert b.ended
    wire.run(100)
    assert alice.endpoint.transactions == bob.endpoint.transactions == 0


def test_refusal_is_acknowledged():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    alice.call(bob)
    wire.run(1)
    bob.endpoint.reject(bob.one(InviteReceived).invite, 486, wire.now, headers=[("Retry-After", "30")])
    wire.run(100)
    refused = alice.one(Refused)
    assert (refused.status, refused.reason) == (486, "Busy Here")
    assert refused.response is not None
    assert refused.response.get("retry-after") == "30"
    assert wire.kinds() == ["INVITE", "100 INVITE", "486 INVITE", "ACK"]
    assert bob.endpoint.transactions == 0


def test_nobody_there_is_408_after_timer_b():
    wire = FakeWire(keep=lambda _: False)
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    start = wire.now
    alice.call(bob)
    wire.run(until=lambda: bool(alice.all(Refused)))
    refused = alice.one(Refused)
    assert (refused.status, refused.response) == (408, None)
    assert wire.now - start == pytest.approx(32)
    assert [packet.at - start for packet in wire.log] == pytest.approx([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5])


def test_tcp_refused_is_503():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    wire.refusing.add(bob.address)
    alice.call(bob, transport="tcp")
    wire.run(1)
    assert (alice.one(Refused).status, alice.one(Refused).response) == (503, None)


def test_tcp_connection_lost_in_a_call_is_opened_again():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    _, b = establish(wire, alice, bob, transport="tcp")
    wire.break_connections(alice, bob)
    wire.run(1)
    assert not alice.all(DialogEnded)
    bob.endpoint.bye(b, wire.now)
    wire.run(1)
    assert alice.one(DialogEnded).by == "remote"


def test_missing_ack_ends_the_call():
    wire = FakeWire(keep=lambda packet: packet.kind != "ACK")
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    alice.call(bob)
    wire.run(1)
    answered = wire.now
    dialog = bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    wire.run(until=lambda: bool(bob.all(DialogEnded)))
    assert wire.now - answered == pytest.approx(32)
    assert (bob.one(DialogEnded).dialog, bob.one(DialogEnded).by) == (dialog, "no ACK")
    wire.run(1)
    assert alice.one(DialogEnded).by == "remote"
    times = [packet.at - answered for packet in wire.log if packet.kind == "200 INVITE"]
    assert times == pytest.approx([0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5])
    assert wire.kinds(alice).count("ACK") == len(times)
    assert not bob.all(Confirmed)


def test_late_offer_is_answered_in_the_ack_event():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    alice.send(raw("INVITE", 1, branch="a"), bob)
    wire.run(1)
    assert bob.one(InviteReceived).invite.sdp is None
    dialog = bob.endpoint.accept(bob.one(InviteReceived).invite, OFFER, wire.now)
    wire.run(0.1)
    alice.send(raw("ACK", 1, branch="b", tag=dialog.local_tag, sdp=ANSWER), bob)
    wire.run(1)
    assert bob.one(Confirmed).sdp == ANSWER


def test_caller_hangs_up_before_the_ack():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    alice.send(raw("INVITE", 1, branch="a"), bob)
    wire.run(1)
    dialog = bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    alice.send(raw("BYE", 2, branch="b", tag=dialog.local_tag), bob)
    wire.run()
    assert bob.one(DialogEnded).by == "remote"
    assert wire.kinds(bob).count("200 BYE") == 1
    assert "BYE" not in wire.kinds(bob)


def test_callee_hangs_up_before_the_ack_waits_for_it():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    alice.send(raw("INVITE", 1, branch="a"), bob)
    wire.run(1)
    dialog = bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    bob.endpoint.bye(dialog, wire.now)
    wire.run(1)
    assert bob.one(DialogEnded).by == "local"
    assert "BYE" not in wire.kinds(bob)
    alice.send(raw("ACK", 1, branch="b", tag=dialog.local_tag), bob)
    wire.run(0.1)
    assert "BYE" in wire.kinds(bob)
    assert not bob.all(Confirmed)


def test_bye_glare_is_200_on_both_sides():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    a, b = establish(wire, alice, bob)
    alice.endpoint.bye(a, wire.now)
    bob.endpoint.bye(b, wire.now)
    wire.run(60)
    assert wire.kinds(alice).count("200 BYE") == wire.kinds(bob).count("200 BYE") == 1
    assert alice.one(DialogEnded).by == bob.one(DialogEnded).by == "local"


def test_bye_lost_and_repeated_after_its_glare_is_still_200():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    a, b = establish(wire, alice, bob)
    lost = []

    def lose_first_bye_of_alice(packet):
        if packet.kind == "BYE" and packet.source == alice.address and not lost:
            lost.append(packet)
            return False
        return True

    wire.keep = lose_first_bye_of_alice
    alice.endpoint.bye(a, wire.now)
    bob.endpoint.bye(b, wire.now)
    wire.run(60)
    assert wire.kinds(bob).count("200 BYE") == 1
    assert not [kind for kind in wire.kinds() if kind.startswith("481")]


def test_provisional_is_repeated_each_minute():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", supported=()), wire.party("192.0.2.2")
    alice.call(bob)
    wire.run(1)
    bob.endpoint.provisional(bob.one(InviteReceived).invite, 183, wire.now, sdp=ANSWER)
    wire.run(150)
    assert [event.sdp for event in alice.all(Ringing)] == [ANSWER] * 3


def test_early_media_answer_stands_when_the_200_has_none():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    alice.call(bob)
    wire.run(1)
    bob.endpoint.provisional(bob.one(InviteReceived).invite, 183, wire.now, sdp=ANSWER)
    bob.endpoint.accept(bob.one(InviteReceived).invite, b"", wire.now)
    wire.run(1)
    assert alice.one(Accepted).sdp == ANSWER


def test_bye_in_the_early_dialog_cancels():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    alice.send(raw("INVITE", 1, branch="a"), bob)
    wire.run(1)
    invite = bob.one(InviteReceived).invite
    bob.endpoint.provisional(invite, 180, wire.now)
    alice.send(raw("BYE", 2, branch="b", tag=invite.local_tag), bob)
    wire.run(0.3)
    assert bob.one(InviteCancelled).invite is invite
    assert wire.kinds(bob)[-2:] == ["200 BYE", "487 INVITE"]


def test_too_many_transactions_are_refused_but_calls_may_end():
    wire = FakeWire(config=EndpointConfig(max_transactions=4))
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    alice.send(raw("INVITE", 1, branch="a"), bob)
    wire.run(0.1)
    dialog = bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    for number in range(5):
        alice.send(raw("OPTIONS", 1, branch=f"o{number}", call_id=f"o{number}"), bob)
    wire.run(0.1)
    refusals = [packet for packet in alice.inbox if packet.kind == "503 OPTIONS"]
    assert len(refusals) == bob.endpoint.refused == 2
    assert b"Retry-After: " in refusals[0].data
    alice.send(raw("BYE", 2, branch="b", tag=dialog.local_tag), bob)
    wire.run(0.1)
    assert alice.inbox[-1].kind == "200 BYE"


def test_bye_without_answer_is_forgotten():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1"), wire.party("192.0.2.2")
    a, _ = establish(wire, alice, bob)
    bob.replace(None)
    alice.endpoint.bye(a, wire.now)
    wire.run(31)
    assert alice.endpoint.dialogs == 1
    wire.run(10)
    assert (alice.endpoint.dialogs, alice.endpoint.transactions, alice.endpoint.next_timer()) == (0, 0, None)


def test_ack_of_another_request_or_caller_does_not_confirm():
    wire = FakeWire()
    alice, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    alice.send(raw("INVITE", 5, branch="a"), bob)
    wire.run(0.1)
    dialog = bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    alice.send(raw("ACK", 4, branch="b", tag=dialog.local_tag), bob)
    alice.send(raw("ACK", 5, branch="c", tag="other"), bob)
    alice.send(raw("ACK", 5, branch="d", tag=dialog.local_tag).replace(b"tag=at", b"tag=stranger"), bob)
    wire.run(0.1)
    assert not bob.all(Confirmed)
    alice.send(raw("ACK", 5, branch="e", tag=dialog.local_tag), bob)
    wire.run(0.1)
    assert bob.one(Confirmed).dialog is dialog


def test_other_side_behind_a_nat_is_reached_where_it_came_from():
    wire = FakeWire()
    nat, bob = wire.party("198.51.100.9", 41000, raw=True), wire.party("192.0.2.2")
    nat.send(raw("INVITE", 1, branch="a"), bob)
    wire.run(0.1)
    dialog = bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    assert dialog.pinned
    assert dialog.flow.remote == nat.address
    assert dialog.remote_target == "sip:alice@192.0.2.1:5060"


def test_requests_follow_record_route():
    wire = FakeWire()
    proxy, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    routes = "Record-Route: <sip:192.0.2.1;lr>\r\nRecord-Route: <sip:203.0.113.5;lr>\r\n"
    proxy.send(raw("INVITE", 1, branch="a", extra=routes), bob)
    wire.run(0.1)
    dialog = bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    proxy.send(raw("ACK", 1, branch="b", tag=dialog.local_tag), bob)
    wire.run(0.1)
    bob.endpoint.bye(dialog, wire.now)
    wire.run(0.1)
    answer = next(packet.data for packet in proxy.inbox if packet.kind == "200 INVITE")
    assert answer.count(b"Record-Route: ") == 2
    bye = parse(proxy.inbox[-1].data)
    assert isinstance(bye, Request)
    assert (bye.method, bye.uri) == ("BYE", "sip:alice@192.0.2.1:5060")
    assert bye.all("Route") == ["<sip:192.0.2.1;lr>", "<sip:203.0.113.5;lr>"]


def test_strict_router_gets_the_target_as_its_last_route():
    wire = FakeWire()
    proxy, bob = wire.party("192.0.2.1", raw=True), wire.party("192.0.2.2")
    proxy.send(raw("INVITE", 1, branch="a", extra="Record-Route: <sip:192.0.2.1>, <sip:203.0.113.5;lr>\r\n"), bob)
    wire.run(0.1)
    dialog = bob.endpoint.accept(bob.one(InviteReceived).invite, ANSWER, wire.now)
    request = dialog.request("INFO")
    assert request.uri == "sip:192.0.2.1"
    assert request.all("Route") == ["<sip:203.0.113.5;lr>", "<sip:alice@192.0.2.1:5060>"]


def test_callee_that_answers_from_elsewhere_is_addressed_there():
    wire = FakeWire()
    alice, bob, media = wire.party("192.0.2.1"), wire.party("192.0.2.2", raw=True), wire.party("192.0.2.9", raw=True)
    alice.call(bob)
    wire.run(0.1)
    response = parse(bob.inbox[0].data).response(200, to_tag="t")
    response.add("Contact", "<sip:bob@192.0.2.9:5060>")
    bob.send(response.encode(), alice)
    wire.run(0.1)
    assert [packet.kind for packet in media.inbox] == ["ACK"]
