"""Taking a call from another phone: INVITE with Replaces (RFC 3891) and the pickup codes.

Invariant: no call of its own begins; the taker's leg joins the call that it takes, so the history stays one call. A
phone that rings may be taken by any device of its company, a conversation only by the devices of its own person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.events import LegTaken
from offhook.call.refer import find_leg, same_person
from offhook.sip.invite import ClientInvite
from offhook.switch.entering import enter
from offhook.switch.supervising import may_supervise

if TYPE_CHECKING:
    from offhook.call.exchange import Exchange
    from offhook.call.leg import Leg
    from offhook.codes import Codes
    from offhook.journal import records
    from offhook.routing.installation import Office
    from offhook.sip import events as sip
    from offhook.sip.replaces import DialogName


def find_taken(exchange: Exchange, office: Office, party: records.Party, name: DialogName) -> Leg | int:
    """Return the leg that a Replaces means and its sender may have, else the status that refuses it."""
    leg = find_leg(exchange, office.company.id, name)
    if leg is None:
        return 481
    if _rings(leg):
        return leg
    if not leg.answered:
        return 481  # an early dialog that we did not begin (RFC 3891 §3)
    if name.early_only:
        return 486
    if not same_person(leg.party, party):
        return 403
    talking = leg.call.talking
    return leg if talking is not None and leg in talking else 481


def find_ringing(exchange: Exchange, office: Office, dialled: str, own: records.Party) -> Leg | None:
    """Return the leg that a pickup code means: `*8` and an extension, or `**` for any phone of the company."""
    codes = office.company.codes
    any_phone = bool(codes.group_pickup) and dialled == codes.group_pickup
    wanted = dialled.removeprefix(codes.pickup)
    for call in exchange.calls.values():
        if call.company.id == office.company.id:
            for leg in call.legs.values():
                if _rings(leg) and (any_phone or leg.party.number == wanted) and not same_person(leg.party, own):
                    return leg
    return None


def find_pulled(exchange: Exchange, office: Office, party: records.Party, dialled: str) -> Leg | int | None:
    """Return the leg whose conversation the code pulls: one's own elsewhere, or a colleague's for who may supervise.

    None when nothing can be pulled, a status where the right is missing.
    """
    number = dialled.removeprefix(office.company.codes.pull)
    if number and not may_supervise(office, party.person_id):
        return 403
    found = None
    for call in exchange.calls.values():
        if call.company.id == office.company.id:
            for leg in call.legs.values():
                own = same_person(leg.party, party)
                meant = leg.inside and leg.party.number == number and not own if number else own
                if meant and leg.answered and not leg.gone and _talks(leg):
                    found = leg
    return found


def is_pull(dialled: str, codes: Codes) -> bool:
    """Tell whether the code that pulls a conversation was dialled."""
    rest = dialled.removeprefix(codes.pull)
    return bool(codes.pull) and dialled.startswith(codes.pull) and (not rest or (rest.isascii() and rest.isdigit()))


def _talks(leg: Leg) -> bool:
    """Tell whether a leg is one of two who talk, or in a conference of its call."""
    call = leg.call
    in_conference = call.conference is not None and call.guests is not None and leg in call.guests.members
    return in_conference or (call.talking is not None and leg in call.talking)


def is_pickup(dialled: str, codes: Codes) -> bool:
    """Tell whether a pickup code was dialled."""
    directed = bool(codes.pickup) and dialled.startswith(codes.pickup) and dialled[len(codes.pickup) :].isdigit()
    return directed or (bool(codes.group_pickup) and dialled == codes.group_pickup)


def _rings(leg: Leg) -> bool:
    return isinstance(leg.invite, ClientInvite) and leg.inside and not leg.answered and not leg.gone


async def take(event: sip.InviteReceived, old: Leg, party: records.Party) -> None:
    """Answer the taker and let its leg have the place of `old`; one that comes too late is hung up."""
    call = old.call
    leg = await enter(event, call, party)
    if leg is None:
        return
    if leg.gone or old.gone or old.call is not call or not (_rings(old) or _talks(old)):
        leg.hang_up(status=481)
        call.exchange.retire(leg)
    else:
        leg.answer()
        call.post(LegTaken(old, leg, "moved" if same_person(old.party, party) or _rings(old) else "taken_over"))
