"""A device that joins a call which goes on: its leg is made and made ready, and answered once its place is sure."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from offhook import causes
from offhook.call.fax import need_sound
from offhook.call.leg import Leg
from offhook.call.negotiation import INSUFFICIENT_BANDWIDTH, came_straight, warning
from offhook.call.terms import MediaTerms
from offhook.errors import LineFull, MediaError, NotAcceptable, RemoteError
from offhook.ids import new_id
from offhook.journal import records

if TYPE_CHECKING:
    from offhook.call.call import Call
    from offhook.sip import events as sip

log = logging.getLogger(__name__)


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
