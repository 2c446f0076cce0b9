"""Shared telephones of a switch: logging out by the clock, and lamps that follow who sits where.

Invariant: who sits where is configuration (`Device.seat_id`); what is set here goes the way of all settings
(`switch/settings.py`), so it outlives the switch. Calls that run are left alone.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from offhook.routing.desks import ends_at

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from offhook.configuration import Device
    from offhook.routing.installation import Installation, Office
    from offhook.switch.switch import Switch

LOOK_SECONDS: Final = 30.0
log = logging.getLogger(__name__)


class Desks:
    """All shared telephones."""

    def __init__(self, switch: Switch) -> None:
        self._switch = switch
        self._loop = switch.exchange.loop
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Look after them from now on."""
        self._look()

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(LOOK_SECONDS, self._look) if any(self._seated()) else None

    def take(self, old: Installation, new: Installation) -> None:
        """Let all know who sits elsewhere now, after they have the new configuration."""
        for username, (office, device) in new.devices.items():
            known = old.devices.get(username)
            before = known[1].person_id if known is not None else device.person_id
            if device.shared and before != device.person_id:
                self._loop.call_soon(self._moved, office.company.id, username, before, device.person_id)
        if self._timer is None:
            self._loop.call_soon(self._arm)

    def _moved(self, tenant: str, username: str, *people: str | None) -> None:
        office = self._switch.installation.offices.get(tenant)
        if office is None:
            return
        self._switch.lamps.seat_changed(office, username)
        self._switch.messages.on_registration(username)
        floors = self._switch.services.floors
        if floors.floor(tenant) is not None:
            floors.soon(tenant)
        for person in people:
            if extension := office.extension_of_person.get(person or ""):
                self._switch.watches.on_seat(tenant, extension.id)

    def _seated(self) -> Iterator[tuple[Office, Device]]:
        for office in self._switch.installation.offices.values():
            for device in office.company.devices:
                if device.shared and device.seat_id is not None:
                    yield office, device

    def _look(self) -> None:
        """Log out whose time is over."""
        now = self._switch.exchange.wall() / 1e6
        for office, device in list(self._seated()):
            company = office.company
            end = ends_at(device.seated_at / 1e6, company.desk_hours, company.desk_logout, company.timezone)
            if end is not None and end <= now:
                person = office.extension_of_person.get(device.seat_id or "")
                log.info("%s is logged out of %s by the clock", person.name if person else "nobody", device.username)
                self._switch.settings.choose(company.id, "seat", device.id, "")
        self._arm()
