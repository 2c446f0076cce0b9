"""Calling a number of the world: one trunk and gateway after the other, until one takes the call.

Who is silent costs time: half of what is left of four seconds, so that five ways can be tried in them. The last way is
given them all. A way that answers for itself (busy, no such number) is the end of it.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from offhook.call.health import AVOIDED_SECONDS
from offhook.call.ring import Outcome, Refusal, ring
from offhook.journal.records import Party
from offhook.routing.gateways import gateway_text, in_order
from offhook.routing.operator import OPERATOR_SILENCE_SECONDS
from offhook.routing.reach import Shown, caller_id_for
from offhook.routing.routes import trunks_for
from offhook.sip.locating import is_address

if TYPE_CHECKING:
    from offhook.call.target import Target
    from offhook.configuration import Trunk
    from offhook.scenario.run import Run

OUTSIDE_SECONDS: Final = 90.0
SHORTEST_SILENCE_SECONDS: Final = 0.5
MOST_WAYS: Final = 5
SILENT: Final = 408


async def ring_outside(run: Run, number: str) -> Outcome | None:
    """Call a number of the world by the company's trunks in turn, without talking yet; None when none can be used.

    Raises:
        PartyGone: a party that matters left.
    """
    ways, taken = _ways(run, number)
    if not ways and taken:
        return Outcome(None, (Refusal(Party(number=number), 503, taken, spoken="lines_taken"),))
    left = OPERATOR_SILENCE_SECONDS
    for number_of_way, (trunk, shown, target) in enumerate(ways, 1):
        if taken := _taken(run, trunk):
            continue
        last = number_of_way == len(ways)
        limit = OPERATOR_SILENCE_SECONDS if last else max(left / 2, SHORTEST_SILENCE_SECONDS)
        outcome = await _by(run, trunk, shown, replace(target, silence_limit_s=limit))
        if outcome.leg is not None or not outcome.cause.elsewhere:
            return outcome
        if outcome.status == SILENT:
            left -= limit
    return None


def _taken(run: Run, trunk: Trunk) -> str:
    """Return why a trunk takes no more calls, "" where it does; the history tells it."""
    taken = run.call.exchange.channels.full(trunk, "outbound")
    if taken:
        run.call.step("passed_over", trunk=trunk.name, reason=taken)
    return taken


def _ways(run: Run, number: str) -> tuple[list[tuple[Trunk, Shown, Target]], str]:
    """Return the ways to try in their order; those in trouble are passed over, unless all are.

    With them comes why a trunk was left out whose channels are all taken.
    """
    call, health = run.call, run.call.exchange.health
    now = call.exchange.now()
    usable: list[tuple[Trunk, Shown, Target]] = []
    full = ""
    troubled: list[tuple[tuple[Trunk, Shown, Target], str]] = []
    for trunk in trunks_for(run.office, number):
        caller_id = caller_id_for(run.office, trunk)
        if caller_id is None:
            call.step("ring_failed", who=trunk.name, status=503, reason="the company has no number to show")
            continue
        if taken := _taken(run, trunk):
            full = taken
            continue
        shown = Shown(caller_id, run.office.company.name, call.dialled if call.direction == "inbound" else "")
        for at in in_order(trunk, health, random.random):
            found = run.reach.outside(at, number, shown, run.office.company.country)
            if not found:
                call.step("ring_failed", who=trunk.name, status=503, reason=f"{at.host} has no known address")
            for target in found:
                if trouble := health.trouble(target.way, now):
                    troubled.append(((at, shown, target), trouble))
                else:
                    usable.append((at, shown, target))
    if not usable:
        return [way for way, _ in troubled[:MOST_WAYS]], full
    for (at, _, target), trouble in troubled:
        call.step("passed_over", trunk=at.name, gateway=gateway_text(at, target.flow), reason=trouble)
    return usable[:MOST_WAYS], full


async def _by(run: Run, trunk: Trunk, shown: Shown, target: Target) -> Outcome:
    """Try one way, and remember what became of it."""
    call, exchange = run.call, run.call.exchange
    named = not is_address(trunk.host)
    more = {"gateway": gateway_text(trunk, target.flow)} if named or len(trunk.gateways) > 1 else {}
    call.step("outbound", trunk=trunk.name, number=target.party.number, **{"as": shown.number}, **more)
    outcome = await ring(call, [target], seconds=OUTSIDE_SECONDS, caller=run.caller)
    dead = next((refusal for refusal in outcome.refusals if refusal.unreachable), None)
    if dead is not None:
        exchange.health.failed(target.way, f"a call got {dead.reason}", exchange.now(), for_s=AVOIDED_SECONDS)
    elif exchange.health.of(target.way).standing == "down":
        exchange.health.answered(target.way, 0.0, exchange.now())
    return outcome
