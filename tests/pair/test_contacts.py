"""Contacts of the company in calls: whose name is shown, short numbers, and what scenarios and queues make of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.pair.company import ANNA, BORIS, MAIN, OUTSIDE, company
from tests.pair.test_scenario_nodes import BYE, use

from offhook.configuration import Contact, Queue, QueueMember

if TYPE_CHECKING:
    from tests.pair.board import Board

JAAN = Contact("c-jaan", "Jaan Tamm", (OUTSIDE, "+37255500077"), "Tamm OÜ", vip=True, labels=("wood",), short="77")
OTHER = "+37255599999"
DESK = {"kind": "ring", "members": ["201"], "unanswered": "bye"}


def test_a_ringing_telephone_and_the_history_show_the_name(board: Board) -> None:
    use(board, {"a": DESK}, contacts=(JAAN,))
    anna = board.phone("anna")
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: anna.rings)
    assert anna.invites[0].request.from_.display == "Jaan Tamm (Main line)"
    assert board.call.caller.name == "Jaan Tamm"


@pytest.mark.requirement("FE-02")
def test_a_short_number_calls_the_contact_by_the_routes(board: Board) -> None:
    board.use(company(contacts=(JAAN,)))
    anna = board.phone("anna")
    anna.dial("77")
    board.until(lambda: board.operator.rings)
    assert board.operator.invites[0].request.uri.startswith(f"sip:{OUTSIDE}@")
    board.operator.answer()
    board.until(lambda: anna.talks)
    assert board.detail("short_number") == {"number": "77", "who": "Jaan Tamm"}
    assert (board.call.dialled, board.call.direction) == (OUTSIDE, "outbound")
    assert board.detail("connected")["who"] == "Jaan Tamm"
    anna.hang_up()
    board.ended()


@pytest.mark.requirement("FE-02")
def test_a_call_is_transferred_to_a_short_number(board: Board) -> None:
    board.use(company(contacts=(JAAN,)))
    anna, boris = board.phone("anna"), board.phone("boris")
    anna.dial("202")
    board.until(lambda: boris.rings)
    boris.answer()
    board.until(lambda: anna.talks)
    board.run(1)
    boris.press("##77#")
    board.until(lambda: board.operator.rings)
    assert board.operator.invites[0].request.uri.startswith(f"sip:{OUTSIDE}@")


def test_an_extension_and_the_emergency_service_go_before(board: Board) -> None:
    board.use(
        company(contacts=(Contact("c-a", "A", (OTHER,), short="202"), Contact("c-b", "B", (OTHER,), short="112")))
    )
    boris, anna = board.phone("boris"), board.phone("anna")
    anna.dial("202")
    board.until(lambda: boris.rings)
    anna.cancel()
    board.ended()
    anna.dial("112")
    board.until(lambda: bool(board.operator.invites))
    assert board.operator.invites[0].request.uri.startswith("sip:112@")


@pytest.mark.requirement("RT-05")
@pytest.mark.parametrize(
    ("rule", "caller", "fits"),
    [
        ({"contact": "vip"}, OUTSIDE, True),
        ({"contact": "vip"}, OTHER, False),
        ({"contact": "known", "labels": ["steel"]}, OUTSIDE, False),
        ({"labels": ["steel", "wood"]}, OUTSIDE, True),
        ({"contact": "unknown"}, OTHER, True),
        ({"contact": "unknown"}, OUTSIDE, False),
    ],
)
def test_a_scenario_tells_contacts_apart(board: Board, rule: dict[str, Any], caller: str, *, fits: bool) -> None:
    node = {"kind": "caller", "rules": [{"label": "meant", "next": "hello", **rule}], "otherwise": "bye"}
    hello = {"kind": "play", "prompts": [{"text": "{contact} of {company}"}], "next": "bye"}
    use(board, {"a": node, "hello": hello}, contacts=(JAAN,))
    board.operator.dial(MAIN, shown=caller)
    board.ended()
    assert ("caller" in board.steps()) is fits


@pytest.mark.requirement("RT-12")
def test_a_queue_waits_for_who_is_responsible(board: Board) -> None:
    agents = tuple(QueueMember(one.id, always=True) for one in (ANNA, BORIS))
    queue = Queue("q-sales", "Sales", "in_turn", agents, sticky_responsible=True, sticky_s=10)
    jaan = Contact("c-jaan", "Jaan", (OUTSIDE,), person_id="p-boris")
    wait = {"kind": "queue", "queue": "q-sales", "timeout": "bye"}
    use(board, {"a": wait, "bye": BYE}, queues=(queue,), contacts=(jaan,))
    anna, boris = board.phone("anna"), board.phone("boris")
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: boris.rings)
    assert not anna.invites


@pytest.mark.requirement("RT-12")
def test_a_scenario_calls_who_is_responsible(board: Board) -> None:
    jaan = Contact("c-jaan", "Jaan", (OUTSIDE,), person_id="p-boris")
    use(board, {"a": {"kind": "dial", "to": "{responsible}", "unanswered": "bye"}}, contacts=(jaan,))
    boris = board.phone("boris")
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: boris.rings)


def test_the_name_is_shown_again_after_a_restart(board: Board) -> None:
    use(board, {"a": DESK}, contacts=(JAAN,))
    anna = board.phone("anna")
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: anna.rings)
    board.kill()
    board.restart()
    board.until(lambda: len(anna.invites) > 1)
    assert anna.invites[-1].request.from_.display == "Jaan Tamm (Main line)"
