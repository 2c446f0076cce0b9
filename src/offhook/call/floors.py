"""The queues of all companies as they live in a switch: `queueing/` with calls, telephones and the journal around it.

Invariant: whatever changes, a round follows: it looks at who talks and whose telephones are there, frees agents,
offers callers to them, wakes those callers' programs, and writes down what changed. Rounds run one after the other on
the loop, so no agent can be given two callers.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from offhook.call.events import LegRefused, LineMoved
from offhook.journal import records
from offhook.queueing.desk import Agent
from offhook.queueing.floor import Floor, Offer
from offhook.queueing.line import Figures, Leaving, Waiting

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Mapping

    from offhook.call.exchange import Exchange
    from offhook.call.leg import Leg
    from offhook.configuration import Extension
    from offhook.queueing.desk import AgentState
    from offhook.queueing.floor import QueueState
    from offhook.queueing.line import Line
    from offhook.routing.installation import Office

TICK_SECONDS = 1.0
_LATER = 0.01  # UTC in seconds is a number with rounding: not a moment too early, again and again
QUEUE_SECONDS = 0.35  # between two events that tell how a queue stands
SETTLING_SECONDS = 0.5  # after a start: all callers are back in their places before the first is offered
_SEEN = {
    "offer",
    "engaged",
    "reachable",
    "away_since",
    "seen",
    "seen_since",
}  # of an agent: not written down, but looked at anew
_AGENT = [one.name for one in fields(Agent) if one.name not in _SEEN]
ELSEWHERE = (486, "talks elsewhere")


class _Place(NamedTuple):
    """The floor of a company, the company as it is now, and whose extensions outside numbers (E.164) are."""

    office: Office
    floor: Floor
    mobiles: dict[str, str]

    def agent_of(self, leg: Leg) -> str | None:
        """Return whose leg this is: of an agent's device or mobile, whoever calls whom."""
        name = leg.party.extension_id or self.mobiles.get(leg.party.number)
        return name if name in self.floor.desk.agents else None


