"""Calls outside by trunks with several gateways: which is tried, what is left alone, and how long it takes."""

from __future__ import annotations

import msgspec
import pytest
from tests.pair.company import MAIN, OPERATOR, OUTSIDE, SPARE, company
from tests.pair.peer import Peer

from offhook.configuration import Gateway, Route, Trunk
from offhook.sip.locating import Srv

THIRD = ("198.51.100.3", 5060)


def trunk(*gateways: Gateway, **more) -> Trunk:
    return Trunk("k-op", "Operator", OPERATOR[0], gateways=gateways, **more)


def use(board, *trunks: Trunk, routes: tuple[Route, ...] = ()) -> None:
    board.use(company(trunks=trunks, routes=routes))
    board.loop.call_soon(board.operators.configure, board.configuration)
    board.run(0.1)


def outside(board) -> list[tuple[str, str | None]]:
    return [(step.detail["trunk"], step.detail.get("gateway")) for step in board.call.steps if step.kind == "outbound"]


def states(board, trunk_id: str = "k-op") -> list[str]:
    return [gateway["state"] for gateway in board.operators.status()[trunk_id]["gateways"]]


TWO = (Gateway(OPERATOR[0]), Gateway(SPARE[0], priority=2))


def test_second_gateway_takes_what_the_first_refuses(board):
    use(board, trunk(*TWO))
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    board.operator.refuse(503)
    board.until(lambda: bool(board.spare.invites))
    assert board.spare.invites[0].request.uri == f"sip:{OUTSIDE}@{SPARE[0]}"
    board.spare.answer()
    board.until(lambda: anna.talks)
    assert outside(board) == [("Operator", "198.51.100.1:5060"), ("Operator", "198.51.100.2:5060")]
    assert board.detail("ring_failed")["status"] == 503
    assert states(board) == ["unknown", "unknown"]  # a 503 tells of a moment
    anna.hang_up()
    board.ended()


@pytest.mark.parametrize("dead", [1, 2, 3, 4])
def test_the_living_way_is_found_within_four_seconds(board, dead):
    board.wire.parties.pop(OPERATOR)
    gateways = [Gateway(f"198.51.100.{30 + place}", priority=place) for place in range(dead)]
    use(board, trunk(*gateways), Trunk("k-spare", "Spare", SPARE[0]))
    anna = board.phone("anna")
    at = board.loop.time()
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.spare.invites))
    assert board.loop.time() - at <= 4.1
    board.spare.answer()
    board.until(lambda: anna.talks)
    assert board.steps().count("outbound") == dead + 1
    reasons = [step.detail["reason"] for step in board.call.steps if step.kind == "ring_failed"]
    assert reasons == ["no response"] * dead
    assert set(states(board)) == {"down"}
    anna.hang_up()
    board.ended()


def test_a_dead_gateway_is_left_alone_for_a_while(board):
    board.wire.parties.pop(OPERATOR)
    use(board, trunk(*TWO))
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.spare.invites))
    at = board.loop.time()
    boris.dial(OUTSIDE)
    board.until(lambda: len(board.spare.invites) == 2)
    assert board.loop.time() - at < 0.2
    second = board.calls[1]
    (passed,) = [step.detail for step in second.steps if step.kind == "passed_over"]
    assert passed == {
        "trunk": "Operator",
        "gateway": "198.51.100.1:5060",
        "reason": "a call got no response",
    }
    board.operator.party = board.wire.party(*OPERATOR)
    for peer in (anna, boris):
        peer.cancel()
    board.run(31)
    assert board.over


def test_when_all_are_dead_they_are_tried_nevertheless(board):
    board.wire.parties.pop(OPERATOR)
    board.wire.parties.pop(SPARE)
    use(board, trunk(*TWO))
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.ended()
    assert anna.refused == 503
    assert board.spoken() == ["operator_unreachable"]
    anna.dial(OUTSIDE)
    board.until(lambda: len(board.calls) == 2 and board.over)
    assert board.steps(board.calls[1]).count("outbound") == 2


def test_disabled_gateway_is_not_used(board):
    use(board, trunk(Gateway(OPERATOR[0], enabled=False), Gateway(SPARE[0], priority=9)))
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.spare.invites))
    assert not board.operator.invites
    anna.cancel()
    board.ended()


def test_call_from_any_gateway_is_the_trunks(board):
    use(board, trunk(*TWO))
    board.spare.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: "menu_main" in board.spoken())
    assert board.detail("received")["trunk"] == "Operator"
    board.spare.hang_up()
    board.ended()


