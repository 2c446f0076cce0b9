"""Runs a scenario: one node after the other, each with a checkpoint before it.

Invariant: a caller is never dropped by a graph. Whatever node a switch dies in, the checkpoint names one from which the
caller can go on; and a node that fails, leads nowhere or goes round without end leads to the graph's rescue, and from
there, when that fails too, to whoever called `interpret`, who says so to the caller.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from offhook.errors import NotAcceptable, RemoteError, ResourceError

if TYPE_CHECKING:
    from offhook.scenario.node import Node
    from offhook.scenario.visit import Visit

log = logging.getLogger(__name__)

MOST_UNCHOSEN = 200  # nodes in a row without any choice of the caller


async def interpret(visit: Visit, start: str | None = None) -> None:
    """Take a caller through its graph from the start, or from `start` (a recovered checkpoint), to the call's end.

    Raises:
        PartyGone: the caller left.
        RemoteError: neither the graph nor its rescue could do anything for the caller.
    """
    at: str | None = start if start in visit.graph.nodes else visit.graph.start
    rescued: set[int] = set()
    unchosen = 0
    while at is not None:
        visit.arrive(at)
        graph = visit.graph
        node = graph.nodes.get(at)
        unchosen += 1
        try:
            at = await _able(node, unchosen).run(visit)
        except NotAcceptable:  # the caller can do nothing but fax: no node can help
            raise
        except (RemoteError, ResourceError) as error:
            if id(graph) in rescued or graph.rescue not in graph.nodes:
                raise RemoteError(str(error)) from error
            log.warning("scenario node %r: %s", at, error)
            visit.step("rescued", reason=str(error))
            rescued.add(id(graph))
            unchosen = 0
            at = graph.rescue
        else:
            if node is not None and at is not None and _chosen(node, at):
                unchosen = 0


def _able(node: Node | None, unchosen: int) -> Node:
    if node is None:
        raise RemoteError("the scenario leads nowhere here")
    if unchosen > MOST_UNCHOSEN:
        raise RemoteError("the scenario goes round in circles")
    return node


def _chosen(node: Node, to: str) -> bool:
    """Tell whether a caller comes from a node to another on purpose only."""
    marks = [exit_.mark for exit_ in node.exits() if exit_.to == to]
    return bool(marks) and all(mark.chosen for mark in marks)
