"""Which number outside parties see whom a node calls for a caller: the fields that nodes share which call somebody.

Invariant: only the caller's own number or one of the company's is shown; a number that the company has no longer gives
way to the trunk's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from offhook.scenario.node import Named, Names, Node

if TYPE_CHECKING:
    from offhook.scenario.visit import Visit

Shows = Literal["usual", "customer", "dialled", "fixed"]
OwnNumber = Annotated[str, Field(max_length=16, pattern=r"^(\+[1-9][0-9]{5,14})?$"), Names("number")]


class CallsOut(Node):
    """A node that may call outside numbers.

    `shows` is seen there: the trunk's number (`usual`), the caller's (`customer`), the number of ours that the caller
    `dialled`, or the `shown_number` that is `fixed`. Where there is no such number, as of a hidden caller, it is the
    usual one.
    """

    shows: Shows = "usual"
    shown_number: OwnNumber = ""

    def seen(self, visit: Visit) -> str:
        """Return the number (E.164) that outside parties are to see, "" for the usual one."""
        match self.shows:
            case "customer":
                return visit.caller if visit.caller.startswith("+") else ""
            case "dialled":
                return visit.number.e164 if visit.number else ""
            case "fixed":
                return self.shown_number if self.shown_number in visit.office.numbers else ""
            case _:
                return ""

    def names(self) -> list[Named]:
        """Return the things that it names; a number that is not shown is none."""
        return [one for one in super().names() if one.kind != "number" or self.shows == "fixed"]
