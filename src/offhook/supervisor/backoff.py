"""How long to wait before something that died is started again: not at all at first, then ever longer."""

from __future__ import annotations

from typing import Final

FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 5.0  # callers wait for it
HEALTHY_SECONDS: Final = 20.0


class Backoff:
    """Counts deaths; one that lived well starts from the beginning."""

    def __init__(self) -> None:
        self.failures = 0

    def pause(self, lived_s: float) -> float:
        """Return the seconds to wait after a life of `lived_s`."""
        self.failures = 1 if lived_s >= HEALTHY_SECONDS else self.failures + 1
        if self.failures == 1:
            return 0.0
        return min(FIRST_PAUSE * 2.0 ** (self.failures - 2), LONGEST_PAUSE)
