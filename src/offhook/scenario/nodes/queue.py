"""Let the caller wait for an agent of a queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from offhook.errors import RemoteError
from offhook.scenario.node import Leads, LooseId, Names, Node, ThingId
from offhook.scenario.nodes.menu import Choice  # noqa: TC001  read by Pydantic at run time
from offhook.scenario.values import filled
from offhook.scenario.visit import Wish

if TYPE_CHECKING:
    from offhook.scenario.visit import Visit

Key = Annotated[str, Field(pattern=r"^[0-9*#]$")]
Skill = Annotated[str, Field(min_length=1, max_length=40)]


class Queue(Node):
    """Wait with music until an agent answers; `choices` are keys by which the caller may leave, and keeps its place.

    `skills` are the levels that an agent needs. `agent` is the extension of who is responsible, such as `{manager}`
    that an outside system answered: it is waited for first, as long as the queue allows.
    """

    kind: Literal["queue"] = "queue"
    queue: Annotated[ThingId, Names("queue")] = ""
    skills: Annotated[dict[Skill, Annotated[int, Field(ge=1, le=10)]], Field(max_length=10)] = Field(
        default_factory=dict
    )
    priority: Annotated[int, Field(ge=-100, le=100)] = 0
    agent: Annotated[str, Field(max_length=200)] = ""
    choices: Annotated[dict[Key, Choice], Field(max_length=12)] = Field(default_factory=dict)
    timeout: Annotated[LooseId, Leads("the wait is too long")] = ""
    full: Annotated[LooseId, Leads("the queue is full", instead="timeout")] = ""
    nobody: Annotated[LooseId, Leads("no agent is there", instead="timeout")] = ""

    async def run(self, visit: Visit) -> str | None:
        """Return the way on of a caller whom nobody answered.

        Raises:
            PartyGone: the caller left, before or after a conversation.
            RemoteError: there is no such queue.
        """
        queue = visit.office.queues.get(self.queue)
        if queue is None:
            raise RemoteError("the queue is there no longer")
        visit.answer()
        agent = visit.office.extensions.get(filled(self.agent, visit)) if self.agent else None
        wish = Wish(self.skills, self.priority, agent.id if agent else "", frozenset(self.choices))
        why = await visit.wait(queue, wish)
        if why in self.choices:
            return self.choices[why].next
        return self.way(why)
