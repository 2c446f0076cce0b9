"""Codes that say, for one call, which number the called people see: another one of the company, or none.

Invariant: what follows the code is dialled as if by hand, so that the history shows the number that was called.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from offhook.routing.installation import Office

HIDDEN: Final = "hidden"


@dataclass(frozen=True, slots=True)
class Presented:
    """What is dialled, and as whom: a number of the company (E.164), `hidden`, or "" when no code said it."""

    dialled: str
    shows: str = ""


def read_presentation(office: Office, dialled: str) -> Presented:
    """Take such a code off what was dialled; one that means no number, or is followed by nothing, stays."""
    codes = office.company.codes
    if office.has_short(dialled):
        return Presented(dialled)
    if codes.hide and dialled.startswith(codes.hide) and len(dialled) > len(codes.hide):
        return Presented(dialled.removeprefix(codes.hide), HIDDEN)
    if codes.show and dialled.startswith(codes.show):
        place, rest = dialled[len(codes.show) :][:1], dialled[len(codes.show) + 1 :]
        numbers = sorted(office.numbers)
        if rest and place in "123456789"[: len(numbers)]:
            return Presented(rest, numbers[int(place) - 1])
    return Presented(dialled)
