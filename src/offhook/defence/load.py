"""When to put requests off, before the switch gets slow: 503 with Retry-After (RFC 3261 §21.5.4).

Two measures: how late the event loop comes to its work, and how many new requests came in this second. Calls that exist
are never touched: only requests outside dialogs are asked about. Refreshed registrations are put off last, because a
phone that loses its registration cannot be called for long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["refresh", "other"]

_SMOOTHING: Final = 0.2  # with a sample each 50 ms: a quarter of a second


@dataclass(frozen=True, slots=True)
class LoadRules:
    """Bounds; lags in seconds, smoothed over about a quarter of a second; requests per second."""

    late: float = 0.3
    very_late: float = 1.0
    relieved: float = 0.05
    requests: int = 2_000
    refreshes: int = 5_000


class Load:
    """How busy one switch is."""

    __slots__ = ("_count", "_lag", "_late", "_rules", "_second", "put_off")

    def __init__(self, rules: LoadRules | None = None) -> None:
        self.put_off = 0  # how many were not admitted
        self._rules = rules or LoadRules()
        self._lag = 0.0
        self._late = False
        self._second = 0
        self._count = 0

    @property
    def late(self) -> bool:
        """Whether new requests are put off because of the loop."""
        return self._late

    def lagged(self, seconds: float) -> None:
        """Take how late the loop came, regularly."""
        self._lag += (seconds - self._lag) * _SMOOTHING
        if self._lag > self._rules.late:
            self._late = True
        elif self._lag < self._rules.relieved:
            self._late = False

    def arrived(self, now: float) -> bool:
        """Count a new request outside dialogs; True when it is served of whatever kind it is."""
        second = int(now)
        if second != self._second:
            self._second, self._count = second, 0
        self._count += 1
        return not self._late and self._count <= self._rules.requests

    def admits(self, kind: Kind) -> bool:
        """Tell whether the request that has just arrived is served now."""
        rules = self._rules
        if kind == "refresh":
            fine = self._count <= rules.refreshes and self._lag < rules.very_late
        else:
            fine = self._count <= rules.requests and not self._late
        if not fine:
            self.put_off += 1
        return fine
