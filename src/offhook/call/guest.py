"""Who is to come into a conversation that goes on: a colleague for a conference, or a supervisor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from offhook.errors import OffhookError

if TYPE_CHECKING:
    from offhook.call.leg import Leg
    from offhook.call.target import Target
    from offhook.call.ways import Ways

Mode = Literal["listen", "whisper", "barge", "take_over"]
RING_SECONDS = 30.0


@dataclass(frozen=True, slots=True, eq=False)
class Invitation:
    """Why somebody comes, and whom to ring for that: groups of targets, of which the next is tried when one fails.

    With a `mode` it is the supervisor of `agent`, else one more party of a conference. `who` is for the journey, `by`
    who asked for it.
    """

    who: str
    mode: Mode | None = None
    agent: Leg | None = None
    groups: tuple[tuple[Target | Ways, ...], ...] = ()
    by: str = ""


class ConferenceDue(OffhookError):  # noqa: N818  a turn of the call, not a fault
    """A conversation of two ends because a third party comes in: `members` go on together."""

    def __init__(self, *members: Leg) -> None:
        super().__init__("a conference is due")
        self.members = members
