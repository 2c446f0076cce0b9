"""Say goodbye and hang up, or turn a caller away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from offhook.scenario.node import Node, Sounds

if TYPE_CHECKING:
    from offhook.scenario.visit import Visit

STATUS = {"busy": 486, "declined": 603, "unknown": 404}  # RFC 3261 §21


class Hangup(Node):
    """End the call: with a goodbye, or, of a caller who was not answered yet, with a status (the caller's own tone)."""

    kind: Literal["hangup"] = "hangup"
    prompts: Sounds = ()
    refuse: Annotated[Literal["", "busy", "declined", "unknown"], Field(title="Turn the caller away as")] = ""

    async def run(self, visit: Visit) -> str | None:
        """End the call from our side.

        Raises:
            PartyGone: the caller was faster.
        """
        if self.refuse:
            await visit.refuse(STATUS[self.refuse], "the scenario turned the caller away", self.prompts)
            return None
        visit.answer()
        await visit.say(self.prompts)
        await visit.hang_up()
        return None
