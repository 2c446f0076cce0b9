"""The wake-up calls of a switch: kept in the journal, rung at their time, asked for by the API.

Invariant: before a telephone rings the journal says that it was tried, so that no restart rings it again at once; who
has answered is left alone. A person is rung by one wake-up call at a time: another one that falls due meanwhile is
taken for the same. What a switch that was away has missed rings late, within `LATEST_SECONDS`; else the history says
so.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

from offhook.call.call import Call
from offhook.ids import new_id
from offhook.journal import records
from offhook.routing.reach import party_of
from offhook.routing.wake_times import clock, moment_of, next_moment
from offhook.scenario.wakeups import RING_SECONDS, Wakeup, wake

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Collection, Mapping

    from offhook.configuration import Extension
    from offhook.routing.installation import Office
    from offhook.switch.switch import Switch

KIND: Final = "wakeup"
MOST: Final = 20  # of one person
LATEST_SECONDS: Final = 1800.0
GONE_SECONDS: Final = 2 * 86_400.0  # then a wake-up call of somebody who is not known any more is forgotten
LOOK_SECONDS: Final = 30.0  # at most, as clocks may be set
AT_ONCE: Final = 10  # are begun together, and the next after `PACE_SECONDS`: many want to be woken at seven
PACE_SECONDS: Final = 0.1


class Wakeups:
    """All wake-up calls."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch
        self._exchange = switch.exchange
        self._all: dict[str, Wakeup] = {}
        self._of: dict[str, set[str]] = {}  # their ids by extensions'
        self._ringing: dict[str, str] = {}  # calls by the ids of extensions
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Take up what a former switch was to do."""
        for saved in self._exchange.journal.state.errands.values():
            if saved.state.get("kind") == KIND:
                self._note(Wakeup(**saved.state))
        for tenant in {one.tenant for one in self._all.values()}:
            self._follow_clock(tenant)
        self._plan()

    def take(self, old: Mapping[str, Office], new: Mapping[str, Office]) -> None:
        """Keep to the time of the day in companies whose zone is another one now."""
        for tenant, office in new.items():
            if tenant in old and old[tenant].company.timezone != office.company.timezone:
                self._exchange.loop.call_soon(self._follow_clock, tenant)

    # -- what is set

    def add(self, wakeup: Wakeup) -> bool:
        """Set one; it replaces that of the same time. False when the person has too many."""
        own = self.of(wakeup.extension_id)
        same = [one for one in own if _same_time(one, wakeup)]
        if len(own) - len(same) >= MOST:
            return False
        for one in same:
            self.cancel(one)
        self._keep(wakeup)
        self._plan()
        return True

    def cancel(self, wakeup: Wakeup) -> None:
        """Give one up; a telephone that rings for it goes on."""
        if self._all.pop(wakeup.id, None) is not None:
            self._of[wakeup.extension_id].discard(wakeup.id)
            self._exchange.journal.append(records.ErrandSaved(wakeup.id, wakeup.tenant, {}))

    def of(self, extension_id: str) -> list[Wakeup]:
        """Return those of a person, the next first."""
        return sorted((self._all[one] for one in self._of.get(extension_id, ())), key=_order)

    def answered(self, wakeup: Wakeup) -> None:
        """Have it done for this day, with whatever else is due for the person."""
        self._settle(wakeup.extension_id, "")
        self._plan()

    def unanswered(self, wakeup: Wakeup) -> float | None:
        """Put it off; return to when, None when it was tried often enough, or was given up meanwhile."""
        known, office = self._all.get(wakeup.id), self._office(wakeup)
        if known is None or office is None:
            return None
        if known.attempts >= office.company.wake_tries:
            self._advance(known)
            self._plan()
            return None
        later = replace(known, at=self._now() + office.company.wake_pause_s)
        self._keep(later)
        self._plan()
        return later.at

    # -- when it is time

    def _now(self) -> float:
        return self._exchange.wall() / 1e6

    def _office(self, wakeup: Wakeup) -> Office | None:
        return self._switch.installation.offices.get(wakeup.tenant)

    def _note(self, wakeup: Wakeup) -> None:
        self._all[wakeup.id] = wakeup
        self._of.setdefault(wakeup.extension_id, set()).add(wakeup.id)

    def _keep(self, wakeup: Wakeup) -> None:
        self._note(wakeup)
        self._exchange.journal.append(records.ErrandSaved(wakeup.id, wakeup.tenant, asdict(wakeup)))

    def _advance(self, wakeup: Wakeup) -> None:
        """Go on to the next day, or be done."""
        office = self._office(wakeup)
        if not wakeup.daily or office is None:
            self.cancel(wakeup)
            return
        due = next_moment(wakeup.time, office.company.timezone, max(self._now(), wakeup.due))
        self._keep(replace(wakeup, due=due, at=due, attempts=0))

    def _settle(self, extension_id: str, but: str) -> None:
        """Take what is due for a person, or waits to be tried again, for the same as one that rings or was answered."""
        for one in self.of(extension_id):
            if one.id != but and (one.attempts or one.at <= self._now()):
                self._advance(one)

    def _plan(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if self._all:
            wait = min(one.at for one in self._all.values()) - self._now()
            self._timer = self._exchange.loop.call_later(max(PACE_SECONDS, min(wait, LOOK_SECONDS)), self._look)

    def _look(self) -> None:
        """Ring whoever is due, each person once."""
        now = self._now()
        for wakeup in sorted((one for one in self._all.values() if one.at <= now), key=_order)[:AT_ONCE]:
            if self._all.get(wakeup.id) is not wakeup:
                continue
            office = self._office(wakeup)
            person = office.extensions_by_id.get(wakeup.extension_id) if office else None
            if office is None or person is None:
                self._put_aside(wakeup, now)
            else:
                self._due(office, person, wakeup)
        self._plan()

    def _put_aside(self, wakeup: Wakeup, now: float) -> None:
        """Wait for a configuration that knows the person; after some days it is gone."""
        if now - wakeup.due > GONE_SECONDS:
            self.cancel(wakeup)
        else:
            self._all[wakeup.id] = replace(wakeup, at=now + LOOK_SECONDS)

    def _follow_clock(self, tenant: str) -> None:
        office = self._switch.installation.offices.get(tenant)
        zone = office.company.timezone if office else ""
        for one in [one for one in self._all.values() if one.tenant == tenant and zone]:
            if one.daily and not one.attempts and one.at > self._now() and clock(one.due, zone) != one.time:
                due = next_moment(one.time, zone, self._now())
                self._keep(replace(one, due=due, at=due))
        self._plan()

    def _due(self, office: Office, person: Extension, wakeup: Wakeup) -> None:
        if self._ringing.get(person.id) in self._exchange.calls or office.company.suspended_at is not None:
            self._advance(wakeup)  # one with that which rings, or nobody is called in the company
            return
        if self._now() - wakeup.at > LATEST_SECONDS or wakeup.attempts >= office.company.wake_tries:
            self._miss(office, person, wakeup)
            self._advance(wakeup)
            return
        self._settle(person.id, wakeup.id)
        # As if it had not been answered: so it is tried again if this switch does not live to hear that it was.
        again = self._now() + RING_SECONDS + office.company.wake_pause_s
        self._keep(replace(wakeup, at=again, attempts=wakeup.attempts + 1))
        call = self._call(office, person)
        self._ringing[person.id] = call.call_id
        self._exchange.start(call, lambda _call: wake(call, wakeup, office, self._switch.reach, self._switch.services))

    def _call(self, office: Office, person: Extension) -> Call:
        party, code = party_of(person), office.company.codes.wakeup
        call = Call(self._exchange, office.company, new_id(), "internal", party, code)
        at = self._exchange.wall()
        call.journal(records.CallStarted(call.call_id, office.company.id, at, "internal", party, code))
        return call

    def _miss(self, office: Office, person: Extension, wakeup: Wakeup) -> None:
        """Write into the history that nobody was woken, and why."""
        call = self._call(office, person)
        why = "the switch was not there in time"
        if wakeup.attempts:
            call.step("wake_given_up", who=person.name, attempts=wakeup.attempts)
            why = "the switch was restarted while it rang"
        else:
            call.step("wake_missed", who=person.name, time=wakeup.time)
        at = self._exchange.wall()
        call.step("hangup", side="system", reason=why)
        call.journal(records.CallEnded(call.call_id, at, "unanswered", "system", None, why))

    # -- the API

    def told(
        self, tenant: str, extension: str | None = None, people: Collection[str] | None = None
    ) -> list[dict[str, Any]]:
        """Return what is set in a company, of an extension or some people only where these are given."""
        office = self._switch.installation.offices.get(tenant)
        if office is None:
            return []
        return [
            _told(one, known)
            for one in sorted(self._all.values(), key=_order)
            if one.tenant == tenant
            and (known := office.extensions_by_id.get(one.extension_id)) is not None
            and extension in {None, known.id}
            and (people is None or known.person_id in people)
        ]

    def order(
        self, tenant: str, extension: str, time: str, *, daily: bool = False, day: str = "", by: str = ""
    ) -> dict[str, Any] | Literal["no-person", "past", "too-many"]:
        """Set one for the person of an extension: on a day (ISO 8601), or when the time comes next; return it."""
        office = self._switch.installation.offices.get(tenant)
        person = office.extensions_by_id.get(extension) if office else None
        if office is None or person is None or person.kind != "person":
            return "no-person"
        zone, now = office.company.timezone, self._now()
        due = moment_of(date.fromisoformat(day), time, zone) if day else next_moment(time, zone, now)
        if due <= now:
            return "past"
        wakeup = Wakeup(new_id(), tenant, extension, time, daily, due, due, by=by)
        return _told(wakeup, person) if self.add(wakeup) else "too-many"

    def remove(self, tenant: str, wakeup: str, people: Collection[str] | None = None) -> bool:
        """Cancel one; False when there is none, or it is none of theirs."""
        if wakeup not in {one["id"] for one in self.told(tenant, people=people)}:
            return False
        self.cancel(self._all[wakeup])
        return True


def _same_time(one: Wakeup, other: Wakeup) -> bool:
    return one.due == other.due or (one.daily and other.daily and one.time == other.time)


def _order(wakeup: Wakeup) -> tuple[float, str]:
    return wakeup.at, wakeup.id


def _told(wakeup: Wakeup, person: Extension) -> dict[str, Any]:
    return {
        "id": wakeup.id,
        "extension_id": person.id,
        "number": person.number,
        "name": person.name,
        "time": wakeup.time,
        "daily": wakeup.daily,
        "due": wakeup.due,
        "next": wakeup.at,
        "attempts": wakeup.attempts,
        "by": wakeup.by,
    }
