"""What rings for a person, and when: the devices, and outside numbers that are the person's own.

Invariant: a call that waits for several people (a queue's) is taken at an outside number by key 1 only, whatever the
person chose, so that no mailbox of a network has a customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from offhook.call.ring import Joining
from offhook.media import protocol as media
from offhook.routing.outside import Asked
from offhook.routing.reach import party_of
from offhook.scenario.spoken import files_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.call.target import Target
    from offhook.call.ways import Ways
    from offhook.configuration import Extension
    from offhook.prompts.catalogue import Prompts
    from offhook.routing.installation import Office
    from offhook.routing.reach import Reach, Shown
    from offhook.scenario.run import Run

QUESTION = "press_one_to_take"


@dataclass(frozen=True, slots=True)
class Ringing:
    """For whom telephones ring: what they show, the number of who calls, and the company's number that was dialled."""

    office: Office
    reach: Reach
    prompts: Prompts
    shown: Shown
    caller: str = ""
    dialled: str = ""

    @classmethod
    def of(cls, run: Run) -> Ringing:
        """Return what rings for whoever is served."""
        dialled = run.call.dialled if run.call.direction == "inbound" else ""
        return cls(run.office, run.reach, run.prompts, run.shown, run.caller.party.number, dialled)


def telephones(ringing: Ringing, extension: Extension, *, asked: bool = False) -> list[Joining]:
    """Return what rings for a person, and when; `asked`: who answers outside is always asked to take the call."""
    office, reach = ringing.office, ringing.reach
    turns = {turn.who: turn for turn in extension.rules.turns}
    found = [
        Joining(turn.after_s if (turn := turns.get(target.party.device_id or "")) else 0, target)
        for target in reach.extension(office, extension, ringing.shown)
    ]
    for turn in extension.rules.turns:
        if turn.who.startswith("+"):
            files = files_of(office, ringing.prompts, QUESTION, office.company.language)
            confirm = tuple(media.File(file=file) for file in files) if turn.confirm or asked else ()
            shows = ringing.caller if turn.shows == "customer" and ringing.caller.startswith("+") else ""
            party = Asked(party_of(extension), shows, confirm=confirm)
            found.append(Joining(turn.after_s, reach.ways(office, turn.who, ringing.dialled, party)))
    return found


def in_turns(found: Sequence[Joining]) -> list[Target | Ways | Joining]:
    """Return what `call/ring.py` takes: who rings at once as it is."""
    return [one if one.after_s else one.target for one in found]
