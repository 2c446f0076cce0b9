"""Ordered calls by the API: who may be rung for whom, and why not; taken up again after a restart.

Invariant: a refusal rings nobody and leaves no trace in the history. One order at a time for a person: a second click
while the first one's telephones ring is refused, not rung beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from offhook.call.call import Call
from offhook.call.wish import dialled_text
from offhook.configuration import Extension
from offhook.errors import OffhookError
from offhook.ids import new_id
from offhook.journal import records
from offhook.routing.dialled import find_dialled
from offhook.routing.dialling import is_emergency
from offhook.routing.presenting import HIDDEN
from offhook.routing.reach import party_of
from offhook.routing.routes import trunks_for
from offhook.scenario.ordered import SECONDS, STALE_SECONDS, Order, carry_out, shown_to, telephones_of
from offhook.switch.admission import turned_away

if TYPE_CHECKING:
    from offhook.journal.state import CallState
    from offhook.routing.installation import Office
    from offhook.switch.switch import Switch


class _Refused(OffhookError):  # noqa: N818  said by the word that it carries
    pass


class _Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for; empty where it was not said."""

    by: str
    to: str = ""
    contact: str = ""
    extension: str = ""
    device: str = ""
    login: str | None = None
    people: list[str] | None = None  # whose telephones may ring; None is anybody's
    of: str = ""  # a person's id
    name: str = ""
    shows: str = ""
    auto_answer: bool = False
    seconds: float = SECONDS


class Ordering:
    """What the API may ask."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch
        self._calls: dict[str, str] = {}  # the latest one by extensions' ids

    def order(self, tenant: str, **wish: Any) -> dict[str, str]:
        """Ring a person's telephones, and then call `to`; return the `call`, or the `refused` word.

        The person is that of an `extension`, of a `device` (which alone rings), the person `of` an id, or the `login`.
        With `people` it may be nobody else. `contact` is the id of one whose first number is called.
        """
        office = self._switch.installation.offices.get(tenant)
        try:
            if office is None:
                raise _Refused("no-phone")  # noqa: TRY301  one way out
            return {"call": self._begin(office, _Wish(**wish))}
        except _Refused as refused:
            return {"refused": str(refused)}

    def _begin(self, office: Office, wish: _Wish) -> str:
        person, device_id = _who(office, wish)
        dialled, direction = _whom(office, wish, person)
        if turned_away(self._switch.exchange, office.company, dialled) is not None:
            raise _Refused("not-served")
        if wish.shows not in {"", HIDDEN} and wish.shows not in office.numbers:
            raise _Refused("no-line")
        if self._engaged(person):
            raise _Refused("busy")
        order = Order(
            person.id,
            wish.by,
            device_id,
            name=dialled_text(wish.name),
            shows=wish.shows,
            auto_answer=wish.auto_answer,
            seconds=wish.seconds,
        )
        switch = self._switch
        if not telephones_of(order, office, switch.reach, switch.services, shown_to(order, office, dialled)):
            raise _Refused("no-phone")
        exchange, party, call_id = switch.exchange, party_of(person), new_id()
        call = Call(exchange, office.company, call_id, direction, party, dialled)
        call.journal(records.CallStarted(call_id, office.company.id, exchange.wall(), direction, party, dialled))
        call.step("ordered", by=wish.by, who=person.name, number=dialled)
        self._start(call, order, office)
        return call_id

    def _start(self, call: Call, order: Order, office: Office) -> None:
        switch = self._switch
        self._calls[order.extension_id] = call.call_id
        switch.exchange.start(call, lambda _call: carry_out(call, order, office, switch.reach, switch.services))

    def _engaged(self, person: Extension) -> bool:
        """Tell whether the person is in a call, or about to be by an order."""
        calls = self._switch.exchange.calls
        return self._calls.get(person.id) in calls or any(
            leg.party.extension_id == person.id and not leg.gone
            for call in calls.values()
            for leg in call.legs.values()
        )

    def again(self, state: CallState, office: Office) -> bool:
        """Ring the person anew for whom a former switch was ringing; False when that was too long ago, or cannot be."""
        exchange = self._switch.exchange
        assert state.checkpoint is not None
        order = msgspec.convert(state.checkpoint.state["order"], Order)
        if (
            exchange.wall() - state.started_at
        ) / 1e6 > STALE_SECONDS or order.extension_id not in office.extensions_by_id:
            return False
        call = Call(exchange, office.company, state.id, state.direction, state.caller, state.dialled)
        self._start(call, order, office)
        return True


def _who(office: Office, wish: _Wish) -> tuple[Extension, str]:
    """Return whose telephones are to ring, and the id of the only one where it was named."""
    device_id = ""
    if wish.device:
        device = next((one for one in office.company.devices if wish.device in {one.username, one.id}), None)
        found = office.extension_of_person.get(device.person_id or "") if device is not None else None
        device_id = device.id if device is not None else ""
    elif wish.extension:
        found = office.extensions.get(wish.extension)
    else:
        found = office.extension_of_person.get(wish.of or wish.login or "")
    if found is None or found.kind != "person" or found.person_id is None:
        raise _Refused("no-person")
    if wish.people is not None and found.person_id not in wish.people:
        raise _Refused("not-own")
    return found, device_id


def _whom(office: Office, wish: _Wish, person: Extension) -> tuple[str, records.Direction]:
    """Return what is called, in its one form, and which way the call goes."""
    wanted = dialled_text(wish.to)
    if wish.contact:
        contact = next((one for one in office.company.contacts if one.id == wish.contact), None)
        if contact is None or not contact.numbers:
            raise _Refused("no-contact")
        wanted = contact.numbers[0]
    if is_emergency(wanted, office.company.country) and wanted not in office.extensions:
        raise _Refused("emergency")
    match find_dialled(office, wanted):
        case Extension() as extension:
            if extension.id == person.id:
                raise _Refused("own-number")
            return extension.number, "internal"
        case str() as outside:
            if not trunks_for(office, outside):
                raise _Refused("no-operator")
            return outside, "outbound"
        case None:
            raise _Refused("no-number")
        case number:
            return number.e164, "internal"
