"""One line of waiting callers, their order, and how the day went.

Invariant: the order is by the time of coming, made earlier by priority (a point of it is worth some seconds of
waiting), so that nobody waits for ever behind important callers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from offhook.configuration import Queue

Leaving = Literal["answered", "abandoned", "timeout", "key", "nobody"]
USUAL_HANDLING_S = 180.0  # before anything is known
WEIGHT = 0.1  # of the newest conversation in what is usual


@dataclass(slots=True)
class Waiting:
    """A caller who waits, or one who was promised to be called back (`promised`).

    `since` is when the place was taken, `entered` when this stay began. `skills` are the levels that an agent needs,
    `agent` who is to be waited for a while. `offered` are those whose telephones ring now, `tried` counts whom it was
    offered to in vain. A promise is not kept before `not_before`; one that is `owed`
    was made by nobody: it stands on the list of owed calls, which knows how often to try.
    """

    id: str
    queue: str
    since: float
    number: str = ""
    name: str = ""
    entered: float = 0.0
    priority: int = 0
    skills: Mapping[str, int] = field(default_factory=dict)
    agent: str = ""
    promised: bool = False
    owed: bool = False
    attempts: int = 0
    not_before: float = 0.0
    offered: tuple[str, ...] = ()
    tried: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Figures:
    """How a line did on one day; `waited_s` is of those who were answered."""

    day: int = 0
    entered: int = 0
    answered: int = 0
    in_time: int = 0
    abandoned: int = 0
    abandoned_early: int = 0
    left: int = 0
    promised: int = 0
    waited_s: float = 0.0
    longest_s: float = 0.0

    @property
    def service_level(self) -> float | None:
        """Return the share answered in time, of 1; who gave up before that time does not count."""
        counted = self.answered + self.abandoned - self.abandoned_early + self.left
        return self.in_time / counted if counted else None


class Line:
    """The callers of one queue."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self.waiting: dict[str, Waiting] = {}
        self.figures = Figures()
        self.handling_s = USUAL_HANDLING_S
        self.last_offered = ""

    def rank(self, one: Waiting) -> tuple[float, float, str]:
        """Return what the order goes by, also among callers of several queues."""
        worth = (one.priority + self.queue.priority) * self.queue.priority_s
        return one.since - worth, one.since, one.id

    def order(self) -> list[Waiting]:
        """Return who waits, first who is next."""
        return sorted(self.waiting.values(), key=self.rank)

    def position(self, name: str) -> int:
        """Return the place of a caller, 1 for who is next; 0 for nobody who waits."""
        if name not in self.waiting:
            return 0
        return 1 + [one.id for one in self.order()].index(name)

    @property
    def full(self) -> bool:
        """Whether nobody else may wait; who was promised a call takes no place away."""
        return sum(not one.promised for one in self.waiting.values()) >= self.queue.longest

    def handled(self, seconds: float) -> None:
        """Learn how long agents take for one caller."""
        self.handling_s += WEIGHT * (seconds - self.handling_s)

    def note_day(self, day: int) -> None:
        """Count anew on a new day."""
        if self.figures.day != day:
            self.figures = Figures(day)

    def count(self, one: Waiting, how: Leaving, now: float) -> None:
        """Count how a caller left the line; a promise was counted when it was made."""
        if one.promised:
            return
        figures, waited = self.figures, now - one.since
        figures.longest_s = max(figures.longest_s, waited)
        match how:
            case "answered":
                figures.answered += 1
                figures.waited_s += waited
                figures.in_time += waited <= self.queue.service_level_s
            case "abandoned":
                figures.abandoned += 1
                figures.abandoned_early += waited <= self.queue.service_level_s
            case "timeout" | "key" | "nobody":
                figures.left += 1
