"""What is being drawn: kept though it is not whole, with the places of its nodes, which calls do not know."""

from __future__ import annotations

from typing import Any

import pytest
from tests.pair.company import company

from offhook.routing.installation import Office
from offhook.scenario.fault_words import fault_text
from offhook.scenario.graph import BadScenario, read_graph
from offhook.scenario.verify import Company, verify

BYE = {"kind": "hangup", "prompts": ["goodbye"]}


def graph(**more: Any) -> dict[str, Any]:
    return {"start": "a", "rescue": "bye", "nodes": {"a": {"kind": "ring", "unanswered": "bye"}, "bye": BYE}, **more}


def test_a_step_that_rings_nobody_is_kept_and_not_published() -> None:
    (fault,) = verify(read_graph(graph()), Company(Office.of(company()), lambda _name: True))
    assert (fault.code, fault.node, fault.field, fault.severity) == ("ring_empty", "a", "members", "error")
    assert fault_text(fault) == "Nobody rings. Choose whom to ring."


def test_the_picture_is_kept() -> None:
    layout = {"a": {"x": 10.0, "y": -20.5}, "gone": {"x": 0.0, "y": 0.0}}
    read = read_graph(graph(layout=layout))
    assert read.model_dump(mode="json")["layout"] == layout
    assert read.model_copy(update={"layout": {}}) == read_graph(graph())


@pytest.mark.parametrize("spot", [{"x": 1}, {"x": float("nan"), "y": 0}, {"x": 1e9, "y": 0}, {"x": 1, "y": 1, "z": 1}])
def test_a_place_is_two_numbers(spot: dict[str, float]) -> None:
    with pytest.raises(BadScenario, match="layout"):
        read_graph(graph(layout={"a": spot}))
