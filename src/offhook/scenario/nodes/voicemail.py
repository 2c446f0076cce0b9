"""Take a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from offhook.errors import RemoteError
from offhook.scenario.node import Digits, Leads, LooseId, Names, Node, Seconds, Sounds

if TYPE_CHECKING:
    from offhook.scenario.visit import Visit


class Voicemail(Node):
    """Take a message for a mailbox; the call ends afterwards. Without `prompts` the box's own greeting is heard.

    A caller who finds the box full is told so and goes on; where no way is drawn, the call ends with a goodbye.
    """

    kind: Literal["voicemail"] = "voicemail"
    extension: Annotated[Digits, Names("box")]
    prompts: Sounds = ()
    max_seconds: Seconds = 180
    full: Annotated[LooseId, Leads("the mailbox is full", optional=True)] = ""

    async def run(self, visit: Visit) -> str | None:
        """Record for the extension; return the way that is left when the box is full.

        Raises:
            PartyGone: the caller hung up.
            RemoteError: there is no such box.
        """
        extension = visit.office.extensions.get(self.extension)
        if extension is None:
            raise RemoteError(f"there is no extension {self.extension} to leave a message for")
        await visit.take_message(extension, self.prompts, self.max_seconds, full=bool(self.full))
        return self.full or None
