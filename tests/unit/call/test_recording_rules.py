"""Which conversations are recorded: rules in their order, their conditions, samples, and what a caller said."""

from __future__ import annotations

from typing import Any

import pytest
from tests.pair.company import MAIN, OUTSIDE, company

from offhook.call.recording_rules import Facts, decide, in_sample
from offhook.configuration import NumberList, RecordingRule

INBOUND = Facts("c-1", "inbound", MAIN, frozenset({OUTSIDE}), frozenset({"e-anna"}), "q-sales")
OUTBOUND = Facts("c-2", "outbound", MAIN, frozenset({OUTSIDE}), frozenset({"e-boris"}))
LISTS = (NumberList("l-vip", "Important", ("+372555*",)), NumberList("l-other", "Others", ("+1*",)))


def rule(name: str = "Rule", **changes: Any) -> RecordingRule:
    return RecordingRule(id=f"r-{name}", name=name, **changes)


def mode(facts: Facts, *rules: RecordingRule, agreed: bool | None = None, **changes: Any) -> str:
    return decide(company(recording_rules=rules, lists=LISTS, **changes), facts, agreed).mode


@pytest.mark.requirement("RC-01")
@pytest.mark.parametrize(
    ("condition", "fits_in", "fits_out"),
    [
        ({}, True, True),
        ({"directions": ("inbound",)}, True, False),
        ({"directions": ("outbound", "internal")}, False, True),
        ({"numbers": ("n-main", "n-bare")}, True, True),
        ({"numbers": ("n-bare",)}, False, False),
        ({"numbers": ("n-gone",)}, False, False),
        ({"extensions": ("e-anna", "e-clara")}, True, False),
        ({"queues": ("q-sales",)}, True, False),
        ({"list_id": "l-vip"}, True, True),
        ({"list_id": "l-other"}, False, False),
        ({"list_id": "l-gone"}, False, False),
        ({"directions": ("inbound",), "extensions": ("e-boris",)}, False, False),
    ],
)
def test_every_condition_must_hold(condition, fits_in, fits_out):
    wanted = rule(mode="on_demand", **condition)
    found = [mode(facts, wanted) == "on_demand" for facts in (INBOUND, OUTBOUND)]
    assert found == [fits_in, fits_out]


def test_the_first_rule_that_fits_decides():
    chief = rule("chief", mode="never", extensions=("e-anna",))
    everybody = rule("all")
    assert mode(INBOUND, chief, everybody) == "never"
    assert mode(INBOUND, everybody, chief) == "always"
    assert mode(OUTBOUND, chief, everybody) == "always"


@pytest.mark.parametrize(("record_calls", "found"), [(True, "always"), (False, "never")])
def test_calls_that_no_rule_is_for(record_calls, found):
    only = rule(mode="on_demand", queues=("q-other",))
    decision = decide(company(recording_rules=(only,), record_calls=record_calls), INBOUND, None)
    assert (decision.mode, decision.rule.id) == (found, "")


def test_who_refused_is_never_recorded():
    assert mode(INBOUND, rule(), agreed=False) == "never"
    assert mode(INBOUND, rule(mode="never"), agreed=True) == "never"
    assert mode(INBOUND, agreed=True) == "always"


def test_a_sample_is_a_share_of_the_calls_and_always_the_same():
    tenth = rule(percent=10)
    chosen = {number for number in range(5000) if in_sample(f"call {number}", tenth)}
    assert 400 < len(chosen) < 600
    assert chosen == {number for number in range(5000) if in_sample(f"call {number}", tenth)}
    assert all(in_sample(f"call {number}", rule()) for number in range(100))


def test_the_others_of_a_sample_are_not_recorded_and_no_further_rule_is_asked():
    company_of_two = company(recording_rules=(rule("tenth", percent=1), rule("all")))
    left_out = next(
        decision
        for number in range(100)
        if (decision := decide(company_of_two, replace_facts(f"{number}"), None)).mode == "never"
    )
    assert (left_out.sampled_out, left_out.rule.name) == (True, "tenth")


def replace_facts(call: str) -> Facts:
    return Facts(call, INBOUND.direction, INBOUND.line)
