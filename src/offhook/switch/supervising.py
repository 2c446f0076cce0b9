"""Supervising a conversation: by the API, which rings the supervisor's phones, or by a code from one of them.

Invariant: only people of the company who may supervise do, on their own phones, and never a conversation of their own.
Who supervises joins the call: no call of its own begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from offhook.call.events import GuestCame, GuestInvited, ModeWished
from offhook.call.guest import Invitation
from offhook.call.refer import same_person
from offhook.errors import OffhookError
from offhook.routing.reach import Shown
from offhook.switch.entering import enter

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from offhook.call.call import Call
    from offhook.call.exchange import Exchange
    from offhook.call.guest import Mode
    from offhook.call.leg import Leg
    from offhook.call.target import Target
    from offhook.codes import Codes
    from offhook.configuration import Extension
    from offhook.journal import records
    from offhook.routing.installation import Office
    from offhook.sip import events as sip
    from offhook.switch.switch import Switch

Answer = Literal[
    "accepted", "no-call", "no-phone", "no-right", "nobody-talks", "no-agent", "own-call", "supervised", "no-take-over"
]


class _Refused(OffhookError):  # noqa: N818  said by the word that it carries
    def __init__(self, answer: Answer) -> None:
        super().__init__(answer)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class _Wish:
    """Who wants to be let in and how; empty where it was not said.

    `people`: whose phones may be rung, `over`: whom it may be about; None is anybody.
    """

    mode: Mode
    extension: str = ""
    device: str = ""
    agent: str = ""
    login: str | None = None
    people: Collection[str] | None = None
    over: Collection[str] | None = None


class Supervising:
    """What the API may ask."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch

    def supervise(self, tenant: str, call: str, **wish: Any) -> Answer:
        """Ring the phones of an `extension`, or one `device`, and let it into a call in a `mode`.

        Who is in already changes the mode. Without extension and device it is the extension of `login`, the person who
        asks. With `people` nobody else may be rung, with `over` nobody else be listened to. `agent` is a leg; without
        it, the device of the company, of two the one that was called.
        """
        try:
            found = self._switch.exchange.calls.get(call)
            office = self._switch.installation.offices.get(tenant)
            if office is None or found is None or found.company.id != tenant:
                return "no-call"
            self._begin(office, found, _Wish(**wish))
        except _Refused as refused:
            return refused.answer
        return "accepted"

    def _begin(self, office: Office, call: Call, wish: _Wish) -> None:
        """Give what is wished to the call that has the agent: in a meeting that may be another than was named."""
        phone = _supervisor(office, wish)
        members = _members(call)
        if not members:
            raise _Refused("nobody-talks")
        present = _present(members)
        agent = _agent(call, members, wish.agent)
        person = agent.party.person_id
        if not (wish.over is None or person in wish.over) or not oversees(office, phone.person_id, person):
            raise _Refused("no-call")
        if present is not None and present.party.person_id == phone.person_id:
            if wish.mode == "take_over" and not _replaceable(present.call):
                raise _Refused("no-take-over")
            present.call.post(ModeWished(wish.mode, agent if wish.agent else None))
            return
        if any(leg.party.person_id == phone.person_id for leg in members):
            raise _Refused("own-call")
        if _expected(members):
            raise _Refused("supervised")
        if wish.mode == "take_over" and not _replaceable(agent.call):
            raise _Refused("no-take-over")
        targets = self._targets(office, phone, wish.device, Shown(agent.party.number, agent.party.name))
        agent.call.post(GuestInvited(Invitation(phone.name, wish.mode, agent, (tuple(targets),))))

    def _targets(self, office: Office, phone: Extension, device: str, shown: Shown) -> list[Target]:
        targets = self._switch.reach.extension(office, phone, shown)
        if device:
            ids = {one.id for one in office.company.devices if one.username == device}
            targets = [target for target in targets if target.party.device_id in ids]
        if not targets:
            raise _Refused("no-phone")
        return targets


def _supervisor(office: Office, wish: _Wish) -> Extension:
    """Return the extension of who wants to be let in, and may."""
    person = wish.login
    if wish.device:
        person = next((one.person_id for one in office.company.devices if one.username == wish.device), None)
    elif wish.extension:
        found = office.extensions.get(wish.extension)
        person = found.person_id if found is not None else None
    extension = office.extension_of_person.get(person or "")
    if extension is None:
        raise _Refused("no-phone")
    if not may_supervise(office, person) or not (wish.people is None or person in wish.people):
        raise _Refused("no-right")
    return extension


def _members(call: Call) -> Sequence[Leg]:
    """Return who talks in a call, or in the meeting that it takes part in; nobody while something else goes on."""
    if call.guests is None or (call.guests.room is None and call.talking is None):
        return ()
    members = call.guests.members
    return () if call.guests.room is None and any(leg.on_hold for leg in members) else members


def _present(members: Sequence[Leg]) -> Leg | None:
    """Return the supervisor of those who talk."""
    found = (leg.call.guests.supervised_by for leg in members if leg.call.guests is not None)
    return next((leg for leg in found if leg is not None), None)


def _expected(members: Sequence[Leg]) -> bool:
    return any(leg.call.guests is not None and leg.call.guests.expects_supervisor for leg in members)


def _replaceable(call: Call) -> bool:
    return call.guests is not None and call.guests.replaceable


def _agent(call: Call, members: Sequence[Leg], leg_id: str) -> Leg:
    """Return the phone that is meant, else one of this very call, of two the one that was called."""
    latest = reversed(members)
    for leg in sorted(latest, key=lambda leg: leg.call is not call):
        if leg.inside and leg_id in {"", leg.leg_id}:
            return leg
    raise _Refused("no-agent")


def may_supervise(office: Office, person_id: str | None) -> bool:
    """Tell whether a person of the company has the right."""
    person = office.people.get(person_id or "")
    return person is not None and person.may_supervise


def oversees(office: Office, person_id: str | None, agent: str | None) -> bool:
    """Tell whether a person may come into conversations of `agent`: of the whole company, or of the own groups."""
    person = office.people.get(person_id or "")
    return person is not None and (person.supervises is None or agent in person.supervises)


# -- by code


def is_supervision(dialled: str, codes: Codes) -> bool:
    """Tell whether the code was dialled, with an extension."""
    code = codes.supervise
    return bool(code) and dialled.startswith(code) and dialled[len(code) :].isdigit()


def find_supervised(exchange: Exchange, office: Office, party: records.Party, dialled: str) -> Invitation | int:
    """Return how the code's sender comes into the conversation of an extension, else the status that refuses it."""
    if not may_supervise(office, party.person_id):
        return 403
    number = dialled.removeprefix(office.company.codes.supervise)
    if number not in office.extensions:
        return 404
    for call in exchange.calls.values():
        if call.company.id != office.company.id:
            continue
        members = _members(call)
        for leg in members:
            if leg.inside and leg.call is call and leg.party.number == number:
                if not oversees(office, party.person_id, leg.party.person_id):
                    return 404
                if any(same_person(one.party, party) for one in members):
                    return 403
                return 486 if _expected(members) else Invitation(party.name, "listen", leg)
    return 480


async def attend(event: sip.InviteReceived, invitation: Invitation, party: records.Party) -> None:
    """Answer who supervises by code and let it in; one that comes too late is refused."""
    agent = invitation.agent
    assert agent is not None
    call = agent.call
    leg = await enter(event, call, party)
    if leg is None:
        return
    if leg.gone or agent not in _members(call):
        leg.hang_up(status=480)
        call.exchange.retire(leg)
    else:
        leg.answer()
        call.post(GuestCame(leg, invitation))
