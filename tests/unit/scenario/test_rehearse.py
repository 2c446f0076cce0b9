"""A rehearsal shows the way of a call, with reasons, by the nodes' own code."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.pair.company import MAIN, company
from tests.unit.scenario.graphs import LISTS, SCHEDULES, URL

from offhook.configuration import Hours, Scenario, Schedule
from offhook.routing.installation import Office
from offhook.scenario.graph import read_graph
from offhook.scenario.rehearse import Assumptions, Path, rehearse
from offhook.scenario.samples import main_line

WEEK = Schedule("h-week", "Office hours", (Hours((1, 2, 3, 4, 5), "09:00", "18:00"),))
NIGHT = {"start": "n", "rescue": "n", "nodes": {"n": {"kind": "voicemail", "extension": "204"}}}
OFFICE = Office.of(
    company(
        schedules=(*SCHEDULES, WEEK),
        lists=LISTS,
        scenarios=(*company().scenarios, Scenario("s-night", "Night", 7, NIGHT)),
    )
)
MONDAY = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Tallinn"))
NOON = Assumptions(MONDAY)
BYE = {"kind": "hangup", "prompts": ["goodbye"]}


def way(assumed: Assumptions = NOON, **nodes: Any) -> Path:
    graph = read_graph({"start": "a", "rescue": "bye", "nodes": {"bye": BYE, **nodes}})
    return rehearse(graph, OFFICE, assumed)


def test_the_main_line():
    graph = main_line(("201", "202"), ("203",), "204")
    number = OFFICE.numbers[MAIN]
    path = rehearse(graph, OFFICE, Assumptions(MONDAY, "+37255512345", number, keys=("1",), states={"201": "busy"}))
    assert path.nodes == ("greeting", "menu", "sales")
    assert (path.ending, path.who) == ("conversation", "202")
    assert [step.kind for step in path.steps] == ["played", "menu", "ringing", "ring_failed", "answered"]
    assert path.steps[1].detail == {"choice": "1", "label": "Sales", "attempt": 1}
    nobody = dict.fromkeys(("201", "202", "203", "204"), "silent")
    path = rehearse(graph, OFFICE, Assumptions(MONDAY, keys=("7", "", "2"), states=nobody))  # type: ignore[arg-type]
    assert path.nodes == ("greeting", "menu", "support", "duty", "message")
    assert (path.ending, path.who) == ("voicemail", "204")
    assert [step.after_s for step in path.steps] == sorted(step.after_s for step in path.steps)
    path = rehearse(graph, OFFICE, Assumptions(MONDAY, keys=("202",)))
    assert (path.ending, path.who) == ("conversation", "202")


def test_the_time_decides():
    node = {"kind": "schedule", "schedule": "h-week", "open": "desk", "closed": "bye"}
    desk = {"kind": "ring", "members": ["201"], "unanswered": "bye"}
    assert way(a=node, desk=desk).ending == "conversation"
    night = way(Assumptions(MONDAY.replace(hour=20)), a=node, desk=desk)
    assert (night.ending, night.nodes) == ("goodbye", ("a", "bye"))
    assert night.steps[0].detail == {"name": "Office hours", "says": "closed", "why": "hours", "label": None}


def test_who_calls_decides():
    rules = [{"list": "l-vip", "next": "desk"}, {"hidden": True, "next": "no"}, {"prefixes": ["+7"], "next": "bye"}]
    nodes = {
        "a": {"kind": "caller", "rules": rules, "otherwise": "box"},
        "desk": {"kind": "ring", "members": ["201"], "unanswered": "bye"},
        "no": {"kind": "hangup", "refuse": "busy"},
        "box": {"kind": "voicemail", "extension": "204"},
    }
    found = {
        caller: way(Assumptions(MONDAY, caller), **nodes).ending
        for caller in ("+37255512345", "", "+79165554433", "+4930123456")
    }
    assert found == {
        "+37255512345": "conversation",
        "": "refused",
        "+79165554433": "goodbye",
        "+4930123456": "voicemail",
    }


def test_variables_and_an_outside_system():
    nodes = {
        "a": {"kind": "digits", "prompts": ["welcome"], "variable": "contract", "entered": "b", "failed": "bye"},
        "b": {"kind": "ask", "url": URL, "send": {"c": "{contract}"}, "field": "team", "failed": "box",
              "replies": [{"value": "gold", "next": "desk"}], "otherwise": "c"},
        "c": {"kind": "compare", "text": "{contract}", "cases": [{"how": "begins", "value": "7", "next": "box"}],
              "otherwise": "bye"},
        "desk": {"kind": "ring", "members": ["201"], "unanswered": "bye"},
        "box": {"kind": "voicemail", "extension": "204"},
    }  # fmt: skip

    def ending(key: str, answer: dict[str, str] | None) -> tuple[str, ...]:
        return way(Assumptions(MONDAY, keys=(key,), answers={URL: answer}), **nodes).nodes

    assert ending("1234#", {"team": "gold"}) == ("a", "b", "desk")
    assert ending("7234#", {"team": "lead"}) == ("a", "b", "c", "box")
    assert ending("1234#", {}) == ("a", "b", "c", "bye")
    assert ending("1234#", None) == ("a", "b", "box")
    assert ending("", None) == ("a", "bye")


def test_orders_and_exits_of_a_ring():
    node = {"kind": "ring", "members": ["201", "202"], "order": "in_turn", "unanswered": "box", "busy": "bye"}
    box = {"kind": "voicemail", "extension": "204"}
    path = way(Assumptions(MONDAY, states={"201": "silent"}), a=node, box=box)
    assert (path.ending, path.who) == ("conversation", "202")
    assert [step.kind for step in path.steps] == ["ringing", "unanswered", "ringing", "answered"]
    assert way(Assumptions(MONDAY, states={"201": "busy", "202": "away"}), a=node, box=box).ending == "goodbye"
    assert way(Assumptions(MONDAY, states={"201": "away", "202": "away"}), a=node, box=box).ending == "voicemail"


def test_another_scenario_goes_on():
    path = way(a={"kind": "scenario", "scenario": "s-night"})
    assert (path.nodes, path.ending) == (("a", "n"), "voicemail")
    assert path.steps[0].detail == {"name": "Night", "version": 7}


def test_what_leads_nowhere_is_rescued_and_what_has_no_rescue_is_lost():
    path = way(a={"kind": "play", "prompts": ["welcome"]})
    assert (path.ending, path.nodes) == ("goodbye", ("a", "", "bye"))
    lost = rehearse(read_graph({"start": "a", "nodes": {"a": {"kind": "hangup"}}}), OFFICE, Assumptions(MONDAY))
    assert (lost.ending, lost.who) == ("lost", "hung up on without a word")
