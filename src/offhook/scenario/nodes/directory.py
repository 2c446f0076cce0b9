"""Dial by name: the caller spells a colleague's name on the keys, as 5275 for Kask, and is connected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field

from offhook.call.play import Verdict, judge_numbers
from offhook.prompts.directory_words import choice_text, connecting_text
from offhook.prompts.spelling import is_spelled
from offhook.scenario.node import Heard, Leads, LooseId, Node, Seconds, Sounds, Spoken

if TYPE_CHECKING:
    from offhook.configuration import Extension
    from offhook.scenario.visit import Visit

FEWEST_KEYS: Final = 2
LONGEST_SPELLING: Final = 30
MOST_OFFERED: Final = 9


class Directory(Node):
    """Let the caller spell a name, some times; of several people of that spelling one is chosen by a key.

    `#` ends the spelling; so does a pause, or a third key by which only one person is left.
    """

    kind: Literal["directory"] = "directory"
    prompts: Heard = ("directory_spell",)
    attempts: Annotated[int, Field(ge=1, le=9)] = 3
    wait_seconds: Seconds = 8
    digit_seconds: Annotated[float, Field(ge=0.5, le=10)] = 3
    seconds: Seconds = 20
    invalid: Sounds = ("directory_none",)
    otherwise: Annotated[LooseId, Leads("nothing is chosen")] = ""

    async def run(self, visit: Visit) -> str | None:
        """Return the way on of who found nobody; who was found has the call to its end.

        Raises:
            PartyGone: the caller left.
        """
        visit.answer()
        for attempt in range(1, self.attempts + 1):
            await visit.say(self.prompts, interruptible=True)
            keys, _ = await visit.gather(
                lambda keys: _judge(visit, keys), wait_s=self.wait_seconds, digit_s=self.digit_seconds
            )
            spelled = keys.rstrip("#")
            found = people_spelled(visit, spelled)
            chosen = await self._chosen(visit, found) if found else None
            if chosen is not None:
                visit.step("directory_found", number=chosen.number, name=chosen.name, digits=spelled)
                await visit.connect(chosen, self.seconds)
                return None
            if not found and keys:
                visit.step("directory_unknown", digits=keys, attempt=attempt)
                visit.forget_keys()
                await visit.say(self.invalid, interruptible=True)
        return self.otherwise

    async def _chosen(self, visit: Visit, found: list[Extension]) -> Extension | None:
        if len(found) == 1:
            await visit.say([Spoken(text=connecting_text(found[0].name, found[0].number, visit.language))])
            return found[0]
        offered = {str(place): one for place, one in enumerate(found[:MOST_OFFERED], 1)}
        texts = [Spoken(text=choice_text(key, one.name, one.number, visit.language)) for key, one in offered.items()]
        await visit.say(texts, interruptible=True)
        key, _ = await visit.gather(judge_numbers({*offered}), wait_s=self.wait_seconds, digit_s=self.digit_seconds)
        return offered.get(key)


def people_spelled(visit: Visit, keys: str) -> list[Extension]:
    """Return the people whose names are spelled so, by name; who is hidden is not found."""
    if len(keys) < FEWEST_KEYS or not keys.isdigit():
        return []
    office = visit.office
    hidden = {one.id for one in office.company.people if one.hidden}
    people = (one for one in office.company.extensions if one.kind == "person" and one.person_id not in hidden)
    return sorted((one for one in people if is_spelled(one.name, keys)), key=lambda one: (one.name, one.number))


def _judge(visit: Visit, keys: str) -> Verdict:
    if keys.endswith("#"):
        return Verdict.COMPLETE
    if len(keys) < FEWEST_KEYS:
        return Verdict.PREFIX
    found = people_spelled(visit, keys)
    if not found or len(keys) >= LONGEST_SPELLING:
        return Verdict.WRONG
    return Verdict.COMPLETE if len(found) == 1 and len(keys) > FEWEST_KEYS else Verdict.OPEN
