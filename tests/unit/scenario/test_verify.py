"""Every fault is found at its node and field, and says what to do in every language."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter
from tests.pair.company import BARE, OUTSIDE, company
from tests.unit.scenario.graphs import LISTS, PROMPTS, SCHEDULES

from offhook import configuration
from offhook.routing.installation import Office
from offhook.scenario import verify as verifying
from offhook.scenario.fault_words import ENGLISH, LANGUAGES, RUSSIAN, WHEN_RUSSIAN, fault_text, when_text
from offhook.scenario.graph import read_graph
from offhook.scenario.nodes import AnyNode
from offhook.scenario.samples import main_line
from offhook.scenario.verify import Company, Fault, is_publishable, verify

OFFICE = Office.of(company(schedules=SCHEDULES, lists=LISTS))
BYE = {"kind": "hangup", "prompts": ["goodbye"]}


def faults(*, start: str = "a", rescue: str = "bye", office: Office = OFFICE, **nodes: Any) -> list[Fault]:
    graph = read_graph({"start": start, "rescue": rescue, "nodes": {"bye": BYE, **nodes}})
    return verify(graph, Company(office, PROMPTS.__contains__))


def found(**nodes: Any) -> list[tuple[str, str, str]]:
    return [(fault.code, fault.node, fault.field) for fault in faults(**nodes)]


def test_the_sample_is_right():
    graph = main_line(("201", "202"), ("203",), "204")
    assert verify(graph, Company(OFFICE, PROMPTS.__contains__)) == []


@pytest.mark.parametrize(
    ("node", "code", "field"),
    [
        ({"kind": "play", "prompts": ["welcome"]}, "exit_loose", "next"),
        ({"kind": "play", "prompts": ["welcome"], "next": "nowhere"}, "exit_gone", "next"),
        ({"kind": "play", "prompts": ["never recorded"], "next": "bye"}, "prompt_gone", "prompts"),
        ({"kind": "play", "prompts": ["welcome"], "next": "a"}, "endless", ""),
        ({"kind": "menu", "prompts": ["welcome"], "extensions": False, "otherwise": "bye"}, "menu_empty", "choices"),
        (
            {"kind": "menu", "prompts": ["welcome"], "choices": {"1": {"label": "x"}}, "otherwise": "bye"},
            "exit_loose",
            "choices.1.next",
        ),
        ({"kind": "menu", "prompts": ["welcome"], "otherwise": "a"}, "endless", ""),
        ({"kind": "ring", "members": ["299"], "unanswered": "bye"}, "extension_gone", "members"),
        ({"kind": "ring", "members": ["600"], "unanswered": "bye"}, "not_a_person", "members"),
        ({"kind": "ring", "members": ["sip:x@nowhere.example"], "unanswered": "bye"}, "no_way_out", "members"),
        ({"kind": "ring", "members": ["201"]}, "exit_loose", "unanswered"),
        ({"kind": "dial", "to": "+12", "unanswered": "bye"}, "no_number", "to"),
        ({"kind": "dial", "to": "nobody", "unanswered": "bye"}, "no_number", "to"),
        ({"kind": "dial", "to": "600", "unanswered": "bye"}, "not_a_person", "to"),
        ({"kind": "dial", "to": "{x}"}, "exit_loose", "unanswered"),
        ({"kind": "conference", "extension": "201"}, "not_a_conference", "extension"),
        ({"kind": "voicemail", "extension": "299"}, "box_gone", "extension"),
        ({"kind": "voicemail", "extension": "600"}, "box_gone", "extension"),
        ({"kind": "voicemail", "extension": "203"}, "box_off", "extension"),
        ({"kind": "hangup"}, "silent_end", "prompts"),
        ({"kind": "schedule", "open": "bye", "closed": "bye"}, "schedule_loose", "schedule"),
        ({"kind": "schedule", "schedule": "h-gone", "open": "bye", "closed": "bye"}, "schedule_gone", "schedule"),
        ({"kind": "schedule", "schedule": "h-open", "open": "bye"}, "exit_loose", "closed"),
        (
            {"kind": "caller", "rules": [{"list": "l-gone", "next": "bye"}], "otherwise": "bye"},
            "list_gone",
            "rules.0.list",
        ),
        ({"kind": "scenario"}, "scenario_loose", "scenario"),
        ({"kind": "scenario", "scenario": "s-gone"}, "scenario_gone", "scenario"),
        (
            {"kind": "compare", "text": "{x}", "cases": [{"value": "1"}], "otherwise": "bye"},
            "exit_loose",
            "cases.0.next",
        ),
        ({"kind": "ask", "url": "https://example.com/", "otherwise": "bye"}, "exit_loose", "failed"),
        ({"kind": "dial", "to": OUTSIDE, "shows": "fixed", "unanswered": "bye"}, "shown_loose", "shown_number"),
        (
            {"kind": "ring", "members": [OUTSIDE], "shows": "fixed", "shown_number": "+15550000000"},
            "shown_gone",
            "shown_number",
        ),
    ],
)
def test_each_fault_is_found_where_it_is(node: dict[str, Any], code: str, field: str) -> None:
    assert (code, "a", field) in found(a=node)
    assert not is_publishable(faults(a=node))


def test_the_same_is_right_when_mended():
    assert found(a={"kind": "hangup", "refuse": "busy"}) == []
    assert found(a={"kind": "ring", "members": ["201", "+37255512345"], "unanswered": "bye"}) == []
    assert found(a={"kind": "menu", "prompts": ["welcome"], "choices": {"9": {"next": "a"}}, "otherwise": "bye"}) == []
    assert found(a={"kind": "dial", "to": "{anybody}", "unanswered": "bye"}) == []
    assert found(a={"kind": "dial", "to": "5551 2345", "unanswered": "bye"}) == []
    fixed = {"kind": "dial", "to": OUTSIDE, "shows": "fixed", "shown_number": BARE, "unanswered": "bye"}
    assert found(a=fixed) == found(a={**fixed, "shows": "customer", "shown_number": "+15550000000"}) == []
    assert found(a={"kind": "schedule", "schedule": "h-open", "open": "bye", "closed": "bye"}) == []


def test_beginnings():
    assert [fault.code for fault in verify(read_graph({}), Company(OFFICE, PROMPTS.__contains__))] == ["empty"]
    assert ("start_loose", "", "start") in found(start="")
    assert ("start_gone", "", "start") in found(start="x")
    assert ("rescue_loose", "", "rescue") in found(start="bye", rescue="")
    assert ("rescue_gone", "", "rescue") in found(start="bye", rescue="x")


def test_a_step_that_nobody_reaches_is_a_warning():
    got = faults(a={"kind": "ring", "members": ["201"], "unanswered": "bye"}, b=BYE)
    assert [(fault.code, fault.node, fault.severity) for fault in got] == [("unreached", "b", "warning")]
    assert is_publishable(got)


def test_a_person_without_a_telephone():
    devices = tuple(device for device in company().devices if device.person_id != "p-anna")
    office = Office.of(company(devices=devices))
    (fault,) = faults(office=office, a={"kind": "ring", "members": ["201", "202"], "unanswered": "bye"})
    assert (fault.code, fault.facts) == ("no_devices", {"name": "201", "person": "Anna"})
    assert fault_text(fault) == "Anna (201) has no telephone. Give them one, or ring somebody else."


def test_an_outside_number_without_an_operator():
    office = Office.of(company(trunks=()))
    assert [
        fault.code
        for fault in faults(office=office, a={"kind": "ring", "members": ["+37255512345"], "unanswered": "bye"})
    ] == ["no_way_out"]


def test_rounds_through_other_scenarios():
    """Main leads to Other and Other back to Main: whichever is published second is refused."""

    def leading(to: str) -> dict[str, Any]:
        return {"start": "x", "rescue": "bye", "nodes": {"bye": BYE, "x": {"kind": "scenario", "scenario": to}}}

    def codes(graph: dict[str, Any], own: str, *stored: configuration.Scenario) -> list[str]:
        office = Office.of(company(scenarios=stored))
        return [fault.code for fault in verify(read_graph(graph), Company(office, PROMPTS.__contains__, own))]

    main = configuration.Scenario("s-main", "Main", 1, leading("s-other"))
    other = configuration.Scenario("s-other", "Other", 1, {"start": "bye", "rescue": "bye", "nodes": {"bye": BYE}})
    assert codes(leading("s-other"), "s-main", other) == []
    assert codes(leading("s-main"), "s-other", main, other) == ["endless"]
    assert codes(leading("s-main"), "s-main") == ["endless"]
    assert codes(leading("s-other"), "s-main") == ["scenario_gone"]


def test_all_words_are_there():
    source = Path(verifying.__file__).read_text()
    written = re.findall(r'Fault\("(\w+)"|\("(\w+)", (?:facts|\{)|return "(\w+)",', source)
    codes = {*filter(None, chain(*written)), "start_loose", "start_gone", "rescue_loose", "rescue_gone"}
    assert codes == set(ENGLISH) == set(RUSSIAN)
    for code in codes:
        facts = dict.fromkeys(("to", "when", "round", "name", "person"), "?")
        for language in LANGUAGES:
            assert fault_text(Fault(code, facts=facts), language).endswith(".")
    assert ENGLISH.keys() == RUSSIAN.keys()


def test_every_exit_says_when_in_russian():
    schema = str(TypeAdapter(AnyNode).json_schema())
    whens = set(re.findall(r"'when': '([^']+)'", schema))
    assert len(whens) > 10
    assert whens == set(WHEN_RUSSIAN)
    assert when_text("it is open", "ru") == "открыто"
    assert when_text("open") == "open"
