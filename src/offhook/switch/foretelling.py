"""What becomes of a call to a person just now, when nobody answers: who rings, where it goes on, and where it ends.

Invariant: the same coroutine decides as in calls (`scenario/reaching.py`), with the telephones that are there now.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from offhook.errors import MisuseError
from offhook.routing.reach import Shown
from offhook.scenario.person import FORWARDED_SECONDS
from offhook.scenario.reaching import reach

if TYPE_CHECKING:
    from offhook.configuration import Extension
    from offhook.routing.installation import Office
    from offhook.scenario.reaching import Ending, Rang
    from offhook.switch.switch import Switch


class Foretelling:
    """Reaching people without calling them; see `scenario/reaching.py`. `steps` are a history's: kinds and details."""

    def __init__(self, switch: Switch, office: Office, caller: str) -> None:
        self.office = office
        self.caller = caller
        self.steps: list[tuple[str, dict[str, Any]]] = []
        self._switch = switch

    def tell(self, extension: Extension, seconds: float) -> dict[str, Any]:
        """Return the `steps` of a call to a person whom nobody answers for, its `ending` and with `whom` that is."""
        try:
            reach(self, extension, seconds).send(None)
        except StopIteration as done:
            ending: Ending = done.value
        else:
            raise MisuseError("foretelling waited for something")
        person = ending.person
        takes = ending.to_voicemail or (person.voicemail and ending.rang != "declined")
        return {
            "steps": [{"kind": kind, "detail": detail} for kind, detail in self.steps],
            "ending": "voicemail" if takes else "refused",
            "whom": {"number": person.number, "name": person.name},
        }

    def now(self) -> datetime:
        """Return the time in the company's zone."""
        seconds = self._switch.exchange.wall() / 1e6
        return datetime.fromtimestamp(seconds, ZoneInfo(self.office.company.timezone))

    def step(self, kind: str, **detail: Any) -> None:
        """Add a step."""
        self.steps.append((kind, detail))

    def talks(self, extension: Extension) -> bool:
        """Tell whether a person is in a conversation."""
        return any(leg.answered for leg in self._switch.watches.legs(self.office.company.id, extension.id))

    async def ring_person(self, extension: Extension, seconds: float) -> Rang:
        """Tell which of a person's telephones would ring; none that is there answers."""
        who = [{"number": extension.number, "name": extension.name}]
        mobiles = [turn.who for turn in extension.rules.turns if turn.who.startswith("+")]
        if not mobiles and not self._switch.reach.extension(self.office, extension, Shown("", "")):
            self.step("ring_failed", who=extension.name, status=480)
            return "unreachable"
        self.step("ringing", who=who, seconds=round(seconds))
        for mobile in mobiles:
            self.step("outbound", number=mobile)
        return "unanswered"

    async def ring_number(self, number: str, shows: str, by: Extension) -> Rang:
        """Tell that an outside number would ring."""
        seen = {"as": shows} if shows else {}
        who = [{"number": number, "name": self.office.name_of(number)}]
        self.step("ringing", who=who, seconds=round(by.rules.ring_s or FORWARDED_SECONDS), **seen)
        return "unanswered"
