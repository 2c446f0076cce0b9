"""The graph of a scenario: nodes by their ids, where a call begins, and where it goes when something goes wrong.

Invariant: any JSON is a `Graph` or a `BadScenario` that says where it is wrong. It is stored in versions
(`scenario/store.py`), judged by `scenario/verify.py` and run by `scenario/interpreter.py`.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from offhook.errors import RemoteError
from offhook.scenario.node import LooseId, NodeId  # noqa: TC001  read by Pydantic at run time
from offhook.scenario.nodes import AnyNode  # noqa: TC001

MOST_NODES = 500
FARTHEST = 1_000_000


class BadScenario(RemoteError):  # noqa: N818  as BadMessage
    """What is no graph; the text says where and why."""


class Spot(BaseModel):
    """Where a node stands in the picture; whoever draws chooses the unit."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    x: float = Field(ge=-FARTHEST, le=FARTHEST)
    y: float = Field(ge=-FARTHEST, le=FARTHEST)


class Graph(BaseModel):
    """A whole scenario. `layout` is kept for whoever draws, by the nodes' ids; calls do not know it.

    `rescue` is the node where callers go when something fails that nobody foresaw, such as a prompt that is gone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: LooseId = ""
    rescue: LooseId = ""
    nodes: dict[NodeId, AnyNode] = Field(default_factory=dict, max_length=MOST_NODES)
    layout: dict[NodeId, Spot] = Field(default_factory=dict, max_length=MOST_NODES)


def read_graph(stored: object) -> Graph:
    """Read a stored graph.

    Raises:
        BadScenario: it is none.
    """
    try:
        return Graph.model_validate(stored)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadScenario(f"{where}: {first['msg']}") from error
