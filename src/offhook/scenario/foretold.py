"""What comes of ringing when it is known who answers: the rules of `call/ring.py` without telephones.

Invariant: the same telephones begin at the same times as in a call, whose turn comes at once where nobody rings any
more (tests/pair/test_foretold.py holds the two together).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from offhook.scenario.visit import Unanswered

State = Literal["answers", "silent", "busy", "away"]  # away: no telephone of theirs is there
ANSWER_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Line:
    """A telephone of `who` (a member) that begins to ring after some seconds; `number` is one outside."""

    who: str
    state: State
    after_s: float = 0.0
    number: str = ""


@dataclass(frozen=True, slots=True)
class Rang:
    """What came of it: who answered, or why nobody did; `began` and `refused` say when, `seconds` how long it took."""

    seconds: float
    answered: Line | None = None
    why: Unanswered = "unreachable"
    began: tuple[tuple[float, Line], ...] = ()
    refused: tuple[tuple[float, Line], ...] = ()
    silent: tuple[Line, ...] = ()


@dataclass(slots=True)
class _Ringing:
    waiting: list[Line]
    ringing: list[tuple[float, Line]] = field(default_factory=list)  # from when
    began: list[tuple[float, Line]] = field(default_factory=list)
    refused: list[tuple[float, Line]] = field(default_factory=list)

    def begin(self, now: float, until: float) -> None:
        """Let those ring whose turn has come; where nobody rings, the next ones."""
        while self.waiting and (self.waiting[0].after_s <= until or not self.ringing):
            until = max(until, self.waiting[0].after_s)
            line = self.waiting.pop(0)
            self.began.append((now, line))
            if line.state in {"answers", "silent"}:
                self.ringing.append((now, line))
            else:
                self.refused.append((now, line))


def foretell(lines: Iterable[Line], seconds: float) -> Rang:
    """Return what comes of ringing lines for so many seconds; telephones that are `away` must be of outside numbers."""
    at = _Ringing(sorted(lines, key=lambda line: line.after_s))
    now = 0.0
    at.begin(now, 0.0)
    while at.ringing:
        answers = [
            (min(began + ANSWER_SECONDS, max(began, seconds)), place)
            for place, (began, line) in enumerate(at.ringing)
            if line.state == "answers"
        ]
        answered = min(answers, default=None)
        turn = at.waiting[0].after_s if at.waiting else seconds
        if answered is not None and answered[0] <= min(turn, seconds):
            line = at.ringing[answered[1]][1]
            return Rang(answered[0], line, "unanswered", tuple(at.began), tuple(at.refused))
        if turn >= seconds:
            silent = tuple(line for _, line in at.ringing)
            return Rang(seconds, None, "unanswered", tuple(at.began), tuple(at.refused), silent)
        now = turn
        at.begin(now, now)
    return Rang(now, None, _refusal([line for _, line in at.refused]), tuple(at.began), tuple(at.refused))


def _refusal(lines: list[Line]) -> Unanswered:
    """Return how refusals count together: an operator's word that nobody is there is no telephone that is off."""
    if not lines:
        return "unreachable"
    return "busy" if any(line.state == "busy" for line in lines) else "unanswered"
