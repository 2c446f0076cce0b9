"""How many calls go by each trunk, where its limits are, and the alarm before they are reached.

Invariant: a leg with a trunk counts from its making to its end, also over a restart of the switch. The alarm rises at
once and falls only when there is some room again, so that it does not come and go with each call; the journal holds it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal

from offhook.journal import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from offhook.call.exchange import Exchange
    from offhook.call.leg import Leg
    from offhook.configuration import Trunk

log = logging.getLogger(__name__)

Way = Literal["inbound", "outbound"]


class Channels:
    """The legs of all trunks, counted as they come and go: there may be thousands."""

    __slots__ = ("_counts", "_exchange", "_legs")

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._legs: set[Leg] = set()
        self._counts: dict[tuple[str, Way], int] = {}

    def take(self, leg: Leg) -> None:
        """Count a leg that begins."""
        if leg.party.trunk_id and leg not in self._legs:
            self._legs.add(leg)
            self._count(leg, 1)

    def free(self, leg: Leg) -> None:
        """Count a leg no longer that has ended."""
        if leg in self._legs:
            self._legs.discard(leg)
            self._count(leg, -1)

    def used(self, trunk_id: str) -> tuple[int, int]:
        """Return how many calls come by a trunk now, and how many go."""
        return self._counts.get((trunk_id, "inbound"), 0), self._counts.get((trunk_id, "outbound"), 0)

    def full(self, trunk: Trunk, way: Way) -> str:
        """Return why no more calls go this way by a trunk, "" where one does."""
        for kind, used, limit in self._limits(trunk):
            if used >= limit and kind in (way, "all"):
                words = "channels" if kind == "all" else f"{kind} channels"
                return f"all {limit} {words} are taken"
        return ""

    def look(self, trunk: Trunk, tenant: str) -> None:
        """Raise or end the alarm of a trunk."""
        alarms = self._exchange.journal.state.alarms
        before = alarms[trunk.id].level if trunk.id in alarms else "clear"
        level: Literal["clear", "near", "full"] = "clear"
        worst = ("all", 0, 0)
        for kind, used, limit in self._limits(trunk):
            threshold = max(1, min(-(-limit * trunk.alarm_percent // 100), limit - 1))
            relaxed = max(0, threshold - 1 - limit // 10)
            now = "full" if used >= limit else "near" if used >= threshold else "clear"
            if now == "full" or (level != "full" and (now == "near" or (before != "clear" and used > relaxed))):
                level = "full" if now == "full" else "near"
                worst = (kind, used, limit)
        if level == before or (before == "full" and level == "near"):
            return
        self._exchange.journal.append(
            records.TrunkAlarm(trunk.id, tenant, self._exchange.wall(), level, worst[0], worst[1], worst[2])
        )
        if level == "clear":
            log.info("trunk %s (%s) has room again", trunk.name, trunk.id)
        else:
            log.warning("trunk %s (%s): %d of %d channels (%s) are taken", trunk.name, trunk.id, *worst[1:], worst[0])

    def _count(self, leg: Leg, more: Literal[1, -1]) -> None:
        company, place = leg.call.company, (leg.party.trunk_id or "", leg.direction)
        self._counts[place] = self._counts.get(place, 0) + more
        for trunk in company.trunks:
            if trunk.id == leg.party.trunk_id:
                self.look(trunk, company.id)

    def _limits(self, trunk: Trunk) -> Iterator[tuple[str, int, int]]:
        """Yield the limits that a trunk has: of what, how many are taken, how many there are."""
        inbound, outbound = self.used(trunk.id)
        counted = (
            ("inbound", inbound, trunk.channels_in),
            ("outbound", outbound, trunk.channels_out),
            ("all", inbound + outbound, trunk.channels),
        )
        yield from (one for one in counted if one[2])
