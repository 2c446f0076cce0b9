"""Look at who calls: lists, beginnings of numbers, hidden numbers, and people's own white lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from offhook.routing.person_rules import white_listing
from offhook.scenario.node import Leads, LooseId, Names, Node

if TYPE_CHECKING:
    from offhook.configuration import Contact
    from offhook.scenario.visit import Visit

PERSONAL_SECONDS: Final = 30.0


Standing = Literal["", "vip", "known", "unknown"]


class CallerRule(BaseModel):
    """One kind of caller: on a list, with a number that begins so, or without a number. All that is given must fit.

    So is what the company's contacts say: whether the caller is one of them (`contact`), an important one, or has one
    of the labels.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str = Field(default="", max_length=120)
    list: Annotated[str, Names("list")] = ""
    prefixes: Annotated[tuple[Annotated[str, Field(pattern=r"^\+?[0-9]{1,15}$")], ...], Field(max_length=200)] = ()
    hidden: bool = False
    contact: Standing = ""
    labels: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=40)], ...], Field(max_length=20)] = ()
    next: Annotated[LooseId, Leads("the caller is one of these")] = ""

    def fits(self, visit: Visit) -> bool:
        """Tell whether the caller of this visit is meant."""
        if self.hidden and visit.caller:
            return False
        if self.prefixes and not visit.caller.startswith(self.prefixes):
            return False
        if not self._fits_contact(visit.office.contacts.get(visit.caller)):
            return False
        if self.list:
            numbers = visit.office.lists.get(self.list)
            return numbers is not None and numbers.has(visit.caller)
        return self.hidden or bool(self.prefixes or self.contact or self.labels)

    def _fits_contact(self, contact: Contact | None) -> bool:
        if contact is None:
            return self.contact in {"", "unknown"} and not self.labels
        standing = {"": True, "vip": contact.vip, "known": True, "unknown": False}[self.contact]
        return standing and (not self.labels or not set(self.labels).isdisjoint(contact.labels))


class Caller(Node):
    """Send callers different ways; of several rules that fit the first counts.

    With `personal`, a caller who is on somebody's own white list rings at that person at once, before all rules.
    """

    kind: Literal["caller"] = "caller"
    rules: Annotated[tuple[CallerRule, ...], Field(min_length=1, max_length=50)]
    personal: bool = False
    otherwise: Annotated[LooseId, Leads("it is somebody else")] = ""

    async def run(self, visit: Visit) -> str | None:
        """Return the way of the first rule that fits."""
        person = white_listing(visit.office, visit.caller) if self.personal else None
        if person is not None:
            visit.step("white_listed", number=visit.caller, who=person.name)
            visit.alert()
            await visit.connect(person, PERSONAL_SECONDS)
            return None
        for rule in self.rules:
            if rule.fits(visit):
                label = rule.label or self._name_of(visit, rule)
                known = visit.office.name_of(visit.caller)
                visit.step("caller", label=label, number=visit.caller or None, **({"name": known} if known else {}))
                return rule.next
        visit.step("caller_unlisted", number=visit.caller or None)
        return self.otherwise

    @staticmethod
    def _name_of(visit: Visit, rule: CallerRule) -> str:
        found = visit.office.lists.get(rule.list)
        return found.name if found else ", ".join(rule.prefixes or rule.labels) or rule.contact
