"""Ask a schedule whether the company is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from offhook.routing.hours import opening
from offhook.scenario.node import Leads, LooseId, Names, Node

if TYPE_CHECKING:
    from offhook.scenario.visit import Visit


class OpeningHours(Node):
    """Go one way while a schedule says open, another while it says closed; a holiday may have a way of its own."""

    kind: Literal["schedule"] = "schedule"
    schedule: Annotated[str, Names("schedule")] = ""
    open: Annotated[LooseId, Leads("it is open")] = ""
    closed: Annotated[LooseId, Leads("it is closed")] = ""
    holiday: Annotated[LooseId, Leads("it is a holiday", instead="closed")] = ""

    async def run(self, visit: Visit) -> str | None:
        """Return the way that the schedule says now; without the schedule it is closed, which loses nobody."""
        schedule = visit.office.schedules.get(self.schedule)
        if schedule is None:
            visit.step("schedule", says="closed", why="missing")
            return self.closed
        found = opening(schedule, visit.now())
        visit.step("schedule", name=schedule.name, says=found.says, why=found.why, label=found.label or None)
        return self.way(found.says)
