"""An event loop whose time jumps to the next timer as soon as nothing else is left to do: nothing sleeps."""

from __future__ import annotations

import asyncio
import selectors
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

AFTER_TIMER = 1e-6  # a timer is never early, as with a real clock


class VirtualLoop(asyncio.SelectorEventLoop):
    """Time is a number; threads do their work at once."""

    def __init__(self) -> None:
        self.virtual = 1000.0
        self.condition: Callable[[], bool] | None = None
        super().__init__(_Jumping(self))

    def time(self) -> float:
        return self.virtual

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:  # noqa: ARG002  no thread is used
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:  # noqa: BLE001  the caller's to handle, as from a thread
            future.set_exception(error)
        return future

    def run(self, seconds: float) -> None:
        """Let so much time pass."""
        self.until(lambda: False, seconds, must=False)

    def until(self, condition: Callable[[], bool], seconds: float = 60.0, *, must: bool = True) -> None:
        """Let time pass until something is true, for so many seconds at most."""
        timer = self.call_later(seconds, self.stop)
        self.condition = condition
        try:
            self.run_forever()
        finally:
            self.condition = None
            timer.cancel()
        assert condition() or not must, f"it did not come true within {seconds} s"


class _Jumping(selectors.SelectSelector):
    """Waits for nothing: moves the loop's time on instead."""

    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[Any]:
        if self._loop.condition is not None and self._loop.condition():
            self._loop.stop()
            return []
        ready = super().select(0)
        if not ready:
            assert timeout is not None, "nothing would ever happen again"
            if timeout:
                self._loop.virtual += timeout + AFTER_TIMER
        return ready
