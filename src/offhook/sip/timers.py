"""Timers as data.

A heap of due times whose cancelled entries are dropped when they surface, or all at once when they are the majority.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Action = Callable[[Any, float], None]

_WORTH_COMPACTING = 1024


class Timer:
    """One pending call of `action(argument, now)`; cancelled when `action` is None."""

    __slots__ = ("action", "argument", "when")

    def __init__(self, when: float, action: Action, argument: Any) -> None:
        self.when = when
        self.action: Action | None = action
        self.argument = argument


class TimerHeap:
    """All timers of one endpoint, in monotonic seconds."""

    __slots__ = ("_cancelled", "_count", "_heap")

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Timer]] = []
        self._count = 0
        self._cancelled = 0

    def start(self, when: float, action: Action, argument: Any) -> Timer:
        """Call `action(argument, now)` once `when` has come."""
        timer = Timer(when, action, argument)
        self._count += 1
        heappush(self._heap, (when, self._count, timer))
        return timer

    def cancel(self, timer: Timer | None) -> None:
        """Drop a timer; None and one that has run are fine."""
        if timer is None or timer.action is None:
            return
        timer.action = timer.argument = None
        self._cancelled += 1
        if self._cancelled > _WORTH_COMPACTING and self._cancelled * 2 > len(self._heap):
            self._heap = [entry for entry in self._heap if entry[2].action is not None]
            heapify(self._heap)
            self._cancelled = 0

    def next(self) -> float | None:
        """Return when the next timer is due, None without any."""
        heap = self._heap
        while heap:
            when, _, timer = heap[0]
            if timer.action is not None:
                return when
            heappop(heap)
            self._cancelled -= 1
        return None

    def run(self, now: float) -> None:
        """Run all timers that are due, in the order of their times."""
        while self._heap and self._heap[0][0] <= now:
            timer = heappop(self._heap)[2]
            action, argument = timer.action, timer.argument
            if action is None:
                self._cancelled -= 1
                continue
            timer.action = timer.argument = None
            action(argument, now)

    def __len__(self) -> int:
        return len(self._heap) - self._cancelled
