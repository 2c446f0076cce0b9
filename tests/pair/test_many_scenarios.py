"""Thirty scenarios side by side: numbers, menus and dialled codes lead to them, and are led elsewhere by one change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace
from tests.pair.company import MAIN, OUTSIDE, company
from tests.pair.test_scenario_nodes import BYE
from tests.pair.test_transfer import refer, talk

from offhook.configuration import Extension, Number, Scenario
from offhook.scenario.graph import read_graph
from offhook.scenario.rehearse import Assumptions, rehearse
from offhook.scenario.verify import Company as Judged
from offhook.scenario.verify import verify

if TYPE_CHECKING:
    from tests.pair.board import Board

    from offhook.configuration import Company
    from offhook.journal.state import CallState

MANY = 32
CODE = Extension("e-code", "*100", "Which one?", "scenario", voicemail=False, scenario_id="s-0")
NUMBERS = tuple(f"+37260002{place:02}" for place in range(MANY))


def named(place: int) -> dict[str, Any]:
    """A scenario that says its name and waits for keys."""
    ask = {"kind": "menu", "prompts": [{"text": f"This is {place}"}], "choices": {"1": {"next": "on"}}}
    return {
        "start": "ask",
        "rescue": "bye",
        "nodes": {
            "ask": ask | {"attempts": 9, "wait_seconds": 10, "otherwise": "bye"},
            "on": {"kind": "play", "prompts": [{"text": f"Still {place}"}], "next": "bye"},
            "bye": BYE,
        },
    }


def many(**stand_ins: str) -> Company:
    """A company with thirty-two numbers and scenarios, a menu that leads to the first, and a code for it."""
    menu = {
        "start": "ask",
        "rescue": "bye",
        "nodes": {
            "ask": {
                "kind": "menu", "prompts": ["welcome"], "choices": {"1": {"next": "there"}}, "otherwise": "bye",
            },
            "there": {"kind": "scenario", "scenario": "s-0"},
            "bye": BYE,
        },
    }  # fmt: skip
    drawn = tuple(Scenario(f"s-{place}", f"Scenario {place}", place + 1, named(place)) for place in range(MANY))
    plain = company()
    numbers = tuple(Number(f"n-{place}", NUMBERS[place], "", "k-op", f"s-{place}") for place in range(MANY))
    return company(
        scenarios=(Scenario("s-main", "Main line", 3, menu), *drawn),
        numbers=(*plain.numbers, *numbers),
        extensions=(*plain.extensions, CODE),
        stand_ins={name.replace("_", "-"): other for name, other in stand_ins.items()},
    )


def latest(board: Board) -> CallState:
    return max(board.calls, key=lambda call: call.started_at)


def told(call: CallState) -> list[tuple[str, int]]:
    """Return names and versions of the scenarios that a call went through."""
    return [(step.detail["name"], step.detail["version"]) for step in call.steps if step.kind == "scenario"]


@pytest.mark.requirement("RT-03")
def test_each_number_has_its_own_at_the_same_time(board: Board) -> None:
    board.use(many())
    for place, number in enumerate(NUMBERS):
        board.operator.dial(number, shown=OUTSIDE)
        board.until(lambda place=place: f"This is {place}" in board.spoken())
    assert len(board.exchange.calls) == MANY
    assert sorted(told(call) for call in board.calls) == sorted(
        [(f"Scenario {place}", place + 1)] for place in range(MANY)
    )
    board.until(lambda: board.over, 200)


@pytest.mark.requirement("RT-03")
def test_numbers_menus_and_codes_are_switched_together_and_calls_go_on_as_they_began(board: Board) -> None:
    board.use(many())
    anna = board.phone("anna")

    def by_number() -> None:
        board.operator.dial(NUMBERS[0], shown=OUTSIDE)

    def by_menu() -> None:
        before = board.spoken().count("welcome")
        board.operator.dial(MAIN, shown=OUTSIDE)
        board.until(lambda: board.spoken().count("welcome") > before)
        board.operator.press("1")

    def by_code() -> None:
        anna.dial("*100")

    ways = (by_number, by_menu, by_code)
    registered = anna.account
    for answers, others in (("This is 0", {}), ("This is 7", {"s_0": "s-7"}), ("This is 0", {})):
        board.use(many(**others))
        for way in ways:
            before = board.spoken().count(answers)
            way()
            board.until(lambda answers=answers, before=before: board.spoken().count(answers) > before)
    assert anna.account is registered, "no telephone was touched"
    stood_in = [told(call)[-1] for call in board.calls].count(("Scenario 7", 8))
    assert stood_in == len(ways)
    anna.press("1")  # the code's call of before; it began with 0 and goes on so
    board.until(lambda: any(one.startswith("Still") for one in board.spoken()))
    assert "Still 0" in board.spoken()
    board.until(lambda: board.over, 200)


@pytest.mark.requirement("RT-03")
def test_a_call_goes_on_by_the_old_one_also_when_the_switch_dies(board: Board) -> None:
    board.use(many())
    board.operator.dial(NUMBERS[0], shown=OUTSIDE)
    board.until(lambda: "This is 0" in board.spoken())
    board.use(many(s_0="s-7"))
    board.kill()
    board.restart(away_s=1)
    board.until(lambda: "recovered" in board.steps())
    board.until(lambda: board.spoken()[-1:] == ["This is 0"])
    board.operator.press("1")
    board.ended()
    assert "Still 0" in board.spoken()
    assert not [one for one in board.spoken() if one.endswith(" 7")]


def test_a_customer_is_transferred_to_a_scenario_and_dials_it_in_a_menu(board: Board) -> None:
    board.use(many())
    anna, boris = board.phone("anna"), board.phone("boris")
    dialog, _ = talk(board, anna, "202", boris)
    refer(anna, dialog, "<sip:*100@example.test>")
    board.until(lambda: "This is 0" in board.spoken())
    board.until(lambda: anna.gone)
    boris.press("1")
    board.until(lambda: board.over)
    board.operator.dial(MAIN, shown=OUTSIDE)
    board.until(lambda: "welcome" in board.spoken())
    board.operator.press("*100")
    board.until(lambda: board.spoken().count("This is 0") == 2)
    board.operator.hang_up()
    board.until(lambda: board.over)


def test_a_code_whose_scenario_is_gone_is_said(board: Board) -> None:
    board.use(company(extensions=(*company().extensions, CODE)))
    anna = board.phone("anna")
    anna.dial("*100")
    board.ended()
    assert anna.refused == 480


def test_a_stand_in_that_leads_back_means_the_one_that_it_stands_in_for(board: Board) -> None:
    """By night as by day, while it is open."""
    back = {"start": "a", "rescue": "bye", "nodes": {"a": {"kind": "scenario", "scenario": "s-0"}, "bye": BYE}}
    plain = many(s_0="s-night")
    night = Scenario("s-night", "Night", 1, back)
    board.use(replace(plain, scenarios=(*plain.scenarios, night)))
    board.operator.dial(NUMBERS[0], shown=OUTSIDE)
    board.until(lambda: "This is 0" in board.spoken())
    assert told(board.call) == [("Night", 1), ("Scenario 0", 1)]
    board.restart(away_s=1)
    board.until(lambda: board.spoken().count("This is 0") == 2)
    board.operator.hang_up()
    board.ended()
    office = board.switch.installation.offices["t-one"]
    assumed = Assumptions(datetime(2026, 11, 23, 10, tzinfo=UTC), keys=("1",), scenario="s-night")
    path = rehearse(read_graph(back), office, assumed)
    assert (path.nodes, path.ending) == (("a", "ask", "on", "bye"), "goodbye")
    assert verify(read_graph(back), Judged(office, lambda _: True, "s-night")) == []
