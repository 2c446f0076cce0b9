"""Reaching a person by the person's own rules: who rings, where the call goes on, and where that ends.

Invariant: the same coroutine serves a call (`scenario/person.py`) and a rehearsal (`scenario/rehearse.py`). Forwarding
never goes round: a person is passed once, and never more than `MOST_FORWARDS` in all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from offhook.routing.person_rules import VOICEMAIL, after, receive, shown_to

if TYPE_CHECKING:
    from datetime import datetime

    from offhook.configuration import Extension, Forward
    from offhook.routing.installation import Office
    from offhook.routing.person_rules import Excuse

MOST_FORWARDS: Final = 5
CIRCLE: Final = "the calls would go round in a circle"
TOO_MANY: Final = f"it was forwarded {MOST_FORWARDS} times"
NO_SUCH: Final = "there is no such person or number"

Rang = Literal["answered", "unanswered", "busy", "unreachable", "declined"]


class Reaching(Protocol):
    """What can be done to reach people."""

    office: Office
    caller: str  # E.164, an extension, or "" when it is hidden

    def now(self) -> datetime:
        """Return the time, in the company's zone."""

    def step(self, kind: str, **detail: Any) -> None:
        """Add a step to the journey."""

    def talks(self, extension: Extension) -> bool:
        """Tell whether a person is in a conversation."""

    async def ring_person(self, extension: Extension, seconds: float) -> Rang:
        """Ring the telephones of a person in their turns."""

    async def ring_number(self, number: str, shows: str, by: Extension) -> Rang:
        """Call an outside number that a person forwards to; `shows` is the number to be seen there, "" ours."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How reaching a person ended: whose voicemail comes next, if any, and why nobody answered."""

    rang: Rang
    person: Extension
    excuse: Excuse = ""
    to_voicemail: bool = False  # whatever the person's voicemail is set to


async def reach(world: Reaching, extension: Extension, seconds: float) -> Ending:
    """Reach a person, or whoever the person's calls are forwarded to.

    Raises:
        PartyGone: the caller left.
    """
    first, passed = extension, set[str]()
    rang: Rang = "unreachable"
    while True:
        reason = CIRCLE if extension.id in passed else TOO_MANY if len(passed) > MOST_FORWARDS else ""
        if reason:
            world.step("forwarding_ended", who=extension.name, reason=reason)
            return Ending(rang, first)
        passed.add(extension.id)
        found = receive(world.office, extension, world.caller, world.now(), _talking(world, extension))
        if found.excuse:
            world.step("not_rung", who=extension.name, excuse=found.excuse)
            rang = "busy"
        if found.excuse == "blocked":
            return Ending("declined", extension, "blocked")
        forward = found.forward
        if forward is None and not found.excuse:
            rang = await world.ring_person(extension, extension.rules.ring_s or seconds)
            forward = after(extension, rang)
        if rang == "answered" or forward is None:
            return Ending(rang, extension, found.excuse)
        world.step("forwarded", who=extension.name, to=_named(world, forward), forwards=forward.when)
        other = world.office.extensions.get(forward.to)
        if forward.to == VOICEMAIL or (other is not None and other.kind == "box"):
            return Ending(rang, other or extension, found.excuse, to_voicemail=True)
        if other is not None and other.kind == "person":
            extension = other
            continue
        if not forward.to.startswith("+") or forward.to in world.office.numbers:
            world.step("forwarding_ended", who=forward.to, reason=NO_SUCH)
            return Ending(rang, extension, found.excuse)
        rang = await world.ring_number(forward.to, shown_to(forward, world.caller), extension)
        return Ending(rang, extension)


def _talking(world: Reaching, extension: Extension) -> Any:
    return lambda: world.talks(extension)


def _named(world: Reaching, forward: Forward) -> dict[str, str]:
    other = world.office.extensions.get(forward.to)
    return {"number": forward.to, "name": other.name if other else ""}
