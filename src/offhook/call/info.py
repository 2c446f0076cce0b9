"""Keys that come by SIP INFO, as older telephones and gateways send them (`application/dtmf-relay` and the like)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from offhook.media import protocol as media

if TYPE_CHECKING:
    from offhook.call.leg import Leg
    from offhook.sip import events as sip

DIGIT = re.compile(rb"^(?:\s*Signal\s*=)?\s*([0-9A-D*#])\s*(?:$|[\r\n])", re.IGNORECASE | re.MULTILINE)


def take_info(leg: Leg, event: sip.InfoReceived) -> None:
    """Take a key of the party's; other bodies are not ours.

    One without a body asks whether the call still exists (RFC 2976, section 2.2).
    """
    exchange = leg.call.exchange
    if not event.body:
        exchange.endpoint.acknowledge(event.request, exchange.now())
        return
    if event.content_type not in {"application/dtmf-relay", "application/dtmf"}:
        exchange.endpoint.refuse(event.request, 415, exchange.now())
        return
    exchange.endpoint.acknowledge(event.request, exchange.now())
    if found := DIGIT.search(event.body):
        digit = found[1].decode().upper()
        leg.press(digit, by_info=True)
        if peer := exchange.peers.get(leg.leg_id):
            exchange.media.post(media.DigitsSend(session=peer, digits=digit))
