"""Let the caller into a conference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from offhook.errors import RemoteError
from offhook.scenario.node import Digits, Names, Node

if TYPE_CHECKING:
    from offhook.scenario.visit import Visit


class Conference(Node):
    """Send the caller to the conference of an extension, which asks for its PIN; the call ends there."""

    kind: Literal["conference"] = "conference"
    extension: Annotated[Digits, Names("conference")]

    async def run(self, visit: Visit) -> str | None:
        """Let the caller in.

        Raises:
            PartyGone: the caller left.
            RemoteError: there is no such conference.
        """
        extension = visit.office.extensions.get(self.extension)
        if extension is None or extension.kind != "conference":
            raise RemoteError(f"extension {self.extension} is no conference")
        await visit.connect(extension, 0)
        return None
