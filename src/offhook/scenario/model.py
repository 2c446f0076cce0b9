"""The scenario graph: nodes by id, each of one kind, with named exits to other nodes.

Invariant: a graph that validates has no exit to a node that is not there, and a start node. It is stored as JSON in
versions (`scenario/store.py`) and run by `scenario/interpreter.py`. Prompts are named by their id in `prompts/`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from offhook.errors import RemoteError

NodeId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
Digits = Annotated[str, Field(min_length=1, max_length=8, pattern=r"^[0-9*#]+$")]
Seconds = Annotated[float, Field(ge=1, le=600)]


class BadScenario(RemoteError):  # noqa: N818  as BadMessage
    """A stored graph that is no scenario; the text says what is wrong."""


class Node(BaseModel):
    """What all nodes have."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(default="", max_length=120)

    def exits(self) -> tuple[str, ...]:
        """Return the ids of the nodes that may follow."""
        return ()


class Play(Node):
    """Speak prompts one after the other; a key pressed meanwhile interrupts and is kept for the next node."""

    kind: Literal["play"] = "play"
    prompts: tuple[str, ...] = Field(min_length=1)
    next: NodeId

    def exits(self) -> tuple[str, ...]:
        """Return the only way on."""
        return (self.next,)


class Choice(BaseModel):
    """One key of a menu."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str = Field(max_length=120)
    next: NodeId


class Menu(Node):
    """Ask for a key; extension numbers may be dialled as well."""

    kind: Literal["menu"] = "menu"
    prompts: tuple[str, ...] = Field(min_length=1)
    choices: dict[Digits, Choice]
    extensions: bool = True
    extension_seconds: Seconds = 20
    attempts: int = Field(default=3, ge=1, le=9)
    wait_seconds: Seconds = 5
    digit_seconds: float = Field(default=1.5, ge=0.5, le=10)
    otherwise: NodeId

    def exits(self) -> tuple[str, ...]:
        """Return the choices' nodes and the one for callers who choose nothing."""
        return (*(choice.next for choice in self.choices.values()), self.otherwise)


class Ring(Node):
    """Ring extensions together; whoever answers first talks to the caller."""

    kind: Literal["ring"] = "ring"
    extensions: tuple[Digits, ...] = Field(min_length=1)
    seconds: Seconds = 20
    unanswered: NodeId

    def exits(self) -> tuple[str, ...]:
        """Return the way on when nobody answers."""
        return (self.unanswered,)


class Voicemail(Node):
    """Take a message for an extension; the call ends afterwards."""

    kind: Literal["voicemail"] = "voicemail"
    extension: Digits
    prompts: tuple[str, ...] = ("unavailable_leave_message",)
    max_seconds: Seconds = 180


class Hangup(Node):
    """Say goodbye and end the call."""

    kind: Literal["hangup"] = "hangup"
    prompts: tuple[str, ...] = ()


AnyNode = Annotated[Play | Menu | Ring | Voicemail | Hangup, Field(discriminator="kind")]


class Scenario(BaseModel):
    """A whole graph."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: NodeId
    nodes: dict[NodeId, AnyNode] = Field(min_length=1)

    @model_validator(mode="after")
    def _exits_exist(self) -> Scenario:
        if self.start not in self.nodes:
            raise ValueError(f"the start node {self.start!r} does not exist")
        for name, node in self.nodes.items():
            for target in node.exits():
                if target not in self.nodes:
                    raise ValueError(f"node {name!r} leads to {target!r}, which does not exist")
        return self


def read_scenario(graph: object) -> Scenario:
    """Read a stored graph.

    Raises:
        BadScenario: it is not one.
    """
    try:
        return Scenario.model_validate(graph)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadScenario(f"{where}: {first['msg']}") from error
