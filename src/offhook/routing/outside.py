"""The ways to a number of the world: one trunk, gateway and server after the other.

Who is silent costs time: half of what is left of four seconds, so that five ways can be tried in them. The last way is
given them all. A way that answers for itself (busy, no such number) is the end of it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import msgspec

from offhook.call.health import AVOIDED_SECONDS
from offhook.call.ways import Refusal
from offhook.journal.records import Party
from offhook.routing.dialling import is_emergency
from offhook.routing.gateways import gateway_text, in_order
from offhook.routing.operator import OPERATOR_SILENCE_SECONDS, Shown, caller_id_for
from offhook.routing.presenting import HIDDEN
from offhook.routing.routes import trunks_for
from offhook.sip.locating import is_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.call.call import Call
    from offhook.call.target import Target
    from offhook.configuration import Trunk
    from offhook.media.protocol import PlayItem
    from offhook.routing.installation import Office

    Reached = Callable[[Trunk, str, Shown, str], list[Target]]

SHORTEST_SILENCE_SECONDS: Final = 0.5
MOST_WAYS: Final = 5
SILENT: Final = 408
NOBODY: Final = "the operator cannot be reached"


@dataclass(frozen=True, slots=True)
class _Way:
    trunk: Trunk
    shown: Shown
    target: Target


@dataclass(frozen=True, slots=True)
class Asked:
    """More about an outside call: whose own telephone it is for, and what is to be seen and heard there.

    `shows` is a number (E.164) instead of the company's, `hidden` withholds it; `confirm` is what who answers hears
    until key 1 takes the call.
    """

    person: Party | None = None
    shows: str = ""
    hidden: bool = False
    confirm: tuple[PlayItem, ...] = ()


def asked_by(office: Office, extension_id: str | None, number: str, chosen: str = "") -> Asked:
    """Return as whom a person calls a number: as `chosen` for this call, else as the person or its branch always does.

    Emergency services are always told the number.
    """
    extension = office.extensions_by_id.get(extension_id or "")
    branch = office.branches.get(extension.branch_id or "") if extension else None
    wanted = chosen or (extension.rules.shows if extension else "") or (branch.shows if branch else "")
    if wanted == HIDDEN:
        return Asked(hidden=not is_emergency(number, office.company.country))
    return Asked(shows=wanted if wanted in office.numbers else "")


class OutsideWays:
    """The ways to one number for one call.

    `outside` gives the targets behind a trunk; `forwarded_from` is the number that the call was for first, "" of one
    that was not forwarded. With `own` that is the number which the trunk shows. `asked` says more.
    """

    def __init__(
        self,
        outside: Reached,
        office: Office,
        number: str,
        forwarded_from: str = "",
        *,
        own: bool = False,
        asked: Asked | None = None,
    ) -> None:
        self.uri = f"tel:{number}"
        self._asked = asked or Asked()
        self.number = number
        self.party = self._asked.person or Party(number=number, name=office.name_of(number))
        self._outside = outside
        self._office = office
        self._forwarded_from = forwarded_from
        self._own = own
        self._ways: list[_Way] = []
        self._left_s = OPERATOR_SILENCE_SECONDS

    def first(self, call: Call) -> Target | Refusal:
        """Return the way to try first, or why there is none."""
        self._ways, taken = self._find(call)
        if not self._ways and taken:
            return Refusal(self.party, 503, taken, spoken="lines_taken")
        return self._next(call) or Refusal(self.party, 503, NOBODY)

    def after(self, call: Call, target: Target, refusal: Refusal) -> Target | None:
        """Return the next way, and remember how the one before did."""
        if refusal.unreachable:
            exchange = call.exchange
            reason = f"a call got {refusal.reason}"
            exchange.health.failed(target.way, reason, exchange.now(), for_s=AVOIDED_SECONDS)
        else:
            self.heard(call, target)
        if not refusal.elsewhere:
            return None
        if refusal.status == SILENT:
            self._left_s -= target.silence_limit_s or 0.0
        return self._next(call)

    def heard(self, call: Call, target: Target) -> None:
        """Note that a way works that was thought not to."""
        health, now = call.exchange.health, call.exchange.now()
        if health.of(target.way).standing == "down":
            health.answered(target.way, 0.0, now)

    def _next(self, call: Call) -> Target | None:
        while self._ways:
            way = self._ways.pop(0)
            trunk = way.trunk
            if self._taken(call, trunk):
                continue
            limit = max(self._left_s / 2, SHORTEST_SILENCE_SECONDS) if self._ways else OPERATOR_SILENCE_SECONDS
            named = not is_address(trunk.host)
            gateway = gateway_text(trunk, way.target.flow)
            more = {"gateway": gateway} if named or len(trunk.gateways) > 1 else {}
            more |= {} if way.shown.hidden else {"as": way.shown.number}
            if call.direction == "outbound":
                call.capture.line = way.shown.number
            call.step("outbound", trunk=trunk.name, number=self.number, **more)
            party = msgspec.structs.replace(self.party, trunk_id=trunk.id)
            return replace(way.target, party=party, silence_limit_s=limit, ways=self, asks=self._asked.confirm)
        return None

    def _find(self, call: Call) -> tuple[list[_Way], str]:
        """Return the ways to try in their order; those in trouble are passed over, unless all are.

        With them comes why a trunk was left out whose channels are all taken.
        """
        office, health, now = self._office, call.exchange.health, call.exchange.now()
        usable: list[_Way] = []
        troubled: list[tuple[_Way, str]] = []
        full = ""
        for trunk in trunks_for(office, self.number):
            caller_id = caller_id_for(office, trunk)
            if caller_id is None:
                call.step("ring_failed", who=trunk.name, status=503, reason="the company has no number to show")
                continue
            if taken := self._taken(call, trunk):
                full = taken
                continue
            from_ = caller_id if self._own else self._forwarded_from
            asked = self._asked
            shown = Shown(asked.shows or caller_id, office.company.name, from_, hidden=asked.hidden)
            for at in in_order(trunk, health, random.random):
                found = self._outside(at, self.number, shown, office.company.country)
                if not found:
                    call.step("ring_failed", who=trunk.name, status=503, reason=f"{at.host} has no known address")
                for target in found:
                    if trouble := health.trouble(target.way, now):
                        troubled.append((_Way(at, shown, target), trouble))
                    else:
                        usable.append(_Way(at, shown, target))
        if not usable:
            return [way for way, _ in troubled[:MOST_WAYS]], full
        for way, trouble in troubled:
            gateway = gateway_text(way.trunk, way.target.flow)
            call.step("passed_over", trunk=way.trunk.name, gateway=gateway, reason=trouble)
        return usable[:MOST_WAYS], full

    @staticmethod
    def _taken(call: Call, trunk: Trunk) -> str:
        """Return why a trunk takes no more calls, "" where it does; the history tells it."""
        taken = call.exchange.channels.full(trunk, "outbound")
        if taken:
            call.step("passed_over", trunk=trunk.name, reason=taken)
        return taken
