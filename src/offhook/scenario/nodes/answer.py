"""Answer the caller, at once or after some ringing, and greet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from offhook.scenario.node import Next, Node, Sounds, heard_text

if TYPE_CHECKING:
    from offhook.scenario.visit import Visit


class Answer(Node):
    """Take the call; what follows is heard by a connected caller."""

    kind: Literal["answer"] = "answer"
    ring_seconds: Annotated[float, Field(ge=0, le=30)] = 0  # the caller hears it ring for so long
    prompts: Sounds = ()
    next: Next = ""

    async def run(self, visit: Visit) -> str | None:
        """Ring, answer, greet; a key pressed meanwhile is kept for the next node.

        Raises:
            PartyGone: the caller left.
        """
        if self.ring_seconds:
            visit.alert()
            await visit.pause(self.ring_seconds)
        visit.answer()
        if self.prompts:
            key = await visit.say(self.prompts, interruptible=True)
            visit.step("played", prompt=heard_text(self.prompts), interrupted_by=key or None)
        return self.next
