"""Calling a number of the world, as whoever is served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from offhook.call.ring import Outcome, ring
from offhook.routing.outside import asked_by

if TYPE_CHECKING:
    from offhook.scenario.run import Run

OUTSIDE_SECONDS: Final = 90.0


async def ring_outside(run: Run, number: str) -> Outcome | None:
    """Call a number of the world by the company's trunks in turn, without talking yet; None when none can be used.

    Raises:
        PartyGone: a party that matters left.
    """
    call = run.call
    by = run.caller.party.extension_id
    asked = asked_by(run.office, by, number, run.presents.get(by or "", ""))
    ways = run.reach.ways(run.office, number, call.dialled if call.direction == "inbound" else "", asked)
    outcome = await ring(call, [ways], seconds=OUTSIDE_SECONDS, caller=run.caller)
    if outcome.leg is None and not outcome.silent and all(one.elsewhere and not one.spoken for one in outcome.refusals):
        return None
    return outcome
