"""Several ways to one party, tried one after the other until one takes the call.

Whoever rings (`call/ring.py`, `call/guests.py`) asks for the first way, and after each that failed for the next. So
dialled, forwarded and redirected calls and invitations go outside by the same rules, whoever makes them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from offhook import causes
from offhook.errors import LineFull

if TYPE_CHECKING:
    from collections.abc import Iterable

    from offhook.call.call import Call
    from offhook.call.leg import Leg
    from offhook.call.target import Target
    from offhook.errors import MediaError
    from offhook.journal.records import Party
    from offhook.sip.headers import NameAddr


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one target did not answer; `contacts` are those of a redirection that was not followed.

    `unreachable`: nothing at all came from there. `untaken`: it answered, and did not take the call by key 1.
    `spoken` is the sentence that says it better than the status.
    """

    party: Party
    status: int
    reason: str
    contacts: tuple[NameAddr, ...] = ()
    unreachable: bool = False
    spoken: str = ""
    untaken: bool = False

    @property
    def elsewhere(self) -> bool:
        """Whether another way may do better."""
        return causes.of(self.status).elsewhere


class Ways(Protocol):
    """The ways to a party; `uri` tells one party from another."""

    @property
    def uri(self) -> str:
        """What is called."""

    @property
    def party(self) -> Party:
        """Who is called."""

    def first(self, call: Call) -> Target | Refusal:
        """Return the way to try first, or why there is none; the journey tells it."""

    def after(self, call: Call, target: Target, refusal: Refusal) -> Target | None:
        """Return the way to try after one that did not work, None when this was the last or its answer is final."""

    def heard(self, call: Call, target: Target) -> None:
        """Note that a way answers."""


class Chain:
    """Targets in their order, without anything to be noted of them."""

    def __init__(self, targets: Iterable[Target]) -> None:
        self._left = [replace(target, ways=self) for target in targets]
        self.uri = self._left[0].uri
        self.party = self._left[0].party

    def first(self, _call: Call) -> Target | Refusal:
        """Return the first target."""
        return self._left.pop(0)

    def after(self, _call: Call, _target: Target, refusal: Refusal) -> Target | None:
        """Return the next target when the one before did not work."""
        return self._left.pop(0) if refusal.elsewhere and self._left else None

    def heard(self, _call: Call, _target: Target) -> None:
        """Do nothing: nothing is remembered of these ways."""


def refusal_of(target: Target, leg: Leg, status: int, reason: str) -> Refusal:
    """Return why a leg came to nothing; where it said a Q.850 cause, the status is one that fits."""
    cause = causes.of(status, leg.q850)
    said = status if status in cause.statuses else cause.status
    return Refusal(target.party, said, reason, leg.moved, leg.unreachable)


def without_sound(leg: Leg, target: Target, error: MediaError) -> tuple[Refusal, Target | None]:
    """End a leg that could not have its sound; return why, and the way to try next where the line of this is full."""
    call, full = leg.call, isinstance(error, LineFull)
    leg.status = 480 if full and not target.party.trunk_id else 503  # another way to the operator may do better
    leg.q850 = causes.NO_QUALITY if full else None
    leg.end("system", str(error))
    call.exchange.retire(leg)
    call.step("ring_failed", who=leg.label, status=leg.status, reason=str(error))
    refusal = Refusal(target.party, leg.status, str(error), spoken="line_full" if full else "")
    return refusal, target.ways.after(call, target, refusal) if target.ways is not None and full else None
