"""Ring people: together, or one after the other in an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from offhook.scenario.node import Leads, LooseId, Members, Seconds
from offhook.scenario.shown import CallsOut

if TYPE_CHECKING:
    from offhook.scenario.visit import Unanswered, Visit

Order = Literal["together", "in_turn", "rotating", "longest_uncalled", "random"]


class Ring(CallsOut):
    """Ring members; whoever answers first talks to the caller.

    `in_turn` begins with the first each time, `rotating` with the one after the last that was begun with,
    `longest_uncalled` with who was not called for the longest time. `seconds` are for each when they ring in an order.
    """

    kind: Literal["ring"] = "ring"
    members: Members = ()
    order: Order = "together"
    seconds: Seconds = 20
    unanswered: Annotated[LooseId, Leads("nobody answers")] = ""
    busy: Annotated[LooseId, Leads("all are busy", instead="unanswered")] = ""
    unreachable: Annotated[LooseId, Leads("no telephone is there", instead="unanswered")] = ""

    async def run(self, visit: Visit) -> str | None:
        """Return the way on when nobody answered.

        Raises:
            PartyGone: the caller left, before or after a conversation.
        """
        if not self.members:
            return self.way("unreachable")
        shows = self.seen(visit)
        if self.order == "together":
            outcomes = [await visit.ring(self.members, self.seconds, shows)]
        else:
            ordered = visit.ordered(self.members, self.order)
            outcomes = [await visit.ring([one], self.seconds, shows) for one in ordered]
        return self.way(_of_all(outcomes))


def _of_all(outcomes: list[Unanswered]) -> Unanswered:
    """Who let it ring counts most, as a person is there; then who is busy."""
    ranks: tuple[Unanswered, ...] = ("unanswered", "busy", "unreachable")
    return min(outcomes, key=ranks.index)
