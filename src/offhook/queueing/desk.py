"""Agents: who is there, who is free, who had how much work.

Invariant: an agent is offered at most one caller at a time and talks to at most one, across all queues; while it talks
outside queues it is offered none. All times are UTC seconds and come from outside.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

AgentState = Literal["signed_out", "break", "busy", "ringing", "after_call", "away", "available"]
UNANSWERED = "unanswered"  # the reason of a break that the agent did not ask for
MOST_RECENT = 50


@dataclass(slots=True)
class Agent:
    """One agent; `id` is of its extension. `seen` is the state that it was last seen in, since `seen_since`.

    `reason` is why it is on a break, "" while it is not. `offer` is who rings it now, `call` whom it talks to of queue
    `queue`. `engaged` and `reachable` are told by whoever sees calls and telephones. `missed` counts offers in a row
    that it let ring, `calls` and `talk_s` the work of `day`. `recent` are numbers that it talked to, the latest last.
    `told` is the state that subscribers know of.
    """

    id: str
    present: bool = False
    reason: str = ""
    since: float = 0.0
    idle_since: float = 0.0
    wrap_until: float = 0.0
    rest_until: float = 0.0
    offer: str = ""
    call: str = ""
    queue: str = ""
    talks_since: float = 0.0
    engaged: bool = False
    reachable: bool = True
    away_since: float = 0.0
    missed: int = 0
    day: int = 0
    calls: int = 0
    talk_s: float = 0.0
    recent: list[str] = field(default_factory=list)
    seen: str = ""
    seen_since: float = 0.0
    told: str = "signed_out"

    def state(self, now: float) -> AgentState:  # noqa: PLR0911  one for each state
        """Return what the agent does; of several things, the one that lasts longest."""
        if not self.present:
            return "signed_out"
        if self.call or self.engaged:
            return "busy"
        if self.offer:
            return "ringing"
        if self.reason:
            return "break"
        if not self.reachable:
            return "away"
        if now < self.wrap_until:
            return "after_call"
        return "available"

    def note_state(self, now: float) -> None:
        """Remember since when the agent does what it does; what a former switch knew of it goes on."""
        state = self.state(now)
        if state == self.seen:
            return
        if (self.seen, state) == ("after_call", "available") and self.wrap_until:
            self.seen_since = self.wrap_until  # nobody looks in that very moment
        else:
            self.seen_since = now if self.seen else self.since
        self.seen = state

    def free(self, now: float) -> bool:
        """Tell whether a caller may be offered to the agent now."""
        return self.state(now) == "available" and now >= self.rest_until

    def note_day(self, day: int) -> None:
        """Count anew on a new day."""
        if self.day != day:
            self.day, self.calls, self.talk_s = day, 0, 0.0


class Desk:
    """All agents of a company."""

    def __init__(self) -> None:
        self.agents: dict[str, Agent] = {}

    def agent(self, name: str) -> Agent:
        """Return an agent, who is signed out when never heard of."""
        return self.agents.setdefault(name, Agent(name))

    def sign_in(self, name: str, now: float) -> None:
        """Let an agent be there and available; also the end of a break."""
        agent = self.agent(name)
        if not agent.present or agent.reason:
            agent.since = agent.idle_since = now
        agent.present, agent.reason, agent.missed, agent.wrap_until, agent.rest_until = True, "", 0, 0.0, 0.0

    def sign_out(self, name: str, now: float) -> None:
        """Let an agent go; whom it talks to it goes on talking to."""
        agent = self.agent(name)
        if agent.present:
            agent.present, agent.reason, agent.since = False, "", now

    def take_break(self, name: str, reason: str, now: float) -> None:
        """Let an agent who is there be offered nobody for a while."""
        agent = self.agent(name)
        if agent.present:
            agent.reason, agent.since = reason or "break", now

    def see(self, name: str, now: float, *, engaged: bool, reachable: bool) -> None:
        """Take what calls and telephones show of an agent."""
        agent = self.agent(name)
        agent.engaged = engaged
        if reachable != agent.reachable:
            agent.reachable, agent.away_since = reachable, 0.0 if reachable else now