class Floors:
    """All floors of an exchange; `is_reachable` tells whether a telephone of an extension is there."""

    def __init__(self, exchange: Exchange, is_reachable: Callable[[Office, Extension], bool]) -> None:
        self.on_promise: Callable[[Office, Offer], None] = lambda _office, _offer: None
        self.on_agent: Callable[[Office, Agent, AgentState], None] = lambda _office, _agent, _state: None
        self.on_queue: Callable[[Office, Line, QueueState], None] = lambda _office, _line, _state: None
        self._exchange = exchange
        self._is_reachable = is_reachable
        self._places: dict[str, _Place] = {}
        self._timers: dict[str, tuple[float, asyncio.TimerHandle]] = {}  # when the next round of each is
        self._saved: dict[str, dict[str, Any]] = {}
        self._rung_by: dict[str, str] = {}  # promises: the call that rings an agent for each
        self._told: dict[str, tuple[float, QueueState | None]] = {}  # how queues stood when that was told
        self._settled_at: float | None = None  # None: calls of a former switch are still to come back

    def now(self) -> float:
        """Return UTC in seconds."""
        return self._exchange.wall() / 1e6

    # -- configuration and survival

    def take(self, offices: Mapping[str, Office]) -> None:
        """Work by these companies from now on."""
        for tenant, office in offices.items():
            known = self._places.get(tenant)
            if known is None and not office.queues:
                continue
            floor = known.floor if known else Floor(_days_in(ZoneInfo(office.company.timezone)))
            place = self._places[tenant] = _Place(office, floor, _mobiles(office))
            if known is None:
                self._restore_agents(place)
            floor.configure(office.queues.values(), self.now())
            if known is None:
                self._restore_lines(place)
            self.soon(tenant)

    def begin(self) -> None:
        """Offer callers from now on: the calls of a former switch are there again, and soon in their places."""
        self._settled_at = self._exchange.loop.time() + SETTLING_SECONDS
        for tenant in self._places:
            self.soon(tenant)

    def _restore_agents(self, place: _Place) -> None:
        """Take what a former switch knew of agents."""
        for saved in self._exchange.journal.state.agents.values():
            if saved.tenant == place.office.company.id:
                known = {name: value for name, value in saved.state.items() if name in _AGENT}
                place.floor.desk.agents[saved.agent] = Agent(**known)

    def _restore_lines(self, place: _Place) -> None:
        """Take what a former switch knew of queues, and its promises; callers come by themselves."""
        state, tenant, lines = self._exchange.journal.state, place.office.company.id, place.floor.lines
        for line in state.queues.values():
            if line.tenant == tenant and line.queue in lines:
                lines[line.queue].figures = Figures(**line.state["figures"])
                lines[line.queue].handling_s = line.state["handling_s"]
        for promise in state.promises.values():
            if promise.tenant == tenant:
                place.floor.enter(Waiting(**promise.state), self.now())

    def floor(self, tenant: str) -> Floor | None:
        """Return the floor of a company; None when it has no queues."""
        place = self._places.get(tenant)
        return place.floor if place else None

    # -- callers

    def enter(self, tenant: str, one: Waiting, *, again: bool) -> str:
        """Let a caller wait; return why that has no point, "" when it waits."""
        place = self._places.get(tenant)
        if place is None:
            return "nobody"
        self._look(place)
        why = place.floor.enter(one, self.now(), again=again)
        self.soon(tenant)
        return why or ""

    def leave(self, tenant: str, one: Waiting, how: Leaving) -> None:
        """Let a caller go."""
        if floor := self.floor(tenant):
            floor.leave(one, how, self.now())
            self.soon(tenant)

    def answered(self, tenant: str, one: Waiting, leg: Leg) -> bool:
        """Note that a caller was answered; False when the agent talks elsewhere in this very moment."""
        place = self._places[tenant]
        name = leg.party.extension_id or ""
        if name not in one.offered:  # a colleague picked it up
            place.floor.leave(one, "answered", self.now())
        elif any(other.talks and other.call is not leg.call for other in self._legs(place).get(name, ())):
            place.floor.withdraw(one, name)
            self.soon(tenant)
            return False
        else:
            place.floor.answered(one, name, self.now())
        self.soon(tenant)
        return True

    def declined(self, tenant: str, one: Waiting, agent: str, *, reached: bool) -> None:
        """Note that an agent did not take a caller."""
        if floor := self.floor(tenant):
            floor.declined(one, agent, self.now(), reached=reached)
            self.soon(tenant)

    def is_hopeless(self, tenant: str, one: Waiting) -> bool:
        """Tell whether no agent of the queue is there any more."""
        floor = self.floor(tenant)
        return floor is None or one in floor.hopeless(self.now())

    # -- promises

    def promise(self, tenant: str, one: Waiting) -> None:
        """Keep a place for who is to be called back."""
        if floor := self.floor(tenant):
            floor.enter(one, self.now())
            if (line := floor.lines.get(one.queue)) is not None:
                line.figures.promised += 1
            self._save_promise(tenant, one)
            self.soon(tenant)

    def take_owed(self, tenant: str, one: Waiting) -> None:
        """Have an agent who is free make an owed call."""
        if floor := self.floor(tenant):
            floor.enter(one, self.now())
            self._save_promise(tenant, one)
            self.soon(tenant)

    def drop(self, tenant: str, one: Waiting) -> None:
        """Close a promise that nobody has to keep any more, unless an agent's telephone rings for it."""
        floor = self.floor(tenant)
        line = floor.lines.get(one.queue) if floor else None
        if line is not None and not one.offered and line.waiting.pop(one.id, None) is not None:
            self.kept(tenant, one)

    def rings(self, one: Waiting, call: str) -> None:
        """Note which call rings the agent for a promise."""
        self._rung_by[one.id] = call

    def kept(self, tenant: str, one: Waiting) -> None:
        """Close a promise: the customer talks, or is given up."""
        self._rung_by.pop(one.id, None)
        self._exchange.journal.append(records.PromiseSaved(tenant, one.id, {}))

    def put_off(self, tenant: str, one: Waiting) -> None:
        """Try again later to keep a promise whose customer did not answer, unless it was tried often enough."""
        self._rung_by.pop(one.id, None)
        floor = self.floor(tenant)
        line = floor.lines.get(one.queue) if floor else None
        one.attempts += 1
        if line is None or one.owed or one.attempts >= line.queue.callback_attempts:
            self.kept(tenant, one)
            return
        one.not_before = self.now() + line.queue.callback_retry_s
        one.offered = ()
        line.waiting[one.id] = one
        self._save_promise(tenant, one)
        self.soon(tenant)

    def _save_promise(self, tenant: str, one: Waiting) -> None:
        state = {**asdict(one), "offered": (), "tried": {}}
        self._exchange.journal.append(records.PromiseSaved(tenant, one.id, state))

    # -- rounds

    def on_leg(self, leg: Leg) -> None:
        """Look again when an agent's telephone does something."""
        place = self._places.get(leg.call.company.id)
        if place and place.agent_of(leg):
            self.soon(place.office.company.id)

    def soon(self, tenant: str, delay: float = 0.0) -> None:
        """Have a round in a moment, however often it is asked for."""
        if self._settled_at is None:
            return
        loop = self._exchange.loop
        at = max(loop.time() + delay, self._settled_at)
        if tenant in self._timers:
            due, timer = self._timers[tenant]
            if due <= at:
                return
            timer.cancel()
        self._timers[tenant] = at, loop.call_at(at, self._round, tenant)

    def _round(self, tenant: str) -> None:
        del self._timers[tenant]
        place = self._places[tenant]
        floor, exchange = place.floor, self._exchange
        self._look(place)
        self._heed_customers(place)
        now = self.now()
        for one in floor.hopeless(now):
            if call := exchange.calls.get(one.id):
                call.post(LineMoved())
        for offer in floor.assign(now):
            if call := exchange.calls.get(offer.waiting.id):
                call.post(LineMoved())
            elif offer.waiting.promised:
                self.on_promise(place.office, offer)
            else:  # its program is over
                floor.leave(offer.waiting, "abandoned", now)
        for agent in floor.desk.agents.values():
            agent.note_state(now)
        self._tell(place, now)
        self._save(place)
        if any(line.waiting for line in floor.lines.values()):
            self.soon(tenant, TICK_SECONDS)

    def _tell(self, place: _Place, now: float) -> None:
        """Have subscribers told which agents do something else, and how queues stand, of each queue a few times a s."""
        office, floor = place.office, place.floor
        for agent in floor.desk.agents.values():
            state = agent.state(now)
            told = f"{state}: {agent.reason}" if state == "break" else state
            if told != agent.told:
                agent.told = told
                self.on_agent(office, agent, state)
            if state == "after_call":
                self.soon(office.company.id, agent.wrap_until - now + _LATER)
        for name, line in floor.lines.items():
            at, known = self._told.get(name, (0.0, None))
            stands = floor.state_of(line, now)
            if stands == known:
                continue
            if now - at < QUEUE_SECONDS:
                self.soon(office.company.id, at + QUEUE_SECONDS - now + _LATER)
            else:
                self._told[name] = now, stands
                self.on_queue(office, line, stands)

    def _heed_customers(self, place: _Place) -> None:
        """Call nobody back who is calling just now, nor who talks with somebody of the company already."""
        tenant = place.office.company.id
        promised = [one for line in place.floor.lines.values() for one in line.waiting.values() if one.promised]
        if not promised:
            return
        here: dict[str, bool] = {}
        for call in self._exchange.calls.values():
            if call.company.id == tenant and call.direction == "inbound" and call.caller.number:
                here[call.caller.number] = here.get(call.caller.number, False) or call.talking is not None
        for one in promised:
            if here.get(one.number):
                self.drop(tenant, one)
            elif one.number in here:
                one.not_before = max(one.not_before, self.now() + TICK_SECONDS)

    def _look(self, place: _Place) -> None:
        """Take what calls and telephones show of the agents."""
        desk, now = place.floor.desk, self.now()
        legs = self._legs(place)
        for name, agent in desk.agents.items():
            own = legs.get(name, [])
            extension = place.office.extensions_by_id.get(name)
            if agent.call and self._settled_at is not None and not any(leg.talks for leg in own):
                place.floor.released(name, now)
            others = [leg for leg in own if leg.call.call_id not in {agent.offer, self._rung_by.get(agent.offer)}]
            reachable = extension is not None and self._is_reachable(place.office, extension)
            desk.see(name, now, engaged=bool(others), reachable=reachable)
            if agent.offer and any(leg.talks or leg.direction == "inbound" for leg in others):
                self._withdraw(place, agent, [leg for leg in own if leg not in others])

    def _legs(self, place: _Place) -> dict[str, list[Leg]]:
        """Return the agents' legs that are not over."""
        tenant = place.office.company.id
        found: dict[str, list[Leg]] = {}
        for call in self._exchange.calls.values():
            if call.company.id == tenant:
                for leg in call.legs.values():
                    if not leg.gone and (name := place.agent_of(leg)):
                        found.setdefault(name, []).append(leg)
        return found

    def call_of(self, tenant: str, agent: str) -> str | None:
        """Return the id of the call that an agent talks in, or is rung for."""
        place = self._places.get(tenant)
        own = self._legs(place).get(agent, []) if place else []
        return next((leg.call.call_id for leg in sorted(own, key=lambda leg: not leg.talks)), None)

    def _withdraw(self, place: _Place, agent: Agent, rung: list[Leg]) -> None:
        """Ring an agent no longer who began to talk elsewhere."""
        one = place.floor.find(agent.offer)
        if one is None or any(leg.talks for leg in rung):
            return
        place.floor.withdraw(one, agent.id)
        for leg in rung:
            leg.hang_up()
            leg.call.post(LegRefused(leg, *ELSEWHERE))

    def _save(self, place: _Place) -> None:
        tenant, journal = place.office.company.id, self._exchange.journal
        for name, agent in place.floor.desk.agents.items():
            state = {field: getattr(agent, field) for field in _AGENT}
            if self._saved.get(name) != state:
                self._saved[name] = {**state, "recent": list(agent.recent)}
                journal.append(records.AgentSaved(tenant, name, self._saved[name]))
        for name, line in place.floor.lines.items():
            state = {"figures": asdict(line.figures), "handling_s": line.handling_s}
            if self._saved.get(name) != state:
                self._saved[name] = state
                journal.append(records.LineSaved(tenant, name, state))


def _mobiles(office: Office) -> dict[str, str]:
    turns = ((extension, turn.who) for extension in office.company.extensions for turn in extension.rules.turns)
    return {who: extension.id for extension, who in turns if who.startswith("+")}


def _days_in(zone: ZoneInfo) -> Callable[[float], int]:
    return lambda at: datetime.fromtimestamp(at, zone).toordinal()
