"""What the verifier accepts never loses a caller, whatever the caller presses and whoever is away."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pair.company import MAIN, company
from tests.unit.scenario.graphs import LISTS, PROMPTS, QUEUES, ROOM, SCHEDULES, URL, graphs

from offhook.routing.installation import Office
from offhook.scenario.rehearse import Assumptions, rehearse
from offhook.scenario.verify import Company, is_publishable, verify

if TYPE_CHECKING:
    from offhook.scenario.graph import Graph

OFFICE = Office.of(company(schedules=SCHEDULES, lists=LISTS, queues=QUEUES, extensions=(*company().extensions, ROOM)))
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
seen = {"accepted": 0, "refused": 0}

assumptions = st.builds(
    Assumptions,
    at=st.just(NOON),
    caller=st.sampled_from(["", "+37255512345", "+79165554433"]),
    number=st.just(OFFICE.numbers[MAIN]),
    keys=st.lists(st.sampled_from(["", "1", "2", "0", "*", "#", "12", "201", "999", "1234#"]), max_size=40).map(tuple),
    states=st.dictionaries(
        st.sampled_from(["201", "202", "203", "204", "+37255500000"]),
        st.sampled_from(["answers", "silent", "busy", "away"]),
    ),
    answers=st.sampled_from([{}, {URL: None}, {URL: {"to": "sales"}}, {URL: {"to": "other"}}, {URL: {}}]),
    full=st.sampled_from([frozenset[str](), frozenset({"q-sales"})]),
    seed=st.integers(0, 3),
)


@given(graphs(), st.lists(assumptions, min_size=1, max_size=3))
@settings(max_examples=1500, deadline=None)
def check(graph: Graph, tries: list[Assumptions]) -> None:
    if not is_publishable(verify(graph, Company(OFFICE, PROMPTS.__contains__))):
        seen["refused"] += 1
        return
    seen["accepted"] += 1
    for assumed in tries:
        path = rehearse(graph, OFFICE, assumed)
        assert path.ending != "lost", (path.nodes, path.who)
        assert not any(step.kind == "rescued" for step in path.steps), path.steps


def test_no_caller_is_lost_in_a_graph_that_the_verifier_accepts() -> None:
    check()
    assert seen["accepted"] > 300, "the graphs are too wrong to show anything"
    assert seen["refused"] > 100
