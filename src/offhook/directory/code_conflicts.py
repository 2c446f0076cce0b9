"""Feature codes that mean two things in a company: an extension, a contact's short number or another code begins so.

Such a code is refused when it is set, and such a number when it is given (`directory/codes.py`); what is found here
came by an upgrade that brought a new code. Invariant: nothing that a company had stops working then: its extensions and
short numbers go before codes (`Office.has_short`), and somebody is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from offhook.directory.codes import DIALLED, MEETING, PRESSED, company_codes, hides
from offhook.directory.model import ContactRow, ExtensionRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.codes import Codes
    from offhook.configuration import Company

With = Literal["extension", "contact", "code"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A code by its name in `Codes`, and what else it may mean: a number, or another code by its name."""

    name: str
    code: str
    kind: With
    other: str

    def __str__(self) -> str:
        match self.kind:
            case "extension":
                return f"the code {self.code} ({self.name}) begins the extension {self.other}, which goes before it"
            case "contact":
                return f"the code {self.code} ({self.name}) begins the short number {self.other}, which goes before it"
            case _:
                return f"the code {self.code} ({self.name}) begins that of {self.other}: one of them never works"


async def company_conflicts(session: AsyncSession) -> list[Conflict]:
    """Return all conflicts of the codes of the session's company."""
    extensions = (await session.scalars(select(ExtensionRow.number))).all()
    shorts = (await session.scalars(select(ContactRow.short))).all()
    return find_conflicts(await company_codes(session), extensions, [one for one in shorts if one])


def conflicts_of(company: Company) -> list[Conflict]:
    """Return all conflicts of a company's codes, by the codes' names."""
    extensions = [one.number for one in company.extensions]
    return find_conflicts(company.codes, extensions, [one.short for one in company.contacts if one.short])


def find_conflicts(codes: Codes, extensions: Iterable[str], shorts: Iterable[str]) -> list[Conflict]:
    """Return all conflicts of codes with these numbers and among themselves."""
    kinds: list[tuple[With, str]] = [("extension", one) for one in extensions]
    kinds += [("contact", one) for one in shorts]
    found = [
        Conflict(name, getattr(codes, name), kind, number)
        for kind, number in kinds
        for name in DIALLED
        if hides(codes, name, number)
    ]
    for group in (PRESSED, MEETING, DIALLED):
        for one, other in permutations(group, 2):
            begins, whole = getattr(codes, one), getattr(codes, other)
            if begins and whole.startswith(begins) and (begins != whole or one < other):
                found.append(Conflict(one, begins, "code", other))
    return sorted(found, key=lambda one: (one.name, one.kind, one.other))
