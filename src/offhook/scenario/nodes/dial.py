"""Call one number: an extension, an outside number, a SIP address, or what a variable holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from offhook.scenario.node import Leads, LooseId, Named, Seconds
from offhook.scenario.shown import CallsOut
from offhook.scenario.values import filled

if TYPE_CHECKING:
    from offhook.scenario.visit import Visit


class Dial(CallsOut):
    """Call whoever `to` is, as it would be dialled on a telephone; `{responsible}` is what a variable holds.

    An extension rings on all devices of its person; an outside number may be written the national way.
    """

    kind: Literal["dial"] = "dial"
    to: Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[^<>\"]+$")]
    seconds: Seconds = 30
    unanswered: Annotated[LooseId, Leads("nobody answers")] = ""
    busy: Annotated[LooseId, Leads("all are busy", instead="unanswered")] = ""
    unreachable: Annotated[LooseId, Leads("no telephone is there", instead="unanswered")] = ""
    unknown: Annotated[LooseId, Leads("it is no number", instead="unanswered")] = ""

    async def run(self, visit: Visit) -> str | None:
        """Return the way on when nobody answered.

        Raises:
            PartyGone: the caller left, before or after a conversation.
        """
        text = filled(self.to, visit)
        member = visit.member(text)
        if member is None:
            visit.step("dial_unknown", number=text or None)
            return self.way("unknown")
        return self.way(await visit.ring([member], self.seconds, self.seen(visit)))

    def names(self) -> list[Named]:
        """Return whom it calls, unless a variable decides that."""
        return [*super().names(), *([] if "{" in self.to else [Named("to", "dialled", self.to)])]
