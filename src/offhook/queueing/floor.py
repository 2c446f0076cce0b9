"""All lines and agents of a company together: who is offered to whom, and what came of it.

Invariant: an offer exists on both sides or on none: `Waiting.offered` names an agent exactly while `Agent.offer` names
the caller. After `assign` no caller waits without an offer while an agent who would do is free.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from offhook.queueing.choice import choose
from offhook.queueing.desk import MOST_RECENT, UNANSWERED, Agent, AgentState, Desk
from offhook.queueing.line import Figures, Leaving, Line, Waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from offhook.configuration import Queue

AWAY_SECONDS = 30.0  # an agent without a telephone is still taken to be there
UNREACHABLE_REST_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Offer:
    """These agents' telephones are to ring for a caller."""

    waiting: Waiting
    agents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueueState:
    """How a queue stands: how many wait, since when the longest (UTC), how many of its agents do what."""

    waiting: int
    longest_since: float | None
    agents: Mapping[AgentState, int]


class Floor:
    """The lines and agents of one company; `day_of` gives the number of the company's day at a time."""

    def __init__(self, day_of: Callable[[float], int]) -> None:
        self.desk = Desk()
        self.lines: dict[str, Line] = {}
        self._day_of = day_of
        self._known: set[str] = set()

    def configure(self, queues: Iterable[Queue], now: float) -> None:
        """Take the queues as they are now; who waits in one that is gone waits in vain (`hopeless`)."""
        known = {queue.id: queue for queue in queues}
        for name, queue in known.items():
            if name in self.lines:
                self.lines[name].queue = queue
            else:
                self.lines[name] = Line(queue)
            for member in queue.members:
                if member.always and member.extension_id not in self.desk.agents:
                    self.desk.sign_in(member.extension_id, now)
        for name in [name for name, line in self.lines.items() if name not in known and not line.waiting]:
            del self.lines[name]
        self._known = set(known)

    # -- callers

    def enter(self, one: Waiting, now: float, *, again: bool = False) -> Literal["full", "nobody"] | None:
        """Let a caller wait, or say why that has no point; one who waits `again` finds its place even when it is full.

        A promise is taken in any case: it waits for agents to come.
        """
        line = self.lines.get(one.queue)
        if line is None or not (one.promised or self.attended(line, now)):
            return "nobody"
        if line.full and not (one.promised or again):
            return "full"
        line.note_day(self._day_of(now))
        line.figures.entered += not (again or one.promised)
        line.waiting[one.id] = one
        if line.queue.sticky_last and not one.agent:
            one.agent = self._last_of(one.number)
        return None

    def leave(self, one: Waiting, how: Leaving, now: float) -> None:
        """Let a caller go, whose agents ring no longer."""
        line = self.lines.get(one.queue)
        if line is None or line.waiting.pop(one.id, None) is None:
            return
        line.note_day(self._day_of(now))
        line.count(one, how, now)
        for name in one.offered:
            self.desk.agent(name).offer = ""
        one.offered = ()

    def attended(self, line: Line, now: float) -> bool:
        """Tell whether an agent of a line is there, or on a break."""
        return line.queue.id in self._known and any(
            agent.present and (agent.reachable or now - agent.away_since < AWAY_SECONDS)
            for agent in map(self.desk.agent, (member.extension_id for member in line.queue.members))
        )

    def expected_s(self, one: Waiting) -> float:
        """Return how long a caller will have to wait, by what callers before it took."""
        line = self.lines[one.queue]
        there = sum(
            agent.present and not agent.reason and agent.reachable
            for agent in map(self.desk.agent, (member.extension_id for member in line.queue.members))
        )
        return line.position(one.id) * line.handling_s / max(1, there)

    # -- offers

    def assign(self, now: float) -> list[Offer]:
        """Offer callers in their order to agents who are free, and return what is new."""
        made = []
        free = {name for name, agent in self.desk.agents.items() if agent.free(now)}
        members = {name: {member.extension_id for member in line.queue.members} for name, line in self.lines.items()}
        todo = [(line.rank(one), line, one) for line in self.lines.values() for one in line.waiting.values()]
        for _, line, one in sorted(todo, key=lambda entry: entry[0]):
            if not free:
                break
            if one.offered or now < one.not_before or line.queue.id not in self._known:
                continue
            if free.isdisjoint(members[line.queue.id]):
                continue
            if agents := choose(line, self.desk, one, now):
                one.offered = tuple(agents)
                line.last_offered = agents[-1]
                free.difference_update(agents)
                for name in agents:
                    self.desk.agent(name).offer = one.id
                made.append(Offer(one, one.offered))
        return made

    def answered(self, one: Waiting, name: str, now: float) -> None:
        """Note that an agent took a caller; the others it was offered to are free again."""
        agent = self.desk.agent(name)
        self.leave(one, "answered", now)
        agent.note_day(self._day_of(now))
        agent.call, agent.queue, agent.talks_since, agent.missed = one.id, one.queue, now, 0
        agent.since = now
        agent.calls += 1
        if one.number:
            agent.recent = [*(other for other in agent.recent if other != one.number), one.number][-MOST_RECENT:]

    def declined(self, one: Waiting, name: str, now: float, *, reached: bool) -> None:
        """Note that an agent did not take a caller: let it ring or refused (`reached`), or could not be rung."""
        agent = self.desk.agent(name)
        if not self.withdraw(one, name):
            return
        queue = self.lines[one.queue].queue
        one.tried[name] = one.tried.get(name, 0) + 1
        agent.rest_until = now + (queue.retry_s if reached else max(queue.retry_s, UNREACHABLE_REST_SECONDS))
        if reached:
            agent.missed += 1
            if queue.pause_after and agent.missed >= queue.pause_after:
                agent.missed = 0
                self.desk.take_break(name, UNANSWERED, now)

    def withdraw(self, one: Waiting, name: str) -> bool:
        """Offer a caller to an agent no longer; False when it was not."""
        if name not in one.offered:
            return False
        one.offered = tuple(other for other in one.offered if other != name)
        self.desk.agent(name).offer = ""
        return True

    def released(self, name: str, now: float) -> None:
        """Note that an agent's conversation is over: what comes after it begins."""
        agent = self.desk.agent(name)
        if not agent.call:
            return
        talked = now - agent.talks_since
        agent.note_day(self._day_of(now))
        agent.talk_s += talked
        line = self.lines.get(agent.queue)
        wrap_up = line.queue.wrap_up_s if line else 0
        if line is not None:
            line.handled(talked + wrap_up)
        agent.call = agent.queue = ""
        agent.since = now
        agent.wrap_until = agent.idle_since = now + wrap_up

    def find(self, name: str) -> Waiting | None:
        """Return who waits, by its id."""
        return next((line.waiting[name] for line in self.lines.values() if name in line.waiting), None)

    def hopeless(self, now: float) -> list[Waiting]:
        """Return who waits where no agent is any more; promises wait on."""
        return [
            one
            for line in self.lines.values()
            if line.waiting and not self.attended(line, now)
            for one in line.waiting.values()
            if not one.promised
        ]

    def state_of(self, line: Line, now: float) -> QueueState:
        """Return how a queue stands; promises wait for nobody to hear them."""
        since = [one.since for one in line.waiting.values() if not one.promised]
        agents = self.desk.agents
        states = (
            agents[member.extension_id].state(now) if member.extension_id in agents else "signed_out"
            for member in line.queue.members
        )
        return QueueState(len(since), min(since, default=None), dict(Counter[AgentState](states)))

    def today(self, line: Line, now: float) -> Figures:
        """Return how the day of a line goes."""
        line.note_day(self._day_of(now))
        return line.figures

    def _last_of(self, number: str) -> str:
        """Return to whom a number talked last."""
        found: list[Agent] = [agent for agent in self.desk.agents.values() if number and number in agent.recent]
        return max(found, key=lambda agent: agent.talks_since).id if found else ""
