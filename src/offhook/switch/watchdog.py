"""Counts the stalls of the event loop: nothing may hold it for more than 20 ms.

Time in which the thread was ready, but the machine gave the processor to others, is not a stall of ours; Linux counts
it (`schedstat`, second figure).
"""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

TICK_SECONDS = 0.05
STALL_SECONDS = 0.02
SCHEDSTAT = "/proc/thread-self/schedstat"


class Watchdog:
    """Wakes up regularly and looks how late it is; `stalls` counts, `worst_ms` remembers, `lag_s` adds all up.

    `on_lag` is told each time how late it was in all, in seconds, whoever was to blame.
    """

    def __init__(self, on_lag: Callable[[float], None] = lambda _seconds: None) -> None:
        self._on_lag = on_lag
        self.stalls = 0
        self.worst_ms = 0.0
        self.lag_s = 0.0
        self._loop = asyncio.get_running_loop()
        self._due = 0.0
        try:
            self._schedstat = os.open(SCHEDSTAT, os.O_RDONLY | os.O_CLOEXEC)  # of this thread, whoever reads it
        except OSError:
            self._schedstat = -1
        self._waited = self._processor_wait()
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to watch."""
        self._due = self._loop.time() + TICK_SECONDS
        self._timer = self._loop.call_at(self._due, self._tick)

    def stop(self) -> None:
        """End watching."""
        if self._timer is not None:
            self._timer.cancel()
        if self._schedstat >= 0:
            os.close(self._schedstat)
            self._schedstat = -1

    def _tick(self) -> None:
        waited = self._processor_wait()
        lag = self._loop.time() - self._due
        self._on_lag(max(0.0, lag))
        self.lag_s += max(0.0, lag)
        late = lag - (waited - self._waited)
        self._waited = waited
        if late > STALL_SECONDS:
            self.stalls += 1
            self.worst_ms = max(self.worst_ms, late * 1000)
            log.warning("the loop stood still for %.0f ms", late * 1000)
        self.start()

    def _processor_wait(self) -> float:
        """Return how long this thread was ready without running so far, seconds; 0 where the system does not tell."""
        if self._schedstat < 0:
            return 0.0
        try:
            return int(os.pread(self._schedstat, 128, 0).split()[1]) / 1e9
        except (OSError, IndexError, ValueError):
            return 0.0
