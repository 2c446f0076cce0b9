"""Which call an event is about, so that whatever is logged while it is dealt with says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from offhook.call.leg import Leg
from offhook.log import AboutCall

if TYPE_CHECKING:
    from offhook.call.call import Call
    from offhook.call.exchange import Exchange
    from offhook.media import protocol as media
    from offhook.sip import events as sip


def of_call(call: Call) -> AboutCall:
    """Return what lines about a call say."""
    return AboutCall(call.call_id, call.company.id)


def of_sip(event: sip.Event) -> AboutCall | None:
    """Return the call of a SIP event, None for one that belongs to none yet."""
    by: Any = getattr(event, "dialog", None) or getattr(event, "invite", None) or getattr(event, "tag", None)
    leg = getattr(by, "owner", None)
    return of_call(leg.call) if isinstance(leg, Leg) else None


def of_media(exchange: Exchange, event: media.Event) -> AboutCall | None:
    """Return the call of a media event."""
    session = getattr(event, "session", None)
    leg = exchange.sessions.get(session) or exchange.videos.get(session) if session else None
    if leg is not None:
        return of_call(leg.call)
    call = exchange.recorders.get(getattr(event, "recorder", None) or "")
    return of_call(call) if call is not None else None
