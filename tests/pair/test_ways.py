"""Forwarded calls, redirections and invitations go outside as dialled calls do: routes, limits, the next way."""

from __future__ import annotations

import pytest
from tests.pair.company import OPERATOR, OUTSIDE, SPARE, company
from tests.pair.test_conference import live
from tests.pair.test_transfer import over, talk

from offhook.configuration import Gateway, Route, Trunk
from offhook.sip.locating import Srv
from offhook.switch.conferring import Conferring

TWO = Trunk("k-op", "Operator", OPERATOR[0], gateways=(Gateway(OPERATOR[0]), Gateway(SPARE[0], priority=2)))
SECOND = Trunk("k-spare", "Spare", SPARE[0])


def use(board, *trunks: Trunk, routes: tuple[Route, ...] = ()) -> None:
    board.use(company(trunks=trunks, routes=routes))
    board.loop.call_soon(board.operators.configure, board.configuration)
    board.run(0.5)


def forwarded(board):
    """Anna calls Boris, whose telephone forwards to the world."""
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202")
    board.until(lambda: bool(boris.invites))
    boris.refuse(302, [("Contact", f"<sip:{OUTSIDE}@192.0.2.1>")])
    return anna


def talking(board):
    """Anna and Boris talk; returned is their call."""
    anna, boris = board.phone("anna"), board.phone("boris")
    talk(board, anna, "202", boris)
    return anna, live(board)["id"]


def outbound(board) -> list[str]:
    return [step.detail.get("gateway", step.detail["trunk"]) for step in board.call.steps if step.kind == "outbound"]


@pytest.mark.parametrize("dead", [True, False])
def test_forwarded_call_goes_by_the_next_gateway(board, dead):
    use(board, TWO)
    if dead:
        board.wire.parties.pop(OPERATOR)
    at = board.loop.time()
    anna = forwarded(board)
    if not dead:
        board.until(lambda: bool(board.operator.invites))
        board.operator.refuse(503)
    board.until(lambda: bool(board.spare.invites))
    assert board.loop.time() - at < 4
    board.spare.answer()
    board.until(lambda: anna.talks)
    assert outbound(board) == ["198.51.100.1:5060", "198.51.100.2:5060"]
    assert board.steps().count("redirected") == 1
    states = [one["state"] for one in board.operators.status()["k-op"]["gateways"]]
    assert states == ["down" if dead else "unknown", "unknown"]
    anna.hang_up()
    board.ended()


def test_forwarded_call_is_refused_when_all_lines_are_taken(board):
    use(board, Trunk("k-op", "Operator", OPERATOR[0], channels_out=1))
    clara = board.phone("clara")
    clara.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    forwarded(board)
    board.until(lambda: len(board.calls) == 2 and any(step.kind == "passed_over" for step in board.calls[1].steps))
    board.run(1)
    assert len(board.operator.invites) == 1
    (passed,) = [step.detail for step in board.calls[1].steps if step.kind == "passed_over"]
    assert passed == {"trunk": "Operator", "reason": "all 1 outbound channels are taken"}
    clara.cancel()
    board.run(60)


def test_forwarded_call_obeys_the_routes(board):
    use(board, Trunk("k-op", "Operator", OPERATOR[0]), SECOND, routes=(Route("+372", "k-spare"),))
    anna = forwarded(board)
    board.until(lambda: bool(board.spare.invites))
    assert board.operator.invites == []
    anna.cancel()
    board.ended()


def test_who_is_busy_there_is_not_tried_elsewhere(board):
    use(board, TWO)
    anna = forwarded(board)
    board.until(lambda: bool(board.operator.invites))
    board.operator.refuse(486)
    board.run(3)
    assert board.spare.invites == []
    anna.cancel()
    board.run(40)


def test_invited_guest_is_called_by_the_living_gateway_in_time(board):
    use(board, TWO, SECOND)
    board.wire.parties.pop(OPERATOR)
    anna, call = talking(board)
    at = board.loop.time()
    assert Conferring(board.switch).invite("t-one", call, OUTSIDE) == "accepted"
    board.until(lambda: board.spare.rings)
    assert board.loop.time() - at < 4
    assert board.operators.status()["k-op"]["gateways"][0]["state"] == "down"
    assert outbound(board) == ["198.51.100.1:5060", "198.51.100.2:5060"]
    dialog = board.spare.answer()
    board.until(lambda: "conference" in board.steps())
    anna.hang_up()
    board.run(0.5)
    board.spare.hang_up(dialog)
    over(board)


