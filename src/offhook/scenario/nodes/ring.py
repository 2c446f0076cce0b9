"""Ring extensions together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.scenario.person import ring_people

if TYPE_CHECKING:
    from offhook.scenario.model import Ring
    from offhook.scenario.run import Run


async def run_ring(run: Run, at: str, node: Ring) -> str:
    """Return the way on when nobody answered; numbers that are no extensions any more are named in the journey.

    Raises:
        PartyGone: the caller left, before or after a conversation.
    """
    people = []
    for number in node.extensions:
        if extension := run.office.extensions.get(number):
            people.append(extension)
        else:
            run.call.step("ring_failed", node=at, who=number, status=404, reason="no such extension")
    await ring_people(run, people, seconds=node.seconds, node=at)
    return node.unanswered
