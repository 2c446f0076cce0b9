"""How the ways to operators stand: which gateway answers, which is slow, and which is left alone for a while.

Invariant: what is known comes from probes and calls only, and is learned anew after a restart; nobody waits for it. A
way that nothing is known of may be used. Times are those of the SIP cores, in seconds.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Collection

log = logging.getLogger(__name__)

Standing = Literal["unknown", "up", "lagging", "down"]
HOP: Final = " by "
"""In the key of a way: what stands between its gateway, which has a name, and the hop."""
LAGGING_SECONDS: Final = 0.5
"""Who answers later than this has been asked twice (RFC 3261, T1)."""
AVOIDED_SECONDS: Final = 30.0
"""How long a way that a call found dead is left alone, unless a probe finds it alive before."""
LONGEST_REST_SECONDS: Final = 300.0


@dataclass(frozen=True, slots=True)
class State:
    """How a way stands, since when and why; `answer_s` is how long its last answer took."""

    standing: Standing = "unknown"
    since: float | None = None
    reason: str = ""
    answer_s: float | None = None
    avoided_until: float | None = None


class Health:
    """All ways by their keys (`routing/gateways.py`)."""

    __slots__ = ("_resting", "_states", "_ways")

    def __init__(self) -> None:
        self._ways: dict[str, set[str]] = {}
        self._states: dict[str, State] = {}
        self._resting: dict[str, float] = {}

    def of(self, way: str) -> State:
        """Return how a way stands."""
        return self._states.get(way, _UNKNOWN)

    def at(self, gateway: str) -> list[State]:
        """Return how each way by a gateway stands of which something is known."""
        return [self._states[way] for way in self._ways.get(gateway, ())]

    def answered(self, way: str, took_s: float, now: float) -> None:
        """Note that a way has answered something after so many seconds."""
        slow = took_s > LAGGING_SECONDS
        reason = f"answered after {took_s:.1f} s" if slow else ""
        self._become(way, State("lagging" if slow else "up", now, reason, took_s))

    def failed(self, way: str, reason: str, now: float, *, for_s: float | None = None) -> None:
        """Note that a way does not work: until a probe is answered, or for so many seconds."""
        self._become(way, State("down", now, reason, None, None if for_s is None else now + for_s))

    def rest(self, way: str, seconds: int | None, now: float) -> None:
        """Note that a way asked for so many seconds without new calls (503 with Retry-After)."""
        if seconds:
            self._resting[way] = now + min(seconds, LONGEST_REST_SECONDS)

    def trouble(self, way: str, now: float) -> str:
        """Return why a way should not be used now, "" where it may be."""
        rest = self._resting.get(way, 0.0) - now
        if rest > 0:
            return f"it asked for a pause of {rest:.0f} s more"
        state = self.of(way)
        if state.standing != "down" or (state.avoided_until is not None and state.avoided_until <= now):
            return ""
        return state.reason

    def keep(self, ways: Collection[str]) -> None:
        """Forget all ways but these."""
        for known in (self._states, self._resting):
            for way in [way for way in known if way not in ways]:
                del known[way]
        self._ways.clear()
        for way in self._states:
            self._ways.setdefault(_gateway(way), set()).add(way)

    def _become(self, way: str, state: State) -> None:
        before = self.of(way)
        if before.standing == state.standing and before.since is not None:
            state = State(state.standing, before.since, state.reason, state.answer_s, state.avoided_until)
        elif state.standing == "down":
            log.warning("gateway %s is down: %s", way, state.reason)
        elif before.standing == "down":
            log.info("gateway %s is %s again", way, state.standing)
        self._states[way] = state
        self._ways.setdefault(_gateway(way), set()).add(way)


def _gateway(way: str) -> str:
    gateway, _, hop = way.rpartition(HOP)
    return gateway or hop


_UNKNOWN: Final = State()
