"""Mailboxes: whose they are, in which situation a caller comes to one, and what is said there.

Invariant: no clock, no telephone, no state; a call and a rehearsal ask the same functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from offhook.routing.hours import opening

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from offhook.configuration import Extension, Situation
    from offhook.routing.installation import Office

MessageState = Literal["new", "heard", "deleted"]
Folder = Literal["new", "kept"]


@dataclass(slots=True)
class Message:
    """A message of a box, as its menu by telephone shows it."""

    id: str
    at: datetime
    caller_number: str
    caller_name: str
    path: str
    duration_ms: int
    state: MessageState
    forwarded_by: str = ""
    comment: str = ""


BOX_KINDS: Final = frozenset({"person", "box"})
SITUATIONS: Final[tuple[Situation, ...]] = ("unavailable", "busy", "closed", "holiday")
# Whose greeting is missing, hears the next one.
_FALLS: Final[Mapping[Situation, tuple[Situation, ...]]] = {
    "unavailable": ("unavailable",),
    "busy": ("busy", "unavailable"),
    "closed": ("closed", "unavailable"),
    "holiday": ("holiday", "closed", "unavailable"),
}
_USUAL: Final[Mapping[Situation, str]] = {
    "unavailable": "unavailable_leave_message",
    "busy": "busy_leave_message",
    "closed": "closed_leave_message",
    "holiday": "closed_leave_message",
}


def box_context(tenant_id: str, extension_id: str) -> str:
    """Return what a box's PIN is sealed for."""
    return f"box {tenant_id} {extension_id}"


def is_box(extension: Extension) -> bool:
    """Tell whether messages can be left for an extension."""
    return extension.kind == "box" or (extension.kind == "person" and extension.voicemail)


def may_hear(box: Extension, person_id: str | None) -> bool:
    """Tell whether a box is a person's own, or one that the person may listen to."""
    return bool(person_id) and (box.person_id == person_id or person_id in box.box.people)


def boxes_of(office: Office, extension: Extension) -> list[Extension]:
    """Return the boxes that the person of an extension may listen to, the own one first."""
    shared = [
        one for one in office.company.extensions if one is not extension and extension.person_id in one.box.people
    ]
    return [extension, *shared] if is_box(extension) else shared


def listeners(office: Office, box: Extension) -> list[Extension]:
    """Return the extensions of the people who may listen to a box."""
    people = ([box.person_id] if box.person_id else []) + [one for one in box.box.people if one != box.person_id]
    return [office.extension_of_person[one] for one in people if one in office.extension_of_person]


def situation_of(office: Office, box: Extension, now: datetime, *, busy: bool) -> Situation:
    """Return why a caller comes to a box at `now` (in the company's zone), as far as its greeting goes."""
    schedule = office.schedules.get(box.box.schedule_id or box.rules.schedule_id or "")
    says = opening(schedule, now).says if schedule else "open"
    if says != "open":
        return says
    return "busy" if busy else "unavailable"


def greeting_of(box: Extension, situation: Situation) -> tuple[str, str]:
    """Return a box's greeting: the file of one that was spoken by telephone, or else ("", a prompt's name)."""
    for one in _FALLS[situation]:
        if file := box.box.recorded.get(one):
            return file, ""
        if prompt := getattr(box.box, one):
            return "", prompt
    return "", _USUAL[situation]
