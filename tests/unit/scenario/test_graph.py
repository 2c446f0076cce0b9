"""Scenario graphs: any input is a scenario or a BadScenario, and running one always ends."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.pair.board import Board
from tests.pair.company import MAIN, OUTSIDE, with_graph

from offhook.scenario.graph import BadScenario, Graph, read_graph
from offhook.scenario.interpreter import MOST_UNCHOSEN
from offhook.scenario.samples import main_line

IDS = ("a", "b", "c", "d")
ids = st.sampled_from(IDS)
prompts = st.lists(st.sampled_from(["welcome", "menu_main", "goodbye"]), min_size=1, max_size=2)
numbers = st.sampled_from(["201", "202", "204", "299"])

nodes = st.one_of(
    st.fixed_dictionaries({"kind": st.just("play"), "prompts": prompts, "next": ids}),
    st.fixed_dictionaries(
        {
            "kind": st.just("menu"),
            "prompts": prompts,
            "choices": st.dictionaries(
                st.sampled_from("0129*#"), st.fixed_dictionaries({"label": st.just("x"), "next": ids}), max_size=3
            ),
            "extensions": st.booleans(),
            "attempts": st.integers(1, 3),
            "otherwise": ids,
        }
    ),
    st.fixed_dictionaries(
        {"kind": st.just("ring"), "members": st.lists(numbers, min_size=1, max_size=3), "unanswered": ids}
    ),
    st.fixed_dictionaries({"kind": st.just("voicemail"), "extension": numbers}),
    st.fixed_dictionaries({"kind": st.just("hangup")}),
)
graphs = st.fixed_dictionaries({"start": ids, "nodes": st.dictionaries(ids, nodes, min_size=1, max_size=4)})
whole = st.fixed_dictionaries({"start": ids, "nodes": st.fixed_dictionaries(dict.fromkeys(IDS, nodes))})
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["start", "nodes", "kind", "next", "prompts", "a"]) | st.text(max_size=3), inner
        )
    ),
    max_leaves=12,
)


@given(graphs | anything)
def test_any_graph_is_a_scenario_or_says_what_is_wrong(graph):
    try:
        read = read_graph(graph)
    except BadScenario:
        return
    assert read_graph(read.model_dump(mode="json")) == read


@pytest.mark.parametrize(
    ("graph", "text"),
    [
        ({"start": "a", "nodes": {"a": {"kind": "teleport"}}}, "nodes.a"),
        ({"start": "a", "nodes": {"a": {"kind": "hangup", "colour": "red"}}}, "nodes.a.hangup.colour"),
        ({"start": "a", "nodes": {"a b": {"kind": "hangup"}}}, "nodes.a b"),
        (None, "valid dictionary"),
    ],
)
def test_what_is_wrong_is_named(graph: Any, text):
    with pytest.raises(BadScenario) as caught:
        read_graph(graph)
    assert text in str(caught.value)


def test_sample():
    scenario = main_line(("201", "202"), ("203",), "204")
    assert isinstance(read_graph(scenario.model_dump(mode="json")), Graph)
    reached, todo = set(), {scenario.start}
    while todo:
        name = todo.pop()
        reached.add(name)
        todo |= {exit_.to for exit_ in scenario.nodes[name].exits() if exit_.to} - reached
    assert reached == set(scenario.nodes)


@given(whole, st.lists(st.sampled_from("0129*#"), max_size=12))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_running_any_scenario_ends_and_leaves_nothing(tmp_path, graph, keys):
    board = Board(tmp_path)
    try:
        board.use(with_graph(graph))
        board.operator.dial(MAIN, shown=OUTSIDE)
        board.run(0.5)
        for key in keys:
            if board.over or not board.operator.talks:
                break
            board.operator.press(key)
            board.run(1)
        board.until(lambda: bool(board.calls) and board.over, MOST_UNCHOSEN * 3 * 30)
        board.run(0.5)
        assert board.call.result is not None
        board.check()
    finally:
        board.close()
