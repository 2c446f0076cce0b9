"""What every node of a scenario has: exits to other nodes, things of the company that it names, one coroutine.

Invariant: exits and names are told by the fields' marks (`Leads`, `Names`), nowhere else; the verifier, the rehearsal,
the editor's forms (JSON Schema) and the pictures all read them there. A graph that is being drawn may have loose
exits (""); one that is published has none (`scenario/verify.py`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import GetJsonSchemaHandler
    from pydantic_core import CoreSchema

    from offhook.scenario.visit import Visit

ThingKind = Literal[
    "member", "dialled", "box", "conference", "prompt", "schedule", "list", "scenario", "queue", "number"
]


@dataclass(frozen=True, slots=True)
class Leads:
    """Marks an exit; `when` it is taken.

    `chosen`: by something that the caller does on purpose, so that going round through it is not endless.
    `instead`: another exit of the node that is taken when this one is loose; it may be loose then.
    `optional`: it may be loose, as the node ends the call by itself then.
    """

    when: str
    chosen: bool = False
    instead: str = ""
    optional: bool = False

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Tell the editor that this is a line to another node, not a text."""
        exit_ = {"when": self.when, "chosen": self.chosen, "instead": self.instead, "optional": self.optional}
        return {**handler(core), "x-exit": exit_}


@dataclass(frozen=True, slots=True)
class Names:
    """Marks a field, or all items of one, that name something of the company."""

    kind: ThingKind

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Tell the editor what to offer for choice."""
        return {**handler(core), "x-names": self.kind}


class Exit(NamedTuple):
    """One way out of a node; `to` is "" while it is loose."""

    field: str
    to: str
    mark: Leads


class Named(NamedTuple):
    """One thing of the company that a node names."""

    field: str
    kind: ThingKind
    name: str


class Spoken(BaseModel):
    """A text that is spoken in the caller's language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field(min_length=1, max_length=2000)


def heard_text(sounds: tuple[Sound, ...]) -> str:
    """Return what was heard, for the journey."""
    return ", ".join(sound.text if isinstance(sound, Spoken) else sound for sound in sounds)


NodeId = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
LooseId = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_-]*$")]
ThingId = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_-]*$")]
Next = Annotated[LooseId, Leads("the step is done")]
Digits = Annotated[str, Field(min_length=1, max_length=8, pattern=r"^[0-9*#]+$")]
Seconds = Annotated[float, Field(ge=1, le=600)]
Variable = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]
PromptName = Annotated[str, Field(min_length=1, max_length=64)]
Sound = PromptName | Spoken  # a prompt by its name, or a text
Sounds = Annotated[tuple[Sound, ...], Field(max_length=20), Names("prompt")]
Heard = Annotated[tuple[Sound, ...], Field(min_length=1, max_length=20), Names("prompt")]
# Whoever is called: an extension (201), an outside number (+37255512345), a SIP address (sip:anna@example.com).
Member = Annotated[
    str, Field(max_length=128, pattern=r"^([0-9*#]{1,8}|\+[1-9][0-9]{5,14}|sips?:[^\s<>\"@]+@[^\s<>\"@;?]+)$")
]
Members = Annotated[tuple[Member, ...], Field(max_length=100), Names("member")]


class Node(BaseModel, ABC):
    """One step of a scenario. Each kind is a file in `scenario/nodes/` with its form and its coroutine."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    title: str = Field(default="", max_length=120)

    @abstractmethod
    async def run(self, visit: Visit) -> str | None:
        """Do what the node is for; return the id of the next node, None when the call is at its end.

        Raises:
            PartyGone: the caller left.
        """

    def exits(self) -> list[Exit]:
        """Return all ways out, also loose ones."""
        return [
            Exit(field, value, mark)
            for field, value, marks in _fields(self)
            for mark in marks
            if isinstance(mark, Leads)
        ]

    def way(self, field: str) -> str:
        """Return where an exit leads, that of its substitute where it is loose."""
        found = {exit_.field: exit_ for exit_ in self.exits()}
        exit_ = found[field]
        return exit_.to or (self.way(exit_.mark.instead) if exit_.mark.instead else "")

    def names(self) -> list[Named]:
        """Return the things of the company that the node cannot do without."""
        return [
            Named(field, mark.kind, one)
            for field, value, marks in _fields(self)
            for mark in marks
            if isinstance(mark, Names)
            for one in ((value,) if isinstance(value, str) else value)
            if isinstance(one, str) and one
        ]


def _fields(model: BaseModel, before: str = "") -> Iterator[tuple[str, Any, list[Any]]]:
    """Walk over a form with all that it holds: the path of each field, its value, its marks."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        path = f"{before}{name}"
        yield path, value, field.metadata
        if isinstance(value, BaseModel):
            yield from _fields(value, f"{path}.")
        elif isinstance(value, dict):
            for key, inner in value.items():
                if isinstance(inner, BaseModel):
                    yield from _fields(inner, f"{path}.{key}.")
        elif isinstance(value, tuple):
            for place, inner in enumerate(value):
                if isinstance(inner, BaseModel):
                    yield from _fields(inner, f"{path}.{place}.")
