"""Shared telephones: who sits at which, what may be dialled where nobody does, and when one is logged out.

Invariant: no clock, no telephone, no state. Once a company is indexed (`Office.of`) a shared device belongs to whoever
sits there, and to nobody else, so calls ask nothing about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from offhook.routing.dialling import is_emergency
from offhook.routing.wake_times import next_moment

if TYPE_CHECKING:
    from offhook.configuration import Company, Device
    from offhook.journal.records import Party, SettingChosen
    from offhook.routing.installation import Office

INSIDE_KINDS = frozenset({"person", "echo", "conference", "box", "queue"})


def with_seats(company: Company) -> Company:
    """Return a company whose shared devices belong to the people who sit there."""
    if not any(device.shared for device in company.devices):
        return company
    devices = (
        msgspec.structs.replace(device, person_id=device.seat_id) if device.shared else device
        for device in company.devices
    )
    return msgspec.structs.replace(company, devices=tuple(devices))


def with_seat_taken(company: Company, setting: SettingChosen) -> Company:
    """Return a company after somebody (`value`, a person's id) sat down at a device, or nobody sits there any more."""
    return msgspec.structs.replace(company, devices=tuple(_changed(device, setting) for device in company.devices))


def _changed(device: Device, setting: SettingChosen) -> Device:
    if device.id == setting.subject and device.shared:
        sits = setting.value or None
        return msgspec.structs.replace(device, seat_id=sits, seated_at=setting.at if sits else 0)
    if setting.value and device.seat_id == setting.value:
        return msgspec.structs.replace(device, seat_id=None, seated_at=0)
    return device


def device_of(office: Office, party: Party) -> Device | None:
    """Return the device by which a party calls."""
    return next((one for one in office.company.devices if one.id == party.device_id), None) if party.device_id else None


def is_idle(device: Device | None) -> bool:
    """Tell whether it is a shared telephone at which nobody sits."""
    return device is not None and device.shared and device.person_id is None


def may_dial(office: Office, device: Device, dialled: str) -> bool:
    """Tell whether something may be dialled at a telephone: where nobody sits, little."""
    company = office.company
    if not is_idle(device) or is_emergency(dialled, company.country):
        return True
    extension = office.extensions.get(dialled)
    if extension is not None:
        return device.idle_calls == "internal" and extension.kind in INSIDE_KINDS
    codes = company.codes
    return bool(codes.desk_in and dialled.startswith(codes.desk_in)) or bool(dialled and dialled == codes.desk_out)


def is_kept_inside(office: Office, party: Party, dialled: str) -> bool:
    """Tell whether a party calls from a shared telephone at which nobody sat, and wants what is not dialled there."""
    device = device_of(office, party) if party.extension_id is None else None
    return device is not None and not may_dial(office, device, dialled)


def ends_at(seated_at: float, hours: int, at: str, zone: str) -> float | None:
    """Return when who sat down at a moment is logged out: after some `hours` or `at` a time, whichever is first.

    `hours` 0 and `at` "" are never. All moments are UTC in seconds.
    """
    ends = [seated_at + hours * 3600.0] if hours else []
    if at:
        ends.append(next_moment(at, zone, seated_at))
    return min(ends, default=None)
