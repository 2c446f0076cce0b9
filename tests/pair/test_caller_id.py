"""Which number called people see: what a person always shows, and what is chosen for one call by a code."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tests.pair.company import BARE, MAIN, OPERATOR, OUTSIDE, company, with_graph

from offhook.configuration import Contact, PersonRules, Trunk, Turn
from offhook.routing.installation import Office
from offhook.scenario.graph import read_graph
from offhook.scenario.rehearse import Assumptions, rehearse

if TYPE_CHECKING:
    from tests.pair.board import Board

    from offhook.sip.wire import Request

JAAN = Contact("c-jaan", "Jaan", (OUTSIDE,), short="77")


def dial(board: Board, dialled: str, shows: str = "", **trunk: Any) -> Request:
    """Let Anna, who shows this, dial; return what the operator is asked."""
    before = company(contacts=(JAAN,), trunks=(Trunk("k-op", "Operator", OPERATOR[0], **trunk),))
    anna = msgspec.structs.replace(before.extensions[0], rules=PersonRules(shows=shows))
    board.use(msgspec.structs.replace(before, extensions=(anna, *before.extensions[1:])))
    board.phone("anna").dial(dialled)
    board.until(lambda: bool(board.operator.invites))
    return board.operator.invites[0].request


def seen(request: Request) -> tuple[str, str, str]:
    """The users of From and P-Asserted-Identity, and the privacy that is asked for."""
    asserted = request.get("P-Asserted-Identity") or ""
    of_from = request.from_.uri.partition(":")[2].partition("@")[0]
    return of_from, asserted.partition(":")[2].partition("@")[0], request.get("Privacy") or ""


@pytest.mark.requirement("FE-08")
@pytest.mark.parametrize(
    ("dialled", "shows", "expected"),
    [
        (OUTSIDE, "", (MAIN, MAIN, "")),
        (OUTSIDE, BARE, (BARE, BARE, "")),
        (OUTSIDE, "+15550000000", (MAIN, MAIN, "")),  # it was taken away from the company meanwhile
        (OUTSIDE, "hidden", ("anonymous", MAIN, "id")),
        (f"*652{OUTSIDE}", "", (BARE, BARE, "")),
        (f"*651{OUTSIDE}", BARE, (MAIN, MAIN, "")),
        (f"*651{OUTSIDE}", "hidden", (MAIN, MAIN, "")),
        (f"*31{OUTSIDE}", BARE, ("anonymous", MAIN, "id")),
        ("*3177", "", ("anonymous", MAIN, "id")),
        ("112", "hidden", (MAIN, MAIN, "")),
        ("*31112", "", (MAIN, MAIN, "")),
    ],
)
def test_what_the_operator_is_told(board: Board, dialled: str, shows: str, expected: tuple[str, str, str]) -> None:
    assert seen(dial(board, dialled, shows)) == expected


@pytest.mark.requirement("FE-08")
def test_a_trunk_tells_it_in_its_own_way(board: Board) -> None:
    request = dial(board, f"*652{OUTSIDE}", identity="rpid")
    assert (request.get("Remote-Party-ID") or "").startswith(f"<sip:{BARE}@")
    assert seen(request)[:2] == (BARE, "")


@pytest.mark.requirement("FE-08")
def test_the_history_says_what_was_chosen_and_whom_it_called(board: Board) -> None:
    dial(board, f"*652{OUTSIDE}")
    assert board.detail("shows_number") == {"number": BARE}
    assert board.detail("outbound")["as"] == BARE
    assert board.call.dialled == OUTSIDE


@pytest.mark.parametrize("dialled", ["*65", f"*659{OUTSIDE}", "*31", "*651"])
def test_a_code_without_sense_calls_nobody(board: Board, dialled: str) -> None:
    board.use(company())
    anna = board.phone("anna")
    anna.dial(dialled)
    board.ended()
    assert anna.refused == 404
    assert not board.operator.invites


@pytest.mark.requirement("FE-08")
def test_the_choice_outlives_the_switch(board: Board) -> None:
    dial(board, f"*31{OUTSIDE}")
    board.kill()
    board.restart()
    board.until(lambda: len(board.operator.invites) > 1)
    assert seen(board.operator.invites[-1].request) == ("anonymous", MAIN, "id")


@pytest.mark.requirement("RT-16")
@pytest.mark.parametrize(("shows", "expected"), [("customer", OUTSIDE), ("company", MAIN)])
def test_a_mobile_that_is_an_extension_shows_what_is_wished(board: Board, shows: Any, expected: str) -> None:
    before = company()
    rules = PersonRules(turns=(Turn("+37255598765", shows=shows),))
    people = tuple(
        msgspec.structs.replace(one, rules=rules) if one.number == "201" else one for one in before.extensions
    )
    board.use(msgspec.structs.replace(before, extensions=people))
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: board.operator.talks)
    board.run(4)
    board.operator.press("201")
    board.until(lambda: bool(board.operator.invites))
    assert seen(board.operator.invites[0].request)[0] == expected


FIXED = {"shows": "fixed", "shown_number": BARE}


@pytest.mark.requirement("RT-16")
@pytest.mark.parametrize("kind", ["dial", "ring"])
@pytest.mark.parametrize(
    ("node", "line", "customer", "expected"),
    [
        ({}, BARE, OUTSIDE, MAIN),
        ({"shows": "customer"}, MAIN, OUTSIDE, OUTSIDE),
        ({"shows": "customer"}, MAIN, "anonymous", MAIN),
        ({"shows": "dialled"}, BARE, OUTSIDE, BARE),
        ({"shows": "dialled"}, MAIN, OUTSIDE, MAIN),
        (FIXED, MAIN, OUTSIDE, BARE),
        ({"shows": "fixed", "shown_number": "+15550000000"}, MAIN, OUTSIDE, MAIN),  # taken away from it meanwhile
    ],
)
def test_what_a_node_shows(
    board: Board, kind: str, node: dict[str, Any], line: str, customer: str, expected: str
) -> None:
    mobile = "+37255598765"
    called = {"to": mobile} if kind == "dial" else {"members": [mobile, "202"]}
    graph = {
        "start": "call",
        "rescue": "bye",
        "nodes": {
            "call": {"kind": kind, **called, **node, "unanswered": "bye"},
            "bye": {"kind": "hangup", "prompts": ["goodbye"]},
        },
    }
    there = with_graph(graph)
    numbers = tuple(msgspec.structs.replace(one, scenario_id="s-main") for one in there.numbers)
    there = msgspec.structs.replace(there, numbers=numbers)
    board.use(there)
    board.operator.dial(line, shown=customer)
    board.until(lambda: bool(board.operator.invites))
    assert seen(board.operator.invites[0].request)[0] == expected
    office = Office.of(there)
    assumed = Assumptions(datetime.now(UTC), "" if customer == "anonymous" else customer, office.numbers[line])
    ringing = next(step for step in rehearse(read_graph(graph), office, assumed).steps if step.kind == "ringing")
    assert ringing.detail.get("as", MAIN) == expected
