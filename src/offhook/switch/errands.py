"""When errands are done: at their time, when the person can be rung, and when a colleague is free.

Invariant: each errand has one timer or one call, never both. A busy colleague is watched instead of asked: when a leg
of one of the two ends, the errand's turn comes.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Final

from offhook.call.call import Call
from offhook.ids import new_id
from offhook.journal import records
from offhook.routing.reach import party_of
from offhook.scenario.errands import Errand
from offhook.scenario.redialling import LONGEST_SECONDS, retry

if TYPE_CHECKING:
    import asyncio

    from offhook.call.leg import Leg
    from offhook.configuration import Extension
    from offhook.routing.installation import Office
    from offhook.switch.switch import Switch

MOST: Final = 5  # of one kind for one person
SETTLE_SECONDS: Final = 3.0  # after somebody has hung up
ENGAGED_SECONDS: Final = 15.0  # until a person who cannot be rung is looked at again


class Errands:
    """The errands of a switch."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch
        self._exchange = switch.exchange
        self._errands: dict[str, Errand] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._calls: dict[str, str] = {}  # by errand

    def begin(self) -> None:
        """Take up what a former switch was to do."""
        for saved in self._exchange.journal.state.errands.values():
            if saved.state["kind"] != "retry":  # kept by `switch/wakeups.py`
                continue
            errand = Errand(**saved.state)
            self._errands[errand.id] = errand
            self._arm(errand, errand.at)

    def add(self, errand: Errand) -> bool:
        """Do something later, also after a restart; False when the person has too many such already.

        What is to be done already begins anew.
        """
        own = [
            one for one in self._errands.values() if (one.extension_id, one.kind) == (errand.extension_id, errand.kind)
        ]
        for one in own:
            if one.number == errand.number:
                self.done(one)
        if len([one for one in own if one.number != errand.number]) >= MOST:
            return False
        self._keep(errand)
        self._arm(errand, errand.at)
        return True

    def drop(self, extension_id: str, kind: str) -> int:
        """Give up what is to be done of a kind for a person; return how many there were."""
        found = [one for one in self._errands.values() if (one.extension_id, one.kind) == (extension_id, kind)]
        for one in found:
            self.done(one)
        return len(found)

    def done(self, errand: Errand) -> None:
        """Forget what is done."""
        if self._errands.pop(errand.id, None) is not None:
            self._exchange.journal.append(records.ErrandSaved(errand.id, errand.tenant, {}))
        if (timer := self._timers.pop(errand.id, None)) is not None:
            timer.cancel()

    def again(self, errand: Errand, seconds: float) -> None:
        """Do it again after some time, counting the attempt; not what was given up meanwhile."""
        if errand.id in self._errands:
            later = replace(errand, at=self._now() + seconds, attempts=errand.attempts + 1)
            self._keep(later)
            self._arm(later, later.at)

    def on_leg(self, leg: Leg) -> None:
        """Look again at whoever waits for this telephone to be free."""
        if not leg.gone or not self._errands or leg.party.extension_id is None:
            return
        for errand in self._errands.values():
            office = self._office(errand)
            other = office.extensions.get(errand.number) if office else None
            concerned = {errand.extension_id, other.id if other else ""}
            if leg.party.extension_id in concerned and errand.id in self._timers and other is not None:
                self._arm(errand, self._now() + SETTLE_SECONDS)

    def _now(self) -> float:
        return self._exchange.wall() / 1e6

    def _office(self, errand: Errand) -> Office | None:
        return self._switch.installation.offices.get(errand.tenant)

    def _keep(self, errand: Errand) -> None:
        self._errands[errand.id] = errand
        self._exchange.journal.append(records.ErrandSaved(errand.id, errand.tenant, asdict(errand)))

    def _arm(self, errand: Errand, at: float) -> None:
        if (timer := self._timers.pop(errand.id, None)) is not None:
            timer.cancel()
        delay = max(0.0, at - self._now())
        self._timers[errand.id] = self._exchange.loop.call_later(delay, self._due, errand.id)

    def _due(self, name: str) -> None:
        """Do an errand, or put it off while one of the two is engaged."""
        self._timers.pop(name, None)
        errand, now = self._errands.get(name), self._now()
        if errand is None:
            return
        office = self._office(errand)
        person = office.extensions_by_id.get(errand.extension_id) if office else None
        gone = office is None or office.company.suspended_at is not None
        if gone or office is None or person is None or now - errand.since > LONGEST_SECONDS:
            self.done(errand)
            return
        other = office.extensions.get(errand.number)
        if not self._free(office, person) or (other is not None and not self._free(office, other)):
            self._arm(errand, now + ENGAGED_SECONDS)
            return
        party = party_of(person)
        call = Call(self._exchange, office.company, new_id(), "outbound", party, errand.number)
        at = self._exchange.wall()
        call.journal(records.CallStarted(call.call_id, office.company.id, at, "outbound", party, errand.number))
        self._exchange.start(call, lambda _call: retry(call, errand, office, self._switch.reach, self._switch.services))

    def _free(self, office: Office, extension: Extension) -> bool:
        """Tell whether a person's telephone is there and nobody uses it."""
        if not self._switch.reach.registered(office, extension):
            return False
        return not any(
            leg.party.extension_id == extension.id and not leg.gone
            for call in self._exchange.calls.values()
            for leg in call.legs.values()
        )
