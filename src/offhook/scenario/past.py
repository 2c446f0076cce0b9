"""Calls of the past through a new graph: which of them would end otherwise.

Both graphs, the one that answered then and the new one, are rehearsed under the same assumptions, read from the call's
journey: when and from whom it came, what was pressed, who answered, was busy, away, or let it ring. What a journey does
not tell is assumed as in any rehearsal: people who were not rung answer, outside systems do not. Schedules have today's
hours, but are switched by hand as they were then; people have today's rules, but who did not want to be disturbed then,
or was forwarded, is so, and who was rung was not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from offhook.configuration import Forward, PersonRules
from offhook.routing.installation import Office
from offhook.scenario.rehearse import Assumptions, rehearse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from offhook.scenario.foretold import State
    from offhook.scenario.graph import Graph
    from offhook.scenario.rehearse import Ending

PRESSED = {"menu": "choice", "menu_invalid": "digits", "extension_dialled": "number", "digits": "digits",
           "digits_invalid": "digits", "language": "choice"}  # fmt: skip
BUSY = frozenset({486, 600, 603})
SENDS_AWAY = frozenset({"always", "closed"})  # before anything rings


@dataclass(frozen=True, slots=True)
class PersonWish:
    """What a person wanted at a call's time: to be rung, not to be disturbed, or all calls somewhere else.

    In a group people are rung in spite of their forwarding, so who was rung may have had some.
    """

    do_not_disturb: bool = False
    forward: str = ""


@dataclass(frozen=True, slots=True)
class PastCall:
    """A call that a scenario answered; `at` is in the company's zone, `steps` are its journey as it is stored."""

    id: str
    at: datetime
    caller: str
    dialled: str
    result: str
    steps: Sequence[Mapping[str, Any]]

    def version(self, scenario: str) -> int | None:
        """Return which version of a scenario (by its name) answered first."""
        for kind, detail in self._told():
            if kind == "scenario" and detail.get("name") == scenario:
                return int(detail.get("version") or 0) or None
        return None

    def assumptions(self, office: Office) -> Assumptions:
        """Return what the journey tells."""
        keys = tuple(str(detail.get(PRESSED.get(kind, ""), "") or "") for kind, detail in self._asked())
        number = office.numbers.get(self.dialled)
        return Assumptions(at=self.at, caller=self.caller, number=number, keys=keys, states=self._states())

    def switched(self) -> dict[str, str]:
        """Return what schedules, by name, said because they were switched by hand."""
        return {
            str(detail.get("name")): str(detail.get("says"))
            for kind, detail in self._told()
            if kind == "schedule" and detail.get("why") == "switched"
        }

    def wishes(self) -> dict[str, PersonWish]:
        """Return what people, by name, wanted done with calls, where the journey tells it."""
        found: dict[str, PersonWish] = {}
        for kind, detail in self._told():
            who = detail.get("who")
            if kind == "ringing" and isinstance(who, list):
                for one in who:
                    found.setdefault(str(one.get("name")), PersonWish())
            elif kind == "not_rung" and detail.get("excuse") == "do_not_disturb":
                found[str(who)] = PersonWish(do_not_disturb=True)
            elif kind == "forwarded" and detail.get("forwards") in SENDS_AWAY:
                found[str(who)] = PersonWish(forward=next(iter(_numbers(detail.get("to"))), ""))
        return found

    def _told(self) -> Iterable[tuple[str, Mapping[str, Any]]]:
        return ((str(step.get("kind")), step.get("detail") or {}) for step in self.steps)

    def _asked(self) -> Iterable[tuple[str, Mapping[str, Any]]]:
        return ((kind, detail) for kind, detail in self._told() if kind in PRESSED or kind == "menu_silence")

    def _states(self) -> dict[str, State]:
        states: dict[str, State] = {}
        rung: list[str] = []
        for kind, detail in self._told():
            who = _numbers(detail.get("who"))
            match kind:
                case "ringing":
                    rung = who
                case "answered":
                    states.update(dict.fromkeys(who, "answers"))
                    for other in rung:  # who rang, too, and was slower
                        states.setdefault(other, "silent")
                case "unanswered":
                    for one in who:
                        states.setdefault(one, "silent")
                case "ring_failed":
                    for one in who:
                        states.setdefault(one, "busy" if detail.get("status") in BUSY else "away")
                case _:
                    pass
        return states


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a rehearsed call ends, with whom."""

    ending: Ending
    who: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A call that would end otherwise."""

    call: PastCall
    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of `judged` calls; those for which there was no time are not among them."""

    judged: int
    changed: tuple[Changed, ...]


def compare(
    calls: Sequence[PastCall],
    office: Office,
    before: Callable[[PastCall], Graph],
    after: Graph,
    in_time: Callable[[], bool],
) -> Comparison:
    """Rehearse calls through the graph that answered them (`before`) and a new one, while there is time."""
    judged, changed = 0, []
    offices: dict[str, Office] = {}
    for call in calls:
        if not in_time():
            break
        switched, wishes = call.switched(), call.wishes()
        key = repr((sorted(switched.items()), sorted(wishes.items(), key=lambda one: one[0])))
        if key not in offices:
            offices[key] = _as_it_was(office, switched, wishes)
        then = offices[key]
        assumed = call.assumptions(then)
        old, new = rehearse(before(call), then, assumed), rehearse(after, then, assumed)
        judged += 1
        if (old.ending, old.who) != (new.ending, new.who):
            changed.append(Changed(call, Outcome(old.ending, old.who), Outcome(new.ending, new.who)))
    return Comparison(judged, tuple(changed))


def _as_it_was(office: Office, switched: Mapping[str, str], wishes: Mapping[str, PersonWish]) -> Office:
    """Return the company with schedules switched so, all others by their hours, and people who wish this."""
    schedules = tuple(
        msgspec.structs.replace(one, switched=switched.get(one.name, "auto")) for one in office.company.schedules
    )
    extensions = tuple(
        msgspec.structs.replace(one, rules=_wished(one.rules, wishes[one.name])) if one.name in wishes else one
        for one in office.company.extensions
    )
    return Office.of(msgspec.structs.replace(office.company, schedules=schedules, extensions=extensions))


def _wished(rules: PersonRules, wish: PersonWish) -> PersonRules:
    forwards = rules.forwards
    if wish.forward:
        others = (one for one in forwards if one.when not in SENDS_AWAY)
        forwards = (Forward("always", wish.forward), *others)
    return msgspec.structs.replace(rules, do_not_disturb=wish.do_not_disturb, forwards=forwards)


def _numbers(who: Any) -> list[str]:
    parties = who if isinstance(who, list) else [who]
    return [str(one["number"]) for one in parties if isinstance(one, dict) and one.get("number")]
