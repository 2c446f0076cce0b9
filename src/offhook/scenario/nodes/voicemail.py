"""Take a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from offhook.errors import RemoteError
from offhook.scenario.node import Digits, Names, Node, Seconds, Sounds

if TYPE_CHECKING:
    from offhook.scenario.visit import Visit


class Voicemail(Node):
    """Take a message for an extension; the call ends afterwards."""

    kind: Literal["voicemail"] = "voicemail"
    extension: Annotated[Digits, Names("box")]
    prompts: Sounds = ("unavailable_leave_message",)
    max_seconds: Seconds = 180

    async def run(self, visit: Visit) -> str | None:
        """Record for the extension.

        Raises:
            PartyGone: the caller hung up.
            RemoteError: there is no such box.
        """
        extension = visit.office.extensions.get(self.extension)
        if extension is None:
            raise RemoteError(f"there is no extension {self.extension} to leave a message for")
        await visit.take_message(extension, self.prompts, self.max_seconds)
        return None
