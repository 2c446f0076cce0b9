"""Whoever a scenario can ring: extensions, outside numbers, SIP addresses, each written as it would be dialled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.routing.dialling import to_e164

if TYPE_CHECKING:
    from offhook.routing.installation import Office

_OUTSIDE = ("+", "sip:", "sips:")


def member_of(office: Office, dialled: str) -> str | None:
    """Return what was dialled as a member (`scenario/node.py`), None when nobody can be rung by it."""
    if dialled in office.extensions:
        return dialled
    if dialled.startswith(_OUTSIDE[1:]):
        return dialled if "@" in dialled else None
    return to_e164(dialled, office.company.country)


def is_outside(member: str) -> bool:
    """Tell whether a member is reached by an operator."""
    return member.startswith(_OUTSIDE)
