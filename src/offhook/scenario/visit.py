"""What a node may ask of the world while a caller is with it.

Invariant: nodes know nothing else. `scenario/live.py` does it with a real call, `scenario/rehearse.py` by assumptions
and without telephony; so what a rehearsal shows is what the same code would do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from offhook.call.play import Verdict
    from offhook.configuration import Extension, Number, Queue
    from offhook.routing.installation import Office
    from offhook.scenario.graph import Graph
    from offhook.scenario.node import Sound

Unanswered = Literal["unanswered", "busy", "unreachable"]


@dataclass(frozen=True, slots=True)
class Answered:
    """What an outside system said: whether it did within its time, and the fields of its answer."""

    in_time: bool
    fields: Mapping[str, str]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a node wants of a queue for its caller: see `queueing.line.Waiting`; `keys` let the caller leave."""

    skills: Mapping[str, int] = field(default_factory=dict)
    priority: int = 0
    agent: str = ""  # the id of an extension
    keys: frozenset[str] = frozenset()


class Visit(Protocol):
    """One caller's way through a scenario."""

    graph: Graph  # of the scenario that runs
    at: str  # the node that runs
    office: Office
    number: Number | None  # the line that was dialled
    caller: str  # E.164, an extension, or "" when it is hidden
    variables: dict[str, str]
    language: str  # BCP 47, of what is spoken

    def arrive(self, node: str) -> None:
        """Be at a node from now on; a restarted switch goes on there."""

    def now(self) -> datetime:
        """Return the time, in the company's zone."""

    def step(self, kind: str, **detail: Any) -> None:
        """Add a step to the journey, at this node; `kind` is a word of `history/words.py`."""

    def enter(self, scenario: str) -> str:
        """Go over to another scenario; return its first node, "" when there is none."""

    def alert(self) -> None:
        """Let the caller hear that it rings, unless it is answered."""

    def answer(self) -> None:
        """Answer the caller, unless that is done."""

    async def pause(self, seconds: float) -> None:
        """Wait."""

    async def say(self, sounds: Sequence[Sound], *, interruptible: bool = False) -> str:
        """Let the caller hear prompts and texts; return the key that interrupted, "" when none did."""

    async def gather(self, judge: Callable[[str], Verdict], *, wait_s: float, digit_s: float) -> tuple[str, Verdict]:
        """Take keys until `judge` is content or the caller pauses; keys pressed earlier count."""

    def forget_keys(self) -> None:
        """Forget keys that were pressed and not used."""

    async def ring(self, members: Sequence[str], seconds: float, shows: str = "") -> Unanswered:
        """Ring members together; return only when nobody answered, and why.

        `shows` is the number (E.164) that is seen outside, "" the usual one.
        """

    def member(self, dialled: str) -> str | None:
        """Return what was dialled as a member to ring, None when it is none."""

    def ordered(self, members: Sequence[str], order: str) -> list[str]:
        """Return the members in the order (of `scenario/nodes/ring.py`) in which they are to be rung this time."""

    async def wait(self, queue: Queue, wish: Wish) -> str:
        """Let the caller wait for an agent and talk; return only when nobody answered.

        It is `full`, `nobody` (no agent is there), `timeout`, or the key by which the caller left.
        """

    def promise(self, queue: Queue, number: str) -> None:
        """Keep the caller's place in a queue for calling it back at a number (E.164 or an extension)."""

    async def connect(self, extension: Extension, seconds: float) -> str | None:
        """Let an extension have the caller, to the end of the call: a person with its voicemail, or a service.

        One that leads to a scenario returns its first node, as `enter`.
        """

    async def take_message(self, box: Extension, greeting: Sequence[Sound], max_s: float, *, full: bool) -> None:
        """Let the caller leave a message, to the end of the call; `greeting` goes before the box's own.

        A full box says so; then, with `full`, it returns, else the caller goes where the box sends callers.
        """

    async def ask(self, url: str, question: Mapping[str, str], timeout_s: float) -> Answered:
        """Ask an outside system."""

    def take_consent(self, *, agreed: bool) -> None:
        """Keep whether the caller may be recorded, for the whole call."""

    async def refuse(self, status: int, reason: str, sounds: Sequence[Sound]) -> None:
        """End the call with a reason: spoken, and as a SIP status when it was not answered yet."""

    async def hang_up(self) -> None:
        """End the call."""
