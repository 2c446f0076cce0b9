"""Runs a scenario: one node after the other, with a checkpoint before each.

Invariant: whatever node a switch dies in, the checkpoint names one from which the caller can go on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from offhook.errors import RemoteError
from offhook.scenario.model import AnyNode, Hangup, Menu, Play, Ring, Scenario, Voicemail, read_scenario
from offhook.scenario.nodes.hangup import run_hangup
from offhook.scenario.nodes.menu import run_menu
from offhook.scenario.nodes.play import run_play
from offhook.scenario.nodes.ring import run_ring
from offhook.scenario.nodes.voicemail import run_voicemail

if TYPE_CHECKING:
    from offhook.configuration import Scenario as Stored
    from offhook.routing.installation import Office
    from offhook.scenario.run import Run

MOST_NODES = 200  # a graph without a way out is ended, not run for ever


async def interpret(run: Run, start: str | None = None) -> None:
    """Run the scenario of `run` from its start node, or from `start` (a recovered checkpoint).

    Raises:
        PartyGone: the caller left.
        BadScenario: the stored graph is none.
        RemoteError: the caller went round in circles.
    """
    if run.scenario is None:
        raise RemoteError("no scenario is published for this number")
    graph = _graph(run.office, run.scenario)
    at: str | None = start if start in graph.nodes else graph.start
    for _ in range(MOST_NODES):
        if at is None:
            return
        run.call.checkpoint(
            "scenario",
            scenario=run.scenario.id,
            caller=run.caller.leg_id,
            node=at,
            number=run.number.id if run.number else None,
            variables=run.variables,
        )
        at = await _run_node(run, at, graph.nodes[at])
    raise RemoteError("the scenario goes round in circles")


def _graph(office: Office, scenario: Stored) -> Scenario:
    """Return the graph of a scenario; reading it checks all of it, which is for the first call only."""
    graph: Scenario | None = office.graphs.get(scenario.id)
    if graph is None:
        graph = office.graphs[scenario.id] = read_scenario(scenario.graph)
    return graph


async def _run_node(run: Run, at: str, node: AnyNode) -> str | None:
    match node:
        case Play():
            return await run_play(run, at, node)
        case Menu():
            return await run_menu(run, at, node)
        case Ring():
            return await run_ring(run, at, node)
        case Voicemail():
            await run_voicemail(run, at, node)
        case Hangup():
            await run_hangup(run, at, node)
        case _:
            assert_never(node)
    return None
