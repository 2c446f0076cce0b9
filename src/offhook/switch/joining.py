"""INVITEs of devices that begin no call, but join one that there is: Replaces, supervision, pickup, parked calls.

Invariant: what is dialled for an extension is never taken for a code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.call import Call
from offhook.call.guest import Invitation
from offhook.call.leg import Leg
from offhook.call.parking import find_parked, read_slot
from offhook.errors import BadMessage
from offhook.sip.replaces import replaces_of
from offhook.switch.parking import retrieve
from offhook.switch.supervising import attend, find_supervised, is_supervision
from offhook.switch.taking import find_pulled, find_ringing, find_taken, is_pickup, is_pull, take

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from offhook.call.exchange import Exchange
    from offhook.journal import records
    from offhook.routing.installation import Office
    from offhook.sip import events as sip

    Reject = Callable[[int, Sequence[tuple[str, str]]], None]


def joins(
    exchange: Exchange, event: sip.InviteReceived, office: Office, party: records.Party, dialled: str, reject: Reject
) -> bool:
    """Let a device have a call that goes on, or refuse it that; False for what is to be a call of its own."""
    found: Leg | Call | Invitation | int | None
    try:
        name = replaces_of(event.request)
    except BadMessage as error:
        reject(error.status, [("Warning", f'399 offhook "{error}"')])
        return True
    if name is not None:
        found = find_taken(exchange, office, party, name)
    else:
        found = None if office.has_short(dialled) else _find(exchange, office, party, dialled)
    match found:
        case None:
            return False
        case int() as status:
            reject(status, ())
        case Invitation() as invitation:
            exchange.spawn(attend(event, invitation, party))
        case Call() as parked:
            exchange.spawn(retrieve(event, parked, party))
        case Leg() as leg:
            exchange.spawn(take(event, leg, party))
    return True


def _find(
    exchange: Exchange, office: Office, party: records.Party, dialled: str
) -> Leg | Call | Invitation | int | None:
    """Return what a code wants: a leg's place, a parked call, to supervise, or the status that refuses it.

    None is no such code, or one that finds nothing, of which a call of its own tells.
    """
    codes = office.company.codes
    if is_supervision(dialled, codes):
        return find_supervised(exchange, office, party, dialled)
    if (slot := read_slot(codes, dialled)) is not None:
        return find_parked(exchange, office.company.id, slot)
    if is_pull(dialled, codes):
        return find_pulled(exchange, office, party, dialled)
    if is_pickup(dialled, codes):
        return find_ringing(exchange, office, dialled, party) or 480
    return None
