"""Receive a fax: not yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from offhook.scenario.node import Next, Node, Sounds

if TYPE_CHECKING:
    from offhook.scenario.visit import Visit


class Fax(Node):
    """Say that faxes are not taken here, then go on; a machine that has no sound to hear it is refused (488)."""

    kind: Literal["fax"] = "fax"
    prompts: Sounds = ("fax_not_taken",)
    next: Next = ""

    async def run(self, visit: Visit) -> str | None:
        """Say so, once.

        Raises:
            PartyGone: the caller left.
            NotAcceptable: the caller sends a fax and no sound.
        """
        visit.answer()
        visit.step("fax_not_taken")
        await visit.say(self.prompts, interruptible=True)
        visit.forget_keys()
        return self.next
