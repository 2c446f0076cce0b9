"""Whom to offer a caller to: the strategies.

Invariant: of those who may be offered the caller, who was tried less for it comes first, then who has the lower
penalty; only among equals the strategy decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from offhook.configuration import QueueMember
    from offhook.queueing.desk import Agent, Desk
    from offhook.queueing.line import Line, Waiting

Key = tuple[float, ...]


def suitable(line: Line, desk: Desk, one: Waiting, now: float) -> list[QueueMember]:
    """Return the members who would do for a caller now, whether they are free or not."""
    queue = line.queue
    waited = now - one.since
    if one.agent and waited < queue.sticky_s:
        own = [member for member in queue.members if member.extension_id == one.agent]
        if own and _may_come(desk.agent(one.agent)):
            return own
    if queue.skill_patience_s and waited >= queue.skill_patience_s:
        return list(queue.members)
    return [member for member in queue.members if has_skills(member, one)]


def has_skills(member: QueueMember, one: Waiting) -> bool:
    """Tell whether a member can do all that a caller needs."""
    return all(member.skills.get(skill, 0) >= level for skill, level in one.skills.items())


def choose(line: Line, desk: Desk, one: Waiting, now: float) -> list[str]:
    """Return the agents to ring for a caller: one, or several with the strategy `all`; none when nobody is free."""
    free = [member for member in suitable(line, desk, one, now) if desk.agent(member.extension_id).free(now)]
    if not free:
        return []

    def before(member: QueueMember) -> Key:
        return one.tried.get(member.extension_id, 0), member.penalty

    by = _strategy(line, desk, one)
    ordered = sorted(free, key=lambda member: (*before(member), *by(member)))
    if line.queue.strategy == "all" and not one.promised:
        first = before(ordered[0])
        return [member.extension_id for member in ordered if before(member) == first]
    return [ordered[0].extension_id]


def _strategy(line: Line, desk: Desk, one: Waiting) -> Callable[[QueueMember], Key]:
    members = [member.extension_id for member in line.queue.members]

    def idle(member: QueueMember) -> float:
        return desk.agent(member.extension_id).idle_since

    match line.queue.strategy:
        case "in_turn":
            last = members.index(line.last_offered) if line.last_offered in members else -1
            return lambda member: ((members.index(member.extension_id) - last - 1) % len(members),)
        case "fewest_calls":
            return lambda member: (desk.agent(member.extension_id).calls, idle(member))
        case "least_talk":
            return lambda member: (desk.agent(member.extension_id).talk_s, idle(member))
        case "skills":
            return lambda member: (-_level(member, one), idle(member))
        case "longest_idle" | "all":
            return lambda member: (idle(member),)


def _level(member: QueueMember, one: Waiting) -> int:
    wanted: Sequence[str] = list(one.skills) or list(member.skills)
    return sum(member.skills.get(skill, 0) for skill in wanted)


def _may_come(agent: Agent) -> bool:
    """Tell whether waiting for one agent has a point."""
    return agent.present and not agent.reason and agent.reachable
