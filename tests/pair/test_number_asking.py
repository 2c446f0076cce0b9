"""A number that asks an outside system who is to answer; whatever that says, the caller is served."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from tests.pair.company import MAIN, OUTSIDE, company
from tests.pair.test_queue import with_queue
from tests.pair.test_queue_number import ALONE
from tests.pair.test_scenario_nodes import BYE

from offhook.configuration import NumberAsking, Scenario
from offhook.history.words import step_text
from offhook.scenario.graph import read_graph
from offhook.scenario.rehearse import Assumptions, rehearse
from offhook.scenario.visit import Answered
from offhook.switch.rehearsing import Rehearsing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.pair.board import Board
    from tests.pair.peer import Peer

URL = "https://crm.example.com/who"
ASKING = NumberAsking(URL, 2.0, "whsec_new", "whsec_old", former_until=2**62)


RING = {"kind": "ring", "unanswered": "bye"}


def ringing(member: str) -> dict[str, Any]:
    return {"start": "a", "rescue": "bye", "nodes": {"bye": BYE, "a": {**RING, "members": [member]}}}


DUTY, NIGHT = ringing("204"), ringing("203")
OWN = "dora"  # whom the number's own scenario rings


class System:
    """An outside system, which may take its time."""

    def __init__(self, fields: dict[str, str] | None, delay_s: float = 0.3) -> None:
        self.fields = fields
        self.delay_s = delay_s
        self.asked: list[tuple[str, dict[str, str], float, tuple[str, ...]]] = []

    async def ask(
        self, url: str, question: Mapping[str, str], timeout_s: float, secrets: Iterable[str] = ()
    ) -> Answered:
        self.asked.append((url, dict(question), timeout_s, tuple(secrets)))
        await asyncio.sleep(min(self.delay_s, timeout_s))
        if self.fields is None:
            return Answered(in_time=False, fields={}, reason=f"no answer within {timeout_s:g} s")
        return Answered(in_time=True, fields=self.fields)

    async def close(self) -> None:
        pass


def ask(board: Board, fields: dict[str, str] | None, delay_s: float = 0.3, **changes: Any) -> System:
    """Let the main line ask, and have this answered."""
    own = company(
        scenarios=(Scenario("s-main", "Main line", 5, DUTY), Scenario("s-night", "Night", 1, NIGHT)), **changes
    )
    numbers = tuple(replace(one, asking=ASKING) if one.e164 == MAIN else one for one in own.numbers)
    board.use(replace(own, numbers=numbers))
    system = System(fields, delay_s)
    board.switch.services.asker = system  # type: ignore[assignment]
    return system


def rung(board: Board, *names: str) -> str:
    """Call the main line from outside; return who rings, once it is answered and over."""
    phones: dict[str, Peer] = {name: board.phone(name) for name in names or ("anna", "boris", "clara", "dora")}
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: any(phone.rings for phone in phones.values()))
    found = [name for name, phone in phones.items() if phone.rings]
    board.operator.cancel()
    board.ended()
    return " ".join(found)


def told(board: Board) -> dict[str, dict[str, Any]]:
    return {step.kind: step.detail for step in board.call.steps if step.kind.startswith("number_ask")}


@pytest.mark.requirement("RT-12", "CR-01")
@pytest.mark.parametrize(
    ("fields", "who"),
    [
        ({"extension": "202"}, "boris"),
        ({"person": "Clara"}, "clara"),
        ({"person": "p-anna"}, "anna"),
        ({"scenario": "night"}, "clara"),
        ({"scenario": "s-night"}, "clara"),
    ],
)
def test_the_answer_names_who_is_rung(board: Board, fields: dict[str, str], who: str) -> None:
    system = ask(board, fields)
    assert rung(board) == who
    ((url, question, seconds, secrets),) = system.asked
    assert (url, seconds, secrets) == (URL, 2.0, ("whsec_new", "whsec_old"))
    call = board.call
    assert question == {"call": call.id, "caller": OUTSIDE, "number": MAIN, "company": "t-one"}
    assert told(board)["number_asked"]["system"] == "crm.example.com"
    assert "number_ask_failed" not in told(board)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (None, "no answer within 2 s"),
        ({"extension": "999"}, "there is no extension '999'"),
        ({"person": "Mr Nobody"}, "there is no person 'Mr Nobody'"),
        ({"queue": "sales"}, "there is no queue 'sales'"),
        ({"scenario": "x"}, "there is no published scenario 'x'"),
        ({"extension": "201", "person": "Boris"}, "it named more than one: extension '201' and person 'Boris'"),
        ({"colour": "red"}, ""),
        ({"extension": "  "}, ""),
    ],
)
def test_anything_else_leads_where_the_number_leads(board: Board, fields: dict[str, str] | None, reason: str) -> None:
    ask(board, fields)
    assert rung(board) == OWN
    assert told(board).get("number_ask_failed", {"reason": ""})["reason"] == reason


def test_the_caller_hears_ringing_while_the_system_thinks(board: Board) -> None:
    ask(board, None, delay_s=9)
    dora = board.phone("dora")
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.run(0.5)
    assert "180 INVITE" in board.wire.kinds(board.switch_party)
    assert not dora.rings
    board.until(lambda: dora.rings, 3)
    board.operator.cancel()
    board.ended()


def test_who_leaves_meanwhile_rings_nobody(board: Board) -> None:
    ask(board, {"extension": "202"}, delay_s=1.5)
    boris = board.phone("boris")
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.run(0.5)
    board.operator.cancel()
    board.ended()
    board.run(3)
    assert not boris.rings
    assert board.call.result == "missed"


def test_a_text_is_shown_on_telephones(board: Board) -> None:
    ask(board, {"show": " VIP\u202e \n owes\t12 EUR " + "x" * 100})
    dora = board.phone(OWN)
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: dora.rings)
    shown = "VIP owes 12 EUR " + "x" * 64
    assert dora.invites[0].request.from_.display == shown
    assert told(board)["number_asked"]["shown"] == shown
    board.operator.cancel()
    board.ended()


def test_a_queue_need_not_have_a_number(board: Board) -> None:
    anna = board.phone("anna")
    with_queue(board, members=ALONE, wrap_up_s=0)
    queue = board.configuration.companies[0].queues[0]
    ask(board, {"queue": queue.name.upper()}, queues=(queue,))
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: anna.rings)
    assert "queued" in board.steps()
    board.operator.hang_up()
    board.ended()


def test_a_restarted_switch_asks_again_under_the_same_call(board: Board) -> None:
    ask(board, {"extension": "202"}, delay_s=1.5)
    boris = board.phone("boris")
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.run(0.5)
    board.kill()
    board.restart()
    system = System({"extension": "202"})
    board.switch.services.asker = system  # type: ignore[assignment]
    board.until(lambda: boris.rings)
    assert [question["call"] for _, question, _, _ in system.asked] == [board.call.id]
    board.operator.cancel()
    board.ended()


def test_colleagues_who_dial_the_number_are_asked_for_too(board: Board) -> None:
    system = ask(board, {"extension": "202"})
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial(MAIN)
    board.until(lambda: boris.rings)
    assert system.asked[0][1]["caller"] == "201"
    anna.cancel()
    board.ended()


def test_it_is_foretold(board: Board) -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Tallinn"))
    ask(board, None)
    foretold = Rehearsing(board.switch).rehearse("t-one", "201", MAIN)
    assert foretold == {"kind": "number", "number": MAIN, "scenario": "Main line", "asks": "crm.example.com"}
    office = board.switch.installation.offices["t-one"]
    number, graph = office.numbers[MAIN], read_graph(DUTY)
    named = rehearse(graph, office, Assumptions(noon, OUTSIDE, number, answers={URL: {"person": "Boris"}}))
    assert (named.ending, named.who, named.nodes) == ("conversation", "202", ())
    other = rehearse(graph, office, Assumptions(noon, OUTSIDE, number, answers={URL: {"scenario": "Night"}}))
    assert other.who == "203"
    silent = rehearse(graph, office, Assumptions(noon, OUTSIDE, number))
    assert silent.who == "204"
    assert [step_text(one.kind, one.detail) for one in (*named.steps[:1], *silent.steps[:1])] == [
        "Asked crm.example.com who is to answer: Boris (202)",
        "Asked crm.example.com who is to answer, in vain: no answer within 2 s",
    ]
