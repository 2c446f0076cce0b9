"""What the far end of a leg says to our INVITE, and in its ACK to our answer (RFC 3261 §13, RFC 3264).

Invariant: an answer that cannot be used, or comes too late, ends the leg at once, and its call is told so. The exchange
hands these events over; they are taken synchronously.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.events import LegAnswered, LegRefused, LegRinging
from offhook.call.fax import take_first_answer
from offhook.call.redirect import contacts_of
from offhook.errors import RemoteError
from offhook.journal import records
from offhook.sip import offer_answer
from offhook.sip.core import seconds_of
from offhook.sip.reason import reason_of

if TYPE_CHECKING:
    from offhook.call.leg import Leg
    from offhook.sip import events as sip
    from offhook.sip.dialog import Dialog

UNUSABLE = 'SIP;cause=488;text="Answer not acceptable"'


def on_ringing(leg: Leg, event: sip.Ringing) -> None:
    """Note that the far end alerts, perhaps with early sound."""
    call = leg.call
    if not leg.ringing:
        leg.ringing = True
        call.journal(records.LegRang(call.call_id, leg.leg_id, call.exchange.wall()))
        call.exchange.owner.on_leg(leg)
    if event.sdp and event.sdp != leg.early_sdp and leg.fax is None:
        # Of several forks, the one that spoke last is heard.
        changed, leg.early_sdp = leg.early_sdp is not None, event.sdp
        if event.offered and event.dialog is not None:
            leg.early = _answer_offer(leg, event.dialog, event.sdp)
        else:
            leg.early = _accept_answer(leg, event.sdp, relatch=changed) or leg.early
    if event.status not in {100, 199}:  # 100 Trying says nothing, 199 that a fork is over
        call.post(LegRinging(leg, leg.early))


def on_accepted(leg: Leg, event: sip.Accepted) -> None:
    """Take the answer; one that we cannot use, or that comes too late, ends the leg at once."""
    exchange = leg.call.exchange
    event.dialog.owner = leg
    if leg.gone:
        exchange.endpoint.bye(event.dialog, exchange.now())
        return
    leg.dialog = event.dialog
    known = event.sdp == leg.early_sdp and leg.negotiated is not None and not event.offered
    if event.offered:
        usable = _answer_offer(leg, event.dialog, event.sdp)
    else:
        usable = known or _accept_answer(leg, event.sdp, relatch=leg.early_sdp is not None)
    if not usable:
        leg.hang_up(reason=UNUSABLE)
        leg.status = 488
        leg.call.post(LegRefused(leg, 488, leg.fault))
        return
    leg.mark_answered()
    leg.call.post(LegAnswered(leg))


def on_refused(leg: Leg, event: sip.Refused) -> None:
    """Note that the far end does not take the call."""
    leg.status = event.status
    if event.response is not None:
        leg.q850 = reason_of(event.response).q850
        if 300 <= event.status < 400:  # noqa: PLR2004  a redirection
            leg.moved = contacts_of(event.response)
        if event.status == 503 and leg.way:  # noqa: PLR2004  the operator wants a pause
            exchange = leg.call.exchange
            exchange.health.rest(leg.way, seconds_of(event.response, "Retry-After"), exchange.now())
    else:
        leg.unreachable = not leg.proceeding
    if not leg.gone:
        leg.end("remote", event.reason)
        leg.call.post(LegRefused(leg, event.status, event.reason))


def on_confirmed(leg: Leg, event: sip.Confirmed) -> None:
    """Take the ACK; it holds the answer when the INVITE or re-INVITE had no offer."""
    if event.sdp and leg.offering:
        leg.offering = False
        if not _accept_answer(leg, event.sdp):
            leg.hang_up(reason=UNUSABLE)
            return
        leg.note_hold()
        leg.save_dialog()
    else:
        leg.call.journal(records.LegAcknowledged(leg.call.call_id, leg.leg_id))


def on_offer_answered(leg: Leg, body: bytes) -> None:
    """Take the answer to the offer of our reliable 183: the caller can hear us now."""
    if leg.offering:
        leg.offering = not _accept_answer(leg, body)


def _accept_answer(leg: Leg, body: bytes, *, relatch: bool = False) -> bool:
    """Take the far end's answer to our offer; False when it cannot be used."""
    try:
        if leg.fax is not None and not leg.answered:
            take_first_answer(leg, body)
        else:
            leg.set_media(offer_answer.accept_answer(leg.offer, body), relatch=relatch)
    except RemoteError as error:
        leg.fault = str(error)
        return False
    return True


def _answer_offer(leg: Leg, dialog: Dialog, body: bytes) -> bool:
    """Answer an offer in a response to our INVITE, which had none; False when it cannot be used."""
    try:
        leg.offer, negotiated = offer_answer.answer(body, leg.ours())
    except RemoteError as error:
        leg.fault = str(error)
        return False
    exchange = leg.call.exchange
    exchange.endpoint.answer_offer(dialog, leg.offer, exchange.now())
    leg.set_media(negotiated)
    return True
