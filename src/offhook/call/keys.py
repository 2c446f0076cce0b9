"""How a party's keys are carried: telephone events (RFC 4733), SIP INFO, or tones in the sound.

The media server carries events and tones, between each other too; what comes or goes by INFO passes through here.
Invariant: a key is taken by one of the ways that a party's setting allows, and INFO requests go one after the other,
so that none overtakes another.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from offhook.media import protocol as media
from offhook.sip.events import RequestFailed

if TYPE_CHECKING:
    from offhook.call.leg import Leg
    from offhook.call.terms import MediaTerms
    from offhook.sip import events as sip
    from offhook.sip.offer_answer import Negotiated

DIGIT = re.compile(rb"^(?:\s*Signal\s*=)?\s*([0-9A-D*#])\s*(?:$|[\r\n])", re.IGNORECASE | re.MULTILINE)
DURATION = re.compile(rb"^\s*Duration\s*=\s*([0-9]{1,4})\s*$", re.IGNORECASE | re.MULTILINE)
USUAL_MS = 100
SHORTEST_MS, LONGEST_MS = 40, 5000
MOST_WAITING = 64  # keys for a party that does not answer
TYPES = frozenset({"application/dtmf-relay", "application/dtmf"})


def by_tones(terms: MediaTerms, agreed: Negotiated) -> bool:
    """Tell whether a party's keys are tones in its sound: as set, or because it knows no telephone events."""
    return terms.dtmf == "inband" or (terms.dtmf == "auto" and agreed.dtmf_payload_send is None)


def take_info(leg: Leg, event: sip.InfoReceived) -> None:
    """Take a key of the party's; other bodies are not ours.

    One without a body asks whether the call still exists (RFC 2976, section 2.2).
    """
    exchange = leg.call.exchange
    if not event.body:
        exchange.endpoint.acknowledge(event.request, exchange.now())
        return
    if event.content_type not in TYPES:
        exchange.endpoint.refuse(event.request, 415, exchange.now())
        return
    exchange.endpoint.acknowledge(event.request, exchange.now())
    found = DIGIT.search(event.body)
    if found is None or leg.terms.dtmf in {"rfc4733", "inband"}:
        return  # the same key comes as set, or not at all
    if leg.negotiated is not None and by_tones(leg.terms, leg.negotiated) and not leg.informs:
        exchange.media.post(media.SessionSet(session=leg.leg_id, detect_dtmf=False))
    leg.informs = True
    digit = found[1].decode().upper()
    leg.press(digit, by_info=True)
    told = DURATION.search(event.body)
    duration = min(max(int(told[1]), SHORTEST_MS), LONGEST_MS) if told else USUAL_MS
    other = exchange.other(leg)
    if other is not None:
        pass_on(other, digit, duration)


def pass_on(to: Leg, digit: str, duration_ms: int = USUAL_MS) -> None:
    """Send a party a key as it takes keys."""
    if to.terms.dtmf == "info":
        send_info(to, digit, duration_ms)
    else:
        exchange = to.call.exchange
        exchange.media.post(media.DigitsSend(session=to.leg_id, digits=digit, duration_ms=duration_ms))


def take_digit(leg: Leg, event: media.Digit) -> None:
    """Take a key that the media server heard; it has passed it on, unless in a room, or the other wants INFO."""
    leg.press(event.digit, by_info=False)
    other = leg.call.exchange.other(leg)
    if other is not None and (other.terms.dtmf == "info" or leg.call.pair_room is not None):
        pass_on(other, event.digit, event.duration_ms)


def send_info(leg: Leg, digit: str, duration_ms: int) -> None:
    """Send a party a key by INFO, behind those that it has not acknowledged yet."""
    if leg.dialog is None or leg.gone or len(leg.keys) >= MOST_WAITING:
        return
    leg.keys.append((digit, duration_ms))
    if len(leg.keys) == 1:
        _send_next(leg)


def on_outcome(leg: Leg, event: sip.ResponseReceived | sip.RequestFailed) -> None:
    """Go on with the next key when the one before was acknowledged, or will never be."""
    if leg.keys and (isinstance(event, RequestFailed) or event.response.cseq.method == "INFO"):
        leg.keys.popleft()
        _send_next(leg)


def _send_next(leg: Leg) -> None:
    if not leg.keys or leg.dialog is None or leg.gone:
        leg.keys.clear()
        return
    digit, duration = leg.keys[0]
    exchange = leg.call.exchange
    body = f"Signal={digit}\r\nDuration={duration}\r\n".encode()
    headers = [("Content-Type", "application/dtmf-relay")]
    exchange.endpoint.send_in_dialog(leg.dialog, "INFO", headers, body, exchange.now())
    exchange.driver.kick()
