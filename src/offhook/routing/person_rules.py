"""What a person wants done with a call: rules that are asked before anything rings, and after nobody answered.

Invariant: no clock, no telephone, no state; the switch and the rehearsal ask the same functions
(`scenario/reaching.py`), so that what is foretold is what happens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from offhook.configuration import NumberList
from offhook.routing.hours import opening

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from offhook.configuration import Extension, Forward, ForwardWhen
    from offhook.routing.installation import Office

Excuse = Literal["", "blocked", "do_not_disturb", "talking"]
VOICEMAIL = "voicemail"


@dataclass(frozen=True, slots=True)
class Reception:
    """What is done with a call before anything rings: nothing rings where there is an `excuse` or a `forward`."""

    excuse: Excuse = ""
    forward: Forward | None = None


def receive(office: Office, extension: Extension, caller: str, now: datetime, talks: Callable[[], bool]) -> Reception:
    """Return what a person wants done with a call of `caller` (E.164, extension, "" hidden) at `now`.

    `now` is in the company's zone; `talks` tells whether the person is in a conversation.
    """
    rules = extension.rules
    if is_listed(office, rules.black, rules.black_lists, caller):
        return Reception("blocked")
    if always := _forward(extension, "always"):
        return Reception(forward=always)
    if not is_listed(office, rules.white, rules.white_lists, caller):
        schedule = office.schedules.get(rules.schedule_id or "")
        closed = _forward(extension, "closed")
        if schedule is not None and closed is not None and opening(schedule, now).says != "open":
            return Reception(forward=closed)
        if rules.do_not_disturb:
            return Reception("do_not_disturb", _forward(extension, "busy"))
    if not rules.call_waiting and talks():
        return Reception("talking", _forward(extension, "busy"))
    return Reception()


def after(extension: Extension, why: str) -> Forward | None:
    """Return where a call goes that was `busy`, `unanswered` or `unreachable` at a person."""
    return next((one for one in extension.rules.forwards if one.when == why), None)


def shown_to(forward: Forward, caller: str) -> str:
    """Return the number (E.164) that the receiver of a forwarded call is to see, "" for the company's."""
    if forward.shows == "fixed":
        return forward.number
    return caller if forward.shows == "customer" and caller.startswith("+") else ""


def white_listing(office: Office, caller: str) -> Extension | None:
    """Return the person on whose own white list a caller is, of several the one with the first number."""
    found = [
        one for one in office.company.extensions if is_listed(office, one.rules.white, one.rules.white_lists, caller)
    ]
    return min(found, key=lambda one: one.number, default=None)


def is_listed(office: Office, numbers: tuple[str, ...], lists: tuple[str, ...], caller: str) -> bool:
    """Tell whether a caller is on a person's list, or on one of the company's that the person chose."""
    if numbers and NumberList("", "", numbers).has(caller):
        return True
    return any(office.lists[one].has(caller) for one in lists if one in office.lists)


def has_phones(office: Office, extension: Extension) -> bool:
    """Tell whether anything could ring for a person: a device, an outside number in its turn, or a shared telephone."""
    known = office.devices_of(extension) or any(one.shared for one in office.company.devices)
    return bool(known) or any(one.who.startswith("+") for one in extension.rules.turns)


def _forward(extension: Extension, when: ForwardWhen) -> Forward | None:
    return after(extension, when)
