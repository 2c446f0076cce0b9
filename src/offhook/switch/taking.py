"""Taking a call from another phone: INVITE with Replaces (RFC 3891) and the pickup codes.

Invariant: no call of its own begins; the taker's leg joins the call that it takes, so the history stays one call. A
phone that rings may be taken by any device of its company, a conversation only by the devices of its own person.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from offhook import causes
from offhook.call.events import LegTaken
from offhook.call.fax import need_sound
from offhook.call.leg import Leg
from offhook.call.negotiation import INSUFFICIENT_BANDWIDTH, came_straight, warning
from offhook.call.refer import find_leg, same_person
from offhook.call.terms import MediaTerms
from offhook.errors import LineFull, MediaError, NotAcceptable, RemoteError
from offhook.ids import new_id
from offhook.journal import records
from offhook.sip.invite import ClientInvite

if TYPE_CHECKING:
    from offhook.call.call import Call
    from offhook.call.exchange import Exchange
    from offhook.configuration import Codes
    from offhook.routing.installation import Office
    from offhook.sip import events as sip
    from offhook.sip.replaces import DialogName

log = logging.getLogger(__name__)


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
    talking = call.talking is not None and old in call.talking
    if leg.gone or old.gone or old.call is not call or not (_rings(old) or talking):
        leg.hang_up(status=481)
        call.exchange.retire(leg)
    else:
        leg.answer()
        call.post(LegTaken(old, leg))


async def enter(event: sip.InviteReceived, call: Call, party: records.Party) -> Leg | None:
    """Make a leg of an INVITE that joins a call and is ready to be answered; None when it was refused."""
    exchange = call.exchange
    leg = Leg(call, new_id(), "inbound", party)
    leg.invite = event.invite
    leg.flow = event.flow
    leg.direct = came_straight(event.request)
    leg.terms = MediaTerms.of_party(call.company, party, event.flow)
    event.invite.owner = leg
    call.journal(records.LegStarted(call.call_id, leg.leg_id, exchange.wall(), "inbound", party))
    try:
        await leg.open_media(offer=event.request.body)
        leg.prepare_answer(event.request.body)
        need_sound(leg)
    except NotAcceptable as error:
        leg.hang_up(status=488, headers=[warning(error)])
    except RemoteError:
        leg.hang_up(status=400)
    except LineFull as error:
        why = warning(NotAcceptable(str(error), INSUFFICIENT_BANDWIDTH))
        leg.hang_up(status=488, reason=causes.reason_header(causes.NO_QUALITY), headers=[why])
    except MediaError as error:
        log.warning("call %s: %s", call.call_id, error)
        leg.hang_up(status=503)
    else:
        return leg
    exchange.retire(leg)
    return None
