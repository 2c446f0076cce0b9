"""What else the API may do to parties of live calls: put them on hold, and send them keys.

Invariant: as for other live calls, a company's calls exist for that company only, and with `people` for nobody else.
What was pressed is not written down: it may be a PIN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict

from offhook.call.events import HoldWished
from offhook.call.keys import pass_on, send_info
from offhook.media import protocol as media
from offhook.switch.live import concerns

if TYPE_CHECKING:
    from collections.abc import Collection

    from offhook.call.call import Call
    from offhook.call.leg import Leg
    from offhook.switch.switch import Switch

Answer = Literal["accepted", "no-call", "nobody-talks", "no-leg", "no-hold-there", "not-answered", "no-keys"]


class Keys(TypedDict):
    """Keys to send, how long each is pressed, and who wants it."""

    digits: str
    each_ms: int
    by: str


class Acting:
    """What the API may ask."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch

    def hold(
        self, tenant: str, call: str, leg: str, *, held: bool, by: str, people: Collection[str] | None = None
    ) -> Answer:
        """Put a party of a conversation or conference on hold, or take it back; what is so already is accepted."""
        found = self._find(tenant, call, people)
        if found is None:
            return "no-call"
        if found.meeting is not None:
            return "no-hold-there"
        if found.talking is None and found.conference is None:
            return "nobody-talks"
        members = found.talking or (found.conference.members if found.conference is not None else ())
        party = next((one for one in members if one.leg_id == leg and not one.gone), None)
        if party is None:
            return "no-leg"
        if found.guests is not None and found.guests.supervision is not None and found.talking is not None:
            return "no-hold-there"
        found.post(HoldWished(party, held, by))
        return "accepted"

    def send_keys(
        self, tenant: str, call: str, leg: str, *, keys: Keys, people: Collection[str] | None = None
    ) -> Answer:
        """Send a party keys, as its telephone takes them: events (RFC 4733), tones, or INFO."""
        found = self._find(tenant, call, people)
        if found is None:
            return "no-call"
        party = found.legs.get(leg)
        if party is None or party.gone or party in (found.guests.discreet if found.guests is not None else ()):
            return "no-leg"
        if not party.talks:
            return "not-answered"
        if not self._send(party, keys["digits"], keys["each_ms"]):
            return "no-keys"
        found.step("keys_sent", who=party.label, count=len(keys["digits"]), by=keys["by"])
        return "accepted"

    def _send(self, leg: Leg, keys: str, each_ms: int) -> bool:
        agreed = leg.negotiated
        if leg.terms.dtmf == "info":
            for key in keys:
                pass_on(leg, key, each_ms)
        elif agreed is None or agreed.dtmf_payload_send is not None or leg.terms.dtmf in {"auto", "inband"}:
            send = media.DigitsSend(session=leg.leg_id, digits=keys, duration_ms=each_ms)
            self._switch.exchange.media.post(send)
        elif leg.informs:
            for key in keys:
                send_info(leg, key, each_ms)
        else:
            return False
        return True

    def _find(self, tenant: str, call: str, people: Collection[str] | None) -> Call | None:
        found = self._switch.exchange.calls.get(call)
        return found if found and found.company.id == tenant and concerns(found, people) else None