def test_probes_find_a_gateway_dead_and_alive_again(board):
    board.operator.answers["OPTIONS"] = [200]
    third = Peer(board, THIRD[0])
    board.wire.parties.pop(THIRD)
    use(board, trunk(Gateway(OPERATOR[0]), Gateway(THIRD[0], priority=0), probe_s=30))
    board.run(5)
    assert states(board) == ["up", "down"]
    (down,) = [one for one in board.operators.status()["k-op"]["gateways"] if one["state"] == "down"]
    assert down["reason"] == "no answer to OPTIONS for 4 s"
    assert board.operators.status()["k-op"]["status"] == "by address"
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    assert board.detail("passed_over")["gateway"] == "198.51.100.3:5060"
    anna.cancel()
    board.ended()
    board.wire.parties[THIRD] = third.party
    board.run(15)
    assert "down" not in states(board)  # slow as yet: what it answered was asked long ago
    board.run(30)
    assert states(board) == ["up", "up"]
    asked = [request.uri for request in board.operator.asked if request.method == "OPTIONS"]
    assert asked[0] == f"sip:{OPERATOR[0]}"


@pytest.mark.parametrize(("status", "state"), [(200, "up"), (404, "up"), (405, "up"), (503, "down")])
def test_any_answer_but_503_is_a_sign_of_life(board, status, state):
    board.operator.answers["OPTIONS"] = [status]
    use(board, trunk(probe_s=60))
    board.run(1)
    assert states(board) == [state]
    assert board.operators.status()["k-op"]["status"] == ("by address" if state == "up" else "down")


def test_no_probes_unless_they_are_wanted(board):
    use(board, trunk(*TWO))
    board.run(300)
    assert board.operator.asked == []
    assert board.operators.next_timer() is None


def test_routes_choose_the_trunk(board):
    here, there = Trunk("k-op", "Operator", OPERATOR[0]), Trunk("k-spare", "Spare", SPARE[0])
    use(board, here, there, routes=(Route("+372", "k-spare", 1), Route("+372", "k-op", 2), Route("", "k-op")))
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.spare.invites))
    board.spare.refuse(503)
    board.until(lambda: bool(board.operator.invites))
    board.operator.answer()
    board.until(lambda: anna.talks)
    assert [trunk for trunk, _ in outside(board)] == ["Spare", "Operator"]
    anna.hang_up()
    board.ended()


def test_the_stand_in_comes_last_and_takes_over(board):
    stand_in = Trunk("k-a", "A stand-in", SPARE[0])
    use(board, stand_in, trunk(backup_id="k-a"))
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    assert not board.spare.invites
    board.operator.refuse(500)
    board.until(lambda: bool(board.spare.invites))
    board.spare.answer()
    board.until(lambda: anna.talks)
    anna.hang_up()
    board.ended()


def test_a_pause_is_the_gateways_own(board):
    use(board, trunk(*TWO))
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    board.operator.refuse(503, headers=[("Retry-After", "60")])
    board.until(lambda: bool(board.spare.invites))
    anna.cancel()
    board.ended()
    anna.dial(OUTSIDE)
    board.until(lambda: len(board.spare.invites) == 2)
    assert len(board.operator.invites) == 1
    anna.cancel()
    board.until(lambda: board.over)


# -- names that DNS resolves

DOMAIN = Trunk("k-op", "Operator", "operator.test", 0, "auto")


def services(board, *servers: tuple[int, str, str]) -> None:
    """Let operator.test be served by UDP at these servers: priority, name, address."""
    board.zone.records["_sip._udp.operator.test", "SRV"] = [Srv(one, 0, 5060, name) for one, name, _ in servers]
    board.zone.hosts |= {name: [address] for _, name, address in servers}


def test_next_server_of_a_name_takes_the_call_within_four_seconds(board):
    board.wire.parties.pop(OPERATOR)
    services(board, (1, "a.test", OPERATOR[0]), (2, "b.test", SPARE[0]))
    use(board, DOMAIN)
    board.run(1)
    anna = board.phone("anna")
    at = board.loop.time()
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.spare.invites))
    assert board.loop.time() - at <= 4.1
    assert board.spare.invites[0].request.uri == f"sip:{OUTSIDE}@operator.test"
    board.spare.answer()
    board.until(lambda: anna.talks)
    assert outside(board) == [
        ("Operator", "operator.test (198.51.100.1:5060)"),
        ("Operator", "operator.test (198.51.100.2:5060)"),
    ]
    (gateway,) = board.operators.status()["k-op"]["gateways"]
    assert [(one["address"], one["state"]) for one in gateway["targets"]] == [
        ("198.51.100.1", "down"),
        ("198.51.100.2", "unknown"),
    ]
    assert (gateway["state"], gateway["name_trouble"]) == ("unknown", "")
    anna.hang_up()
    board.ended()


def test_calls_come_from_any_server_of_a_name(board):
    services(board, (1, "a.test", OPERATOR[0]), (2, "b.test", SPARE[0]))
    use(board, DOMAIN)
    board.run(1)
    board.spare.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: "menu_main" in board.spoken())
    board.spare.hang_up()
    board.ended()


