"""Queues and agents as they are now, for the API: who waits, who is there; agents signed in and out.

Invariant: a company sees its own queues and agents only. Times are UTC in seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Collection

    from offhook.queueing.desk import Agent
    from offhook.routing.installation import Office
    from offhook.switch.switch import Switch

Wanted = Literal["available", "break", "signed_out"]


class Attending:
    """What may be asked of the queues of a switch."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch
        self._floors = switch.services.floors

    def agents(self, tenant: str, people: Collection[str] | None = None) -> list[dict[str, Any]]:
        """Return the agents of all queues of a company, or those that are some people."""
        office = self._switch.installation.offices.get(tenant)
        if office is None:
            return []
        members = {member.extension_id for queue in office.queues.values() for member in queue.members}
        found = [extension for extension in office.company.extensions if extension.id in members]
        return [
            self._agent(office, extension.id) for extension in found if people is None or extension.person_id in people
        ]

    def set_agent(
        self, tenant: str, extension: str, state: Wanted, reason: str = "", people: Collection[str] | None = None
    ) -> Literal["accepted", "no-agent"]:
        """Sign an agent in or out, or begin or end its break."""
        floor = self._floors.floor(tenant)
        known = {one["extension_id"] for one in self.agents(tenant, people)}
        if floor is None or extension not in known:
            return "no-agent"
        now = self._floors.now()
        match state:
            case "available":
                floor.desk.sign_in(extension, now)
            case "signed_out":
                floor.desk.sign_out(extension, now)
            case "break":
                floor.desk.sign_in(extension, now)
                floor.desk.take_break(extension, reason, now)
        self._floors.soon(tenant)
        return "accepted"

    def queue(self, tenant: str, queue: str, people: Collection[str] | None = None) -> dict[str, Any] | None:
        """Return who waits in a queue, its agents, and how its day goes; None when there is none.

        With `people` only these agents are told, and without any of them the queue is none of theirs.
        """
        office, floor = self._switch.installation.offices.get(tenant), self._floors.floor(tenant)
        line = floor.lines.get(queue) if floor else None
        if office is None or floor is None or line is None:
            return None
        members = [office.extensions_by_id.get(member.extension_id) for member in line.queue.members]
        agents = [one.id for one in members if one is not None and (people is None or one.person_id in people)]
        if people is not None and not agents:
            return None
        now = self._floors.now()
        figures = floor.today(line, now)
        return {
            "waiting": [
                {
                    "call_id": None if one.promised else one.id,
                    "position": position,
                    "number": one.number,
                    "name": one.name,
                    "since": one.since,
                    "waits_s": round(now - one.since, 1),
                    "expected_s": round(floor.expected_s(one)),
                    "priority": one.priority + line.queue.priority,
                    "promised": one.promised,
                    "attempts": one.attempts,
                    "offered": [self._name(office, name) for name in one.offered],
                }
                for position, one in enumerate(line.order(), start=1)
            ],
            "agents": [self._agent(office, name) for name in agents],
            "dialling": self._switch.dialling.state(line.queue, line),
            "today": {
                "entered": figures.entered,
                "answered": figures.answered,
                "in_time": figures.in_time,
                "abandoned": figures.abandoned,
                "left": figures.left,
                "promised": figures.promised,
                "average_wait_s": round(figures.waited_s / figures.answered, 1) if figures.answered else None,
                "longest_wait_s": round(figures.longest_s, 1),
                "service_level": figures.service_level,
            },
        }

    def _agent(self, office: Office, name: str) -> dict[str, Any]:
        floor, extension = self._floors.floor(office.company.id), office.extensions_by_id[name]
        agent: Agent | None = floor.desk.agents.get(name) if floor else None
        now = self._floors.now()
        if agent is not None:
            agent.note_state(now)
        state = agent.state(now) if agent else "signed_out"
        queues = office.queues.values()
        return {
            "extension_id": name,
            "number": extension.number,
            "name": extension.name,
            "state": state,
            "reason": agent.reason if agent else "",
            "since": agent.seen_since if agent and agent.seen_since else None,
            "until": agent.wrap_until if agent and state == "after_call" else None,
            "call_id": self._floors.call_of(office.company.id, name),
            "queue_id": (agent.queue or None) if agent else None,
            "queues": [queue.id for queue in queues if any(one.extension_id == name for one in queue.members)],
            "calls": agent.calls if agent else 0,
            "talk_s": round(agent.talk_s) if agent else 0,
        }

    @staticmethod
    def _name(office: Office, name: str) -> str:
        extension = office.extensions_by_id.get(name)
        return extension.name if extension else name
