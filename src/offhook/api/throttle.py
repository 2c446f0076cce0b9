"""How often a login may fail: guessing passwords is slowed down, and nobody can lock others out for long.

Invariant: memory is bounded; time is an input. An attempt counts as failed until it has succeeded.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

_MAX_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `failures` within `seconds`."""

    failures: int
    seconds: float


PER_LOGIN_AND_ADDRESS = Limit(5, 60)
PER_ADDRESS = Limit(30, 300)
PER_LOGIN = Limit(50, 900)


class Throttle:
    """Failures of late, by login, by address, and by both together."""

    __slots__ = ("_failures",)

    def __init__(self) -> None:
        self._failures: OrderedDict[tuple[str, str], list[float]] = OrderedDict()

    def wait_s(self, login: str, address: str, now: float) -> float:
        """Return how many seconds to wait before the next attempt, 0 if none."""
        return max(self._wait(key, limit, now) for key, limit in _keys(login, address))

    def failed(self, login: str, address: str, now: float) -> None:
        """Count a failure."""
        for key, limit in _keys(login, address):
            recent = [at for at in self._failures.pop(key, ()) if now - at < limit.seconds]
            self._failures[key] = [*recent[-limit.failures + 1 :], now]
        while len(self._failures) > _MAX_KEYS:
            self._failures.popitem(last=False)

    def succeeded(self, login: str, address: str) -> None:
        """Take back the attempt counted last, and forget the failures of this login from this address."""
        self._failures.pop((login, address), None)
        for key in (("", address), (login, "")):
            if attempts := self._failures.get(key):
                attempts.pop()

    def taken_back(self, login: str, address: str) -> None:
        """Take back the attempt counted last: it was no failure, and no success that forgets others."""
        for key, _ in _keys(login, address):
            if attempts := self._failures.get(key):
                attempts.pop()

    def _wait(self, key: tuple[str, str], limit: Limit, now: float) -> float:
        recent = [at for at in self._failures.get(key, ()) if now - at < limit.seconds]
        return limit.seconds - (now - recent[0]) if len(recent) >= limit.failures else 0.0


def _keys(login: str, address: str) -> tuple[tuple[tuple[str, str], Limit], ...]:
    return (
        ((login, address), PER_LOGIN_AND_ADDRESS),
        (("", address), PER_ADDRESS),
        ((login, ""), PER_LOGIN),
    )
