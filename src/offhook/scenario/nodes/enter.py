"""Go on in another scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from offhook.scenario.node import Names, Node

if TYPE_CHECKING:
    from offhook.scenario.visit import Visit


class Enter(Node):
    """Go on at the beginning of another scenario; variables and the caller's language go along."""

    kind: Literal["scenario"] = "scenario"
    scenario: Annotated[str, Names("scenario")] = ""

    async def run(self, visit: Visit) -> str | None:
        """Return the first node there, "" when there is no such scenario."""
        return visit.enter(self.scenario)