def test_guest_is_not_invited_by_lines_that_are_taken(board):
    use(board, Trunk("k-op", "Operator", OPERATOR[0], channels_out=1))
    clara = board.phone("clara")
    clara.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202")
    board.until(lambda: boris.rings)
    boris.answer()
    board.run(1)
    found = next(one for one in board.exchange.calls.values() if one.guests is not None)
    assert Conferring(board.switch).invite("t-one", found.call_id, OUTSIDE) == "accepted"
    board.run(1)
    assert len(board.operator.invites) == 1
    (refused,) = [step.detail for step in board.calls[1].steps if step.kind == "not_admitted"]
    assert refused == {"who": OUTSIDE, "status": 503, "reason": "all 1 outbound channels are taken"}
    clara.cancel()
    anna.hang_up()
    board.run(5)


def test_invited_guest_who_does_not_want_is_not_called_again(board):
    use(board, TWO)
    anna, call = talking(board)
    assert Conferring(board.switch).invite("t-one", call, OUTSIDE) == "accepted"
    board.until(lambda: board.operator.rings)
    board.operator.refuse(603)
    board.run(3)
    assert board.spare.invites == []
    assert board.detail("not_admitted")["status"] == 603
    anna.hang_up()
    over(board)


def test_next_server_of_the_name_that_an_operator_redirects_to(board):
    board.zone.records["_sip._udp.elsewhere.test", "SRV"] = [Srv(1, 0, 5060, "a.test"), Srv(2, 0, 5060, "b.test")]
    board.zone.hosts |= {"a.test": ["198.51.100.99"], "b.test": [SPARE[0]]}
    use(board, Trunk("k-op", "Operator", OPERATOR[0], redirects="any"))
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    board.operator.refuse(302, [("Contact", "<sip:999@elsewhere.test>")])
    board.until(lambda: bool(board.spare.invites))
    assert board.spare.invites[0].request.uri == "sip:999@elsewhere.test"
    board.spare.answer()
    board.until(lambda: anna.talks)
    anna.hang_up()
    board.ended()


# -- SIP addresses

PARTNER = Trunk("k-partner", "Partner", "partner.test", 0, "auto")


@pytest.fixture
def partner(board):
    """The board of a company with a trunk to a partner's domain, which is served at the second operator's place."""
    board.zone.records["_sip._udp.partner.test", "SRV"] = [Srv(1, 0, 5060, "a.test"), Srv(2, 0, 5060, "b.test")]
    board.zone.hosts |= {"a.test": ["198.51.100.99"], "b.test": [SPARE[0]]}
    use(board, Trunk("k-op", "Operator", OPERATOR[0]), PARTNER)
    return board


def test_address_at_a_partners_domain_is_called_by_its_trunk(partner):
    anna = partner.phone("anna")
    anna.dial("bob.b%20b", domain="Partner.test")
    partner.until(lambda: bool(partner.spare.invites))
    assert partner.spare.invites[0].request.uri == "sip:bob.b%20b@partner.test"
    assert partner.operator.invites == []
    partner.spare.answer()
    partner.until(lambda: anna.talks)
    assert partner.call.direction == "outbound"
    assert partner.call.dialled == "bob.b b@partner.test"
    anna.hang_up()
    partner.ended()


def test_address_elsewhere_is_not_called(partner):
    anna = partner.phone("anna")
    anna.dial("bob", domain="stranger.test")
    partner.ended()
    assert anna.refused == 404
    assert partner.operator.invites == partner.spare.invites == []


@pytest.mark.parametrize("dialled", ["202", OUTSIDE])
def test_extensions_and_numbers_are_meant_whatever_the_domain(partner, dialled):
    anna, boris = partner.phone("anna"), partner.phone("boris")
    anna.dial(dialled, domain="partner.test")
    partner.until(lambda: bool(boris.invites or partner.operator.invites))
    assert partner.spare.invites == []
    anna.cancel()
    partner.ended()


def test_telephone_forwards_to_a_partner(partner):
    anna, boris = partner.phone("anna"), partner.phone("boris")
    anna.dial("202")
    partner.until(lambda: bool(boris.invites))
    boris.refuse(302, [("Contact", "<sip:bob@partner.test>")])
    partner.until(lambda: bool(partner.spare.invites))
    anna.cancel()
    partner.ended()


def test_partner_is_invited_into_a_conversation(partner):
    anna, call = talking(partner)
    assert Conferring(partner.switch).invite("t-one", call, "bob@partner.test") == "accepted"
    partner.until(lambda: partner.spare.rings)
    anna.hang_up()
    over(partner)


def test_call_to_a_partner_goes_on_after_a_restart(partner):
    anna = partner.phone("anna")
    anna.dial("bob", domain="partner.test")
    partner.until(lambda: partner.spare.rings)
    called = len(partner.spare.invites)
    partner.restart()
    partner.loop.call_soon(partner.operators.configure, partner.configuration)
    partner.until(lambda: len(partner.spare.invites) > called)
    assert partner.spare.invites[-1].request.uri == "sip:bob@partner.test"
    anna.cancel()
    partner.ended()
