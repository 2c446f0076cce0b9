"""Parked calls from outside their own program: a telephone that dials the code takes one, and what the API may ask.

Invariant: anybody of the company may take a parked call, as with the code; parking one is for who takes part in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from offhook.call.events import ParkedTaken, ParkedWanted, TransferRequested
from offhook.call.parking import ANY_SLOT, free_slot
from offhook.call.wish import Wish
from offhook.routing.reach import Shown
from offhook.switch.entering import enter
from offhook.switch.live import concerns

if TYPE_CHECKING:
    from collections.abc import Collection

    from offhook.call.call import Call
    from offhook.journal import records
    from offhook.sip import events as sip
    from offhook.switch.switch import Switch

Answer = Literal["accepted", "no-call", "nobody-talks", "who", "slot-taken", "not-parked", "no-phone"]


async def retrieve(event: sip.InviteReceived, call: Call, party: records.Party) -> None:
    """Answer who dials for a parked call and let it have that; one that comes too late is hung up."""
    leg = await enter(event, call, party)
    if leg is None:
        return
    parked = call.parked
    if leg.gone or parked is None or parked.taken:
        leg.hang_up(status=480)
        call.exchange.retire(leg)
    else:
        parked.taken = True
        leg.answer()
        call.post(ParkedTaken(leg))


class Parking:
    """What the API may ask."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch

    def park(
        self, tenant: str, call: str, *, slot: int = ANY_SLOT, by: str = "", people: Collection[str] | None = None
    ) -> Answer:
        """Park the other party of `by` (a leg), or of the only device of the company that talks."""
        exchange = self._switch.exchange
        found = exchange.calls.get(call)
        if found is None or found.company.id != tenant or not concerns(found, people):
            return "no-call"
        if found.talking is None:
            return "nobody-talks"
        own = [
            leg
            for leg in found.talking
            if leg.inside and by in {"", leg.leg_id} and (people is None or leg.party.person_id in people)
        ]
        if len(own) != 1:
            return "who"
        if free_slot(exchange, tenant, slot) is None:
            return "slot-taken"
        found.talking = None  # one wish at a time
        found.post(TransferRequested(Wish(own[0], "park", to=str(slot or ""))))
        return "accepted"

    def retrieve(
        self,
        tenant: str,
        call: str,
        *,
        extension: str = "",
        login: str | None = None,
        people: Collection[str] | None = None,
    ) -> Answer:
        """Ring the phones of an extension for a parked call; those of the login's person where none is named."""
        office = self._switch.installation.offices.get(tenant)
        found = self._switch.exchange.calls.get(call)
        if office is None or found is None or found.company.id != tenant:
            return "no-call"
        parked = found.parked
        if parked is None or parked.taken:
            return "not-parked"
        wanted = office.extensions.get(extension) if extension else office.extension_of_person.get(login or "")
        if wanted is None or not (people is None or wanted.person_id in people):
            return "no-phone"
        targets = self._switch.reach.extension(office, wanted, Shown(parked.leg.party.number, parked.leg.label))
        if not targets:
            return "no-phone"
        found.post(ParkedWanted(wanted.name, tuple(targets)))
        return "accepted"
