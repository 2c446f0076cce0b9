"""Let the caller hear prompts, texts or music."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from offhook.scenario.node import Heard, Next, Node, heard_text

if TYPE_CHECKING:
    from offhook.scenario.visit import Visit


class Play(Node):
    """Play one thing after the other, as often as is wished; a key pressed meanwhile ends it and is kept."""

    kind: Literal["play"] = "play"
    prompts: Heard
    times: Annotated[int, Field(ge=1, le=99)] = 1
    interruptible: bool = True
    next: Next = ""

    async def run(self, visit: Visit) -> str | None:
        """Answer, play, go on.

        Raises:
            PartyGone: the caller left.
        """
        visit.answer()
        key = ""
        for _ in range(self.times):
            if key := await visit.say(self.prompts, interruptible=self.interruptible):
                break
        visit.step("played", prompt=heard_text(self.prompts), interrupted_by=key or None)
        return self.next