def test_each_server_of_a_name_is_asked_whether_it_is_there(board):
    board.operator.answers["OPTIONS"] = [200]
    board.wire.parties.pop(SPARE)
    services(board, (1, "a.test", OPERATOR[0]), (2, "b.test", SPARE[0]))
    use(board, msgspec.structs.replace(DOMAIN, probe_s=30))
    board.run(6)
    (gateway,) = board.operators.status()["k-op"]["gateways"]
    assert [one["state"] for one in gateway["targets"]] == ["up", "down"]
    assert gateway["state"] == "up"
    services(board, (1, "b.test", SPARE[0]))
    board.run(400)
    assert states(board) == ["down"]
    assert board.operators.status()["k-op"]["status"] == "down"


def test_redirection_to_a_name_that_was_never_heard_of(board):
    board.zone.hosts["elsewhere.test"] = [SPARE[0]]
    use(board, Trunk("k-op", "Operator", OPERATOR[0], redirects="any"))
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    board.operator.refuse(302, headers=[("Contact", "<sip:999@elsewhere.test>")])
    board.until(lambda: bool(board.spare.invites))
    assert board.spare.invites[0].request.uri == "sip:999@elsewhere.test"
    anna.cancel()
    board.ended()


# -- registrations


def test_each_gateway_has_its_registration(board):
    both = trunk(*TWO, Gateway(THIRD[0], enabled=False), register=True, username="u", secret="s")
    board.spare.answers["REGISTER"] = [403]
    use(board, both)
    board.run(1)
    found = board.operators.status()["k-op"]
    assert [one.get("registration", {}).get("status") for one in found["gateways"]] == ["registered", "failed", None]
    assert (found["status"], found["last_reason"]) == ("registered", "198.51.100.2: Forbidden")
    assert [peer.asked[0].uri for peer in (board.operator, board.spare)] == [f"sip:{OPERATOR[0]}", f"sip:{SPARE[0]}"]
    assert board.operator.asked[0].tokens("Supported") == ["path"]
    use(board, trunk(*TWO[1:], register=True, username="u", secret="s"))
    assert board.operator.asked[-1].get("Expires") == "0"
    assert len(board.operators.status()["k-op"]["gateways"]) == 1


def test_registration_goes_to_the_next_server_of_a_name(board):
    board.wire.parties.pop(OPERATOR)
    services(board, (1, "a.test", OPERATOR[0]), (2, "b.test", SPARE[0]))
    use(board, msgspec.structs.replace(DOMAIN, register=True, username="u", secret="s"))
    board.run(6)
    assert board.operators.status()["k-op"]["status"] == "registered"
    assert board.spare.asked[0].uri == "sip:operator.test"
    sent = len(board.spare.asked)
    board.run(3500)
    assert len(board.spare.asked) == sent + 1  # it stays where it is registered


def test_registration_that_is_refused_with_503_goes_to_the_next_server(board):
    board.operator.answers["REGISTER"] = [503]
    services(board, (1, "a.test", OPERATOR[0]), (2, "b.test", SPARE[0]))
    use(board, msgspec.structs.replace(DOMAIN, register=True, username="u", secret="s"))
    board.run(1)
    assert board.operators.status()["k-op"]["status"] == "registered"
    assert len(board.spare.asked) == 1


def test_no_server_of_a_name_takes_the_registration(board):
    for peer in (board.operator, board.spare):
        peer.answers["REGISTER"] = [503]
    services(board, (1, "a.test", OPERATOR[0]), (2, "b.test", SPARE[0]))
    use(board, msgspec.structs.replace(DOMAIN, register=True, username="u", secret="s"))
    board.run(1)
    assert board.operators.status()["k-op"]["status"] == "failed"
    assert (len(board.operator.asked), len(board.spare.asked)) == (1, 1)
    for peer in (board.operator, board.spare):
        peer.answers["REGISTER"] = [200]
    board.run(60)
    assert board.operators.status()["k-op"]["status"] == "registered"


def test_service_route_is_followed_by_calls(board):
    board.operator.headers["REGISTER"] = [("Service-Route", "<sip:edge.test;lr>, <sip:home.test;lr>")]
    board.zone.hosts["edge.test"] = [SPARE[0]]
    use(board, trunk(register=True, username="u", secret="s"))
    board.run(1)
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.spare.invites))
    request = board.spare.invites[0].request
    assert request.all("Route") == ["<sip:edge.test;lr>", "<sip:home.test;lr>"]
    assert request.uri == f"sip:{OUTSIDE}@{OPERATOR[0]}"
    anna.cancel()
    board.ended()


def test_service_route_to_nowhere_goes_by_the_gateway(board):
    board.operator.headers["REGISTER"] = [("Service-Route", "<sip:nowhere.test;lr>")]
    use(board, trunk(register=True, username="u", secret="s"))
    board.run(1)
    anna = board.phone("anna")
    anna.dial(OUTSIDE)
    board.until(lambda: bool(board.operator.invites))
    assert board.operator.invites[0].request.all("Route") == ["<sip:nowhere.test;lr>"]
    anna.cancel()
    board.ended()
