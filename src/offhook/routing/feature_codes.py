"""Codes that are dialled to set something: do not disturb, forwarding, day and night; and what a setting changes.

Invariant: dialling a code twice sets the same once more, so a call that is taken up again after a restart does no harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import msgspec

from offhook.configuration import Box, Forward, PersonRules
from offhook.routing.desks import with_seat_taken
from offhook.routing.dialling import to_e164

if TYPE_CHECKING:
    from offhook.codes import Codes
    from offhook.configuration import Company, Extension, Schedule, ScheduleSwitch
    from offhook.journal.records import SettingChosen
    from offhook.routing.installation import Office

What = Literal["do_not_disturb", "forward", "switch"]


@dataclass(frozen=True, slots=True)
class Dialled:
    """A code with what followed it; `value` as in `SettingChosen`, for `switch` the schedule's place by name."""

    what: What
    value: str
    place: int = 1


def read_code(codes: Codes, dialled: str) -> Dialled | None:
    """Return what a dialled string sets, None where it is no such code."""
    for code, value in ((codes.dnd_on, "on"), (codes.dnd_off, "off")):
        if code and dialled == code:
            return Dialled("do_not_disturb", value)
    if codes.forward_off and dialled == codes.forward_off:
        return Dialled("forward", "")
    if codes.forward and dialled.startswith(codes.forward) and len(dialled) > len(codes.forward):
        return Dialled("forward", dialled.removeprefix(codes.forward))
    for code, value in ((codes.night, "closed"), (codes.day, "auto")):
        rest = dialled.removeprefix(code)
        if code and dialled.startswith(code) and (not rest or (len(rest) == 1 and rest in "123456789")):
            return Dialled("switch", value, int(rest or "1"))
    return None


def forward_target(office: Office, own: Extension, dialled: str) -> str:
    """Return where calls can be forwarded that was dialled behind the code: an extension or E.164, "" for nowhere."""
    extension = office.extensions.get(dialled)
    if extension is not None:
        return extension.number if extension.kind == "person" and extension is not own else ""
    number = to_e164(dialled, office.company.country)
    return number if number and number not in office.numbers else ""


def schedule_at(office: Office, place: int) -> Schedule | None:
    """Return the schedule that is meant by a digit: its place among the names of all."""
    found = sorted(office.company.schedules, key=lambda one: (one.name.lower(), one.id))
    return found[place - 1] if place <= len(found) else None


def changed_rules(rules: PersonRules, what: str, value: str) -> PersonRules:
    """Return a person's rules after a setting."""
    if what == "do_not_disturb":
        return msgspec.structs.replace(rules, do_not_disturb=value == "on")
    others = tuple(one for one in rules.forwards if one.when != "always")
    return msgspec.structs.replace(rules, forwards=(Forward("always", value), *others) if value else others)


def is_of_box(what: str) -> bool:
    """Tell whether something that is set belongs to a mailbox: its PIN, or a greeting."""
    return what == "pin" or what.startswith("greeting.")


def changed_box(box: Box, what: str, value: str) -> Box:
    """Return a mailbox after a setting: a sealed `pin`, or `greeting.` with its situation and a file ("" for none)."""
    if what == "pin":
        return msgspec.structs.replace(box, pin=value)
    situation = what.removeprefix("greeting.")
    others = {one: file for one, file in box.recorded.items() if one != situation}
    return msgspec.convert(
        {**msgspec.to_builtins(box), "recorded": {**others, situation: value} if value else others}, Box
    )


def with_setting(company: Company, setting: SettingChosen) -> Company:
    """Return a company as a setting makes it; one of something that is gone changes nothing."""
    if setting.what == "switch":
        switched: ScheduleSwitch = "closed" if setting.value == "closed" else "auto"
        schedules = (
            msgspec.structs.replace(one, switched=switched) if one.id == setting.subject else one
            for one in company.schedules
        )
        return msgspec.structs.replace(company, schedules=tuple(schedules))
    if setting.what == "seat":
        return with_seat_taken(company, setting)
    if not any(one.id == setting.subject for one in company.extensions):
        return company
    extensions = (_set(one, setting) if one.id == setting.subject else one for one in company.extensions)
    return msgspec.structs.replace(company, extensions=tuple(extensions))


def _set(extension: Extension, setting: SettingChosen) -> Extension:
    if is_of_box(setting.what):
        return msgspec.structs.replace(extension, box=changed_box(extension.box, setting.what, setting.value))
    return msgspec.structs.replace(extension, rules=changed_rules(extension.rules, setting.what, setting.value))
