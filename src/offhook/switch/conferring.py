"""Conferences by the API: calling somebody into a conversation, muting and removing a party.

Invariant: as for other live calls, a company's calls exist for that company only, and with `people` for nobody else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from offhook.call.events import GuestInvited, MuteWished
from offhook.call.guest import Invitation
from offhook.call.wish import dialled_text
from offhook.configuration import Extension
from offhook.routing.dialled import find_dialled
from offhook.routing.reach import Shown
from offhook.scenario.leading import invite
from offhook.scenario.meeting import join_invited
from offhook.scenario.run import Run
from offhook.switch.live import concerns

if TYPE_CHECKING:
    from collections.abc import Collection

    from offhook.call.call import Call
    from offhook.call.leg import Leg
    from offhook.call.meeting import Meeting
    from offhook.call.target import Target
    from offhook.call.ways import Ways
    from offhook.routing.installation import Office
    from offhook.switch.switch import Switch

Answer = Literal["accepted", "no-call", "nobody-talks", "no-number", "no-conference", "no-leg", "on-hold"]
MOST_MEMBERS = 100


class Conferring:
    """What the API may ask."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch

    def invite(self, tenant: str, call: str, to: str, *, people: Collection[str] | None = None) -> Answer:
        """Call an extension or an outside number into a conversation."""
        found = self._find(tenant, call, people)
        office = self._switch.installation.offices.get(tenant)
        if found is None or office is None:
            return "no-call"
        if found.meeting is not None:
            return self._invite_to_meeting(office, found, found.meeting, dialled_text(to))
        if found.guests is None or len(found.guests.members) >= MOST_MEMBERS:
            return "nobody-talks"
        host = next((leg for leg in found.guests.members if leg.inside), found.guests.members[0])
        who, groups = self._targets(office, dialled_text(to), Shown(host.party.number, host.label))
        if not groups:
            return "no-number"
        found.post(GuestInvited(Invitation(who, groups=groups, by=host.label)))
        return "accepted"

    def _invite_to_meeting(self, office: Office, call: Call, meeting: Meeting, to: str) -> Answer:
        """Call somebody into the conference of an extension, by a call of its own."""
        if len(meeting.members) >= meeting.extension.places:
            return "nobody-talks"
        by = next(leg for leg in call.legs.values() if leg in meeting.members)
        run = Run(call, by, office, self._switch.reach, self._switch.services, Shown(by.party.number, by.label))
        return "accepted" if invite(run, meeting, by, to, join_invited) else "no-number"

    def mute(self, tenant: str, call: str, leg: str, *, muted: bool, people: Collection[str] | None = None) -> Answer:
        """Let nobody hear a party of a conversation or a conference, or all again."""
        talking = self._find(tenant, call, people)
        two = talking.talking if talking is not None else None
        found: Leg | Answer
        if two is not None:
            found = next((one for one in two if one.leg_id == leg), "no-leg")
        else:
            found = self._member(tenant, call, leg, people)
        if isinstance(found, str):
            return found
        if two is not None and any(one.on_hold for one in two):
            return "on-hold"
        found.call.post(MuteWished(found, muted))
        return "accepted"

    def remove(self, tenant: str, call: str, leg: str, *, people: Collection[str] | None = None) -> Answer:
        """Hang up a party of a conference."""
        found = self._member(tenant, call, leg, people)
        if isinstance(found, str):
            return found
        found.call.step("removed", who=found.label)
        found.hang_up()
        return "accepted"

    def _find(self, tenant: str, call: str, people: Collection[str] | None) -> Call | None:
        found = self._switch.exchange.calls.get(call)
        return found if found and found.company.id == tenant and concerns(found, people) else None

    def _member(self, tenant: str, call: str, leg: str, people: Collection[str] | None) -> Leg | Answer:
        found = self._find(tenant, call, people)
        if found is None:
            return "no-call"
        if found.meeting is not None:
            own = (one for one in found.legs.values() if one in found.meeting.members)
            return next((one for one in own if one.leg_id == leg), "no-leg")
        if found.conference is None or found.talking is not None:
            return "no-conference"
        return next((one for one in found.conference.members if one.leg_id == leg), "no-leg")

    def _targets(self, office: Office, to: str, shown: Shown) -> tuple[str, tuple[tuple[Target | Ways, ...], ...]]:
        """Return who `to` is, and whom to ring: all phones of a person, or a number as if it had been dialled."""
        reach = self._switch.reach
        match find_dialled(office, to):
            case Extension(kind="person") as extension:
                targets = tuple(reach.extension(office, extension, shown))
                return extension.name, (targets,) if targets else ()
            case str() as number:
                return number, ((reach.ways(office, number),),)
            case _:
                return to, ()
