"""Ordered calls (click-to-call): a program asks, the person's telephones ring first, then whom it wants to talk to.

Invariant: whom the person wants is called as if the person had dialled it, under the same routes, formats, shown number
and recording rules. A switch that dies while the telephones ring is followed by one that rings them again, for
`STALE_SECONDS` at most; one that dies later by one that calls the number again, or that lets the two talk on.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from offhook.call.ring import ring
from offhook.call.target import Target
from offhook.routing.reach import Shown
from offhook.scenario.conduct import conduct
from offhook.scenario.paging import AUTO_ANSWER
from offhook.scenario.person import OFFLINE, SILENT
from offhook.scenario.programs import connect_dialled
from offhook.scenario.run import Run
from offhook.scenario.telephones import Ringing, in_turns, telephones

if TYPE_CHECKING:
    from offhook.call.call import Call
    from offhook.call.ring import Joining, Outcome
    from offhook.call.ways import Ways
    from offhook.configuration import Extension
    from offhook.routing.installation import Office
    from offhook.routing.reach import Reach
    from offhook.scenario.run import Services

PROGRAM: Final = "ordered"  # the checkpoint while the person's telephones ring
STALE_SECONDS: Final = 90.0
SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Order:
    """Who wants to talk: the person of an extension, on one device only where it is named.

    `name` is shown there instead of the name of who is called. `shows` is what the called side sees: a number of the
    company (E.164), `hidden`, or "" for the usual one. `by` is the login that asked.
    """

    extension_id: str
    by: str
    device_id: str = ""
    name: str = ""
    shows: str = ""
    auto_answer: bool = False
    seconds: float = SECONDS


def telephones_of(
    order: Order, office: Office, reach: Reach, services: Services, shown: Shown
) -> list[Target | Ways | Joining]:
    """Return what is to ring for an order: the person's telephones, whatever they forward, and its own mobiles."""
    person = office.extensions_by_id[order.extension_id]
    found = telephones(Ringing(office, reach, services.prompts, shown), person, asked=True)
    if order.device_id:
        found = [replace(one, after_s=0) for one in found if _is_device(one, order.device_id)]
    return in_turns([replace(one, target=_own(one.target, order)) for one in found])


def _is_device(one: Joining, device_id: str) -> bool:
    return isinstance(one.target, Target) and one.target.party.device_id == device_id


def _own(target: Target | Ways, order: Order) -> Target | Ways:
    """Let a telephone ring itself instead of whom it forwards to, and answer by itself where that is wished."""
    if not isinstance(target, Target):
        return target
    headers = (*target.headers, *AUTO_ANSWER) if order.auto_answer else target.headers
    return replace(target, follow=None, headers=headers)


async def carry_out(call: Call, order: Order, office: Office, reach: Reach, services: Services) -> None:
    """Ring the person, and then whom it wants.

    Raises:
        PartyGone: one of them left.
    """
    person = office.extensions_by_id[order.extension_id]
    call.checkpoint(PROGRAM, order=asdict(order))
    shown = shown_to(order, office, call.dialled)
    targets = telephones_of(order, office, reach, services, shown)
    if not targets:  # after a restart
        reason = SILENT if reach.registered(office, person) else OFFLINE
        call.step("ring_failed", who=person.name, status=480, reason=reason)
        call.end_as("system", f"{person.name}: {reason}", result="unanswered", status=480)
        return
    call.step("ringing", who=[{"number": person.number, "name": person.name}], seconds=round(order.seconds))
    outcome = await ring(call, targets, seconds=order.seconds, caller=None)
    leg = outcome.leg
    if leg is None:
        _give_up(call, person, outcome)
        return
    call.essential.add(leg)
    call.checkpoint("ordered_answered", caller=leg.leg_id, shows=order.shows)
    run = Run(call, leg, office, reach, services, Shown(person.number, person.name))
    _present(run, order.shows)
    await conduct(run, connect_dialled)


def shown_to(order: Order, office: Office, dialled: str) -> Shown:
    """Return as who calls, the person sees whom the call is for."""
    colleague = office.extensions.get(dialled)
    name = order.name or (colleague.name if colleague else office.name_of(dialled))
    return Shown(dialled, name or dialled)


def _give_up(call: Call, person: Extension, outcome: Outcome) -> None:
    if outcome.silent or not outcome.refusals:
        call.end_as("system", f"{person.name} did not answer", result="unanswered", status=480)
        return
    result = outcome.cause.result
    refused = result if result in {"busy", "rejected"} else "unanswered"
    call.end_as("system", f"{person.name}: {outcome.refusals[0].reason}", result=refused, status=outcome.status)


def _present(run: Run, shows: str) -> None:
    if shows:
        run.presents[run.caller.party.extension_id or ""] = shows


async def resume_ordered(run: Run, state: dict[str, Any]) -> None:
    """Call the number again for a person who had answered before the switch was restarted.

    Raises:
        PartyGone: one of them left.
        TransferDue: the conversation ended by a wish.
    """
    _present(run, state["shows"])
    await connect_dialled(run)
