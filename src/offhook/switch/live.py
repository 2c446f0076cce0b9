"""The calls that go on now, for the API: who talks to whom, transferring, hanging up.

Invariant: a company's calls exist for that company only, and with `people` only those that one of them is in. Answers
are words of this module, so that the web process need not tell errors apart by their text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from offhook.call.events import EndRequested, RecordingWished, TransferRequested
from offhook.call.recording import holder_of, refusal
from offhook.call.refer import same_person
from offhook.call.wish import Wish, dialled_text

if TYPE_CHECKING:
    from collections.abc import Collection

    from offhook.call.call import Call
    from offhook.call.events import RecordingAction
    from offhook.call.exchange import Exchange
    from offhook.call.leg import Leg
    from offhook.journal.state import CallState

Answer = Literal["accepted", "no-call", "nobody-talks", "who", "no-second-call", "not-the-same-person"]


class LiveCalls:
    """What may be asked of the calls of an exchange."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def list(
        self, tenant: str | None = None, people: Collection[str] | None = None, call: str | None = None
    ) -> list[dict[str, Any]]:
        """Return the calls of a company (of all: None), those of some people and those that are parked; or only one."""
        calls = self._exchange.calls
        wanted = calls.values() if call is None else [calls[call]] if call in calls else []
        return [
            _describe(self._exchange, call, people)
            for call in wanted
            if tenant in {None, call.company.id} and (concerns(call, people) or call.parked is not None)
        ]

    def hang_up(self, tenant: str, call: str, people: Collection[str] | None = None) -> Answer:
        """End a call for all its parties."""
        found = self._find(tenant, call, people)
        if found is None:
            return "no-call"
        found.post(EndRequested("ended by request"))
        return "accepted"

    def transfer(
        self,
        tenant: str,
        call: str,
        *,
        to: str = "",
        second: str = "",
        by: str = "",
        people: Collection[str] | None = None,
    ) -> Answer:
        """Connect the other party of `by` (a leg) with a number, or with whom the same person talks in `second`.

        Without `by` it is the leg of one of `people`, or the only device of the company in the conversation.
        """
        found = self._find(tenant, call, people)
        if found is None:
            return "no-call"
        if found.talking is None:
            return "nobody-talks"
        own = [
            leg
            for leg in found.talking
            if leg.inside and (not by or leg.leg_id == by) and (people is None or leg.party.person_id in people)
        ]
        if len(own) != 1:
            return "who"
        leg = own[0]
        over: Leg | None = None
        if second:
            other = self._find(tenant, second, people)
            legs = other.legs.values() if other is not None and other is not found else ()
            over = next((one for one in legs if not one.gone and same_person(one.party, leg.party)), None)
            if over is None:
                return "not-the-same-person" if legs else "no-second-call"
        found.talking = None  # one wish at a time
        found.post(TransferRequested(Wish(leg, "attended" if over else "blind", to=dialled_text(to), over=over)))
        return "accepted"

    def record(
        self, tenant: str, call: str, *, action: RecordingAction, by: str, people: Collection[str] | None = None
    ) -> str:
        """Begin, end, pause or take up the recording of a call, at the wish of `by`; what holds already is accepted."""
        found = self._find(tenant, call, people)
        if found is None:
            return "no-call"
        holder = holder_of(found)
        why = refusal(holder, action)
        if not why:
            holder.post(RecordingWished(action, by))
        return why or "accepted"

    def _find(self, tenant: str, call: str, people: Collection[str] | None) -> Call | None:
        found = self._exchange.calls.get(call)
        return found if found and found.company.id == tenant and concerns(found, people) else None


def concerns(call: Call, people: Collection[str] | None) -> bool:
    """Tell whether one of some people takes part in a call; None is anybody."""
    if people is None or (not call.legs and call.caller.person_id in people):  # ordered in this moment
        return True
    return any(leg.party.person_id in people and not leg.gone for leg in call.legs.values())


def _stage(call: Call, state: CallState | None) -> dict[str, str] | None:
    """Return how far an ordered call is, and who ordered it; None of any other."""
    first = state.steps[0] if state is not None and state.steps else None
    if first is None or first.kind != "ordered":
        return None
    own = call.caller.extension_id
    there = any(leg.talks and leg.party.extension_id == own for leg in call.legs.values())
    stage = "talking" if call.connected else "calling" if there else "ringing"
    return {"by": str(first.detail.get("by", "")), "stage": stage}


def _describe(exchange: Exchange, call: Call, people: Collection[str] | None) -> dict[str, Any]:
    """Describe a call; who listens in discreetly is shown to those only who may see all calls, and to itself."""
    guests = call.guests
    discreet = guests.discreet if guests is not None else set()
    supervision = guests.supervision if guests is not None else None
    state = exchange.journal.state.calls.get(call.call_id)
    return {
        "id": call.call_id,
        "tenant": call.company.id,
        "direction": call.direction,
        "dialled": call.dialled,
        "ordered": _stage(call, state),
        "started_at": state.started_at if state else None,
        "connected_at": state.connected_at if state else None,
        "talking": call.talking is not None,
        "conference": call.meeting is not None or (call.conference is not None and call.talking is None),
        "meeting": call.meeting is not None,
        "slot": call.parked.slot if call.parked is not None else None,
        "recording": holder_of(call).recording is not None,
        "recording_paused": holder_of(call).capture.paused,
        "legs": [
            {
                "id": leg.leg_id,
                "direction": leg.direction,
                "number": leg.party.number,
                "name": leg.party.name,
                "inside": leg.inside,
                "muted": leg.muted,
                "on_hold": leg.on_hold,
                "supervises": supervision.mode if supervision is not None and leg is supervision.supervisor else None,
                "agent": supervision.agent.leg_id
                if supervision is not None and leg is supervision.supervisor
                else None,
                "state": "held"
                if leg.held
                else "answered"
                if leg.answered
                else "ringing"
                if leg.ringing
                else "calling",
            }
            for leg in call.legs.values()
            if not leg.gone and (leg not in discreet or people is None or leg.party.person_id in people)
        ],
    }
