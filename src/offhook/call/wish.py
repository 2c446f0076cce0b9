"""What one of two who talk may ask for: that the other be connected elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from offhook.errors import OffhookError

if TYPE_CHECKING:
    from offhook.call.leg import Leg
    from offhook.call.report import Report


LONGEST_DIALLED = 64


@dataclass(frozen=True, slots=True)
class Wish:
    """What the transferor `by` asks for.

    `to` is a number to dial, still to be asked for when `asks`; `over` is the transferor's leg in another call, whose
    other party is meant. To `park` is to have the other wait on the slot `to`. `report` hears of the progress.
    """

    by: Leg
    how: Literal["blind", "attended", "conference", "park"]
    to: str = ""
    over: Leg | None = None
    report: Report | None = None
    asks: bool = False


def dialled_text(text: str) -> str:
    """Return a number that somebody asks for as it may be dialled and shown: 64 printable characters, no parameters."""
    printable = "".join(one for one in text if one.isprintable())
    return printable.partition(";")[0].strip()[:LONGEST_DIALLED]


class TransferDue(OffhookError):  # noqa: N818  a turn of the call, not a fault
    """A conversation ended because one of two is to be connected elsewhere; `other` is that party."""

    def __init__(self, wish: Wish, other: Leg) -> None:
        super().__init__(f"{wish.by.label} transfers {other.label}")
        self.wish = wish
        self.other = other
