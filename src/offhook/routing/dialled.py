"""What was dialled, in a company: one of its extensions or numbers, or somebody of the world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.routing.dialling import outside_number
from offhook.routing.routes import trunks_at

if TYPE_CHECKING:
    from offhook.configuration import Extension, Number
    from offhook.routing.installation import Office


def find_dialled(office: Office, dialled: str) -> Extension | Number | str | None:
    """Return what was dialled: an extension, a number of the company itself, one of the world, or nothing.

    Of the world is a contact's short number, and a SIP address, too, whose domain a trunk of the company is for.
    """
    if extension := office.extensions.get(dialled):
        return extension
    if contact := office.contact_by_short(dialled):
        dialled = contact.numbers[0]
    user, _, domain = dialled.rpartition("@")
    if user:
        return find_dialled(office, user) or (dialled if trunks_at(office, domain) else None)
    number = outside_number(dialled, office.company.country)
    return (office.numbers.get(number) or number) if number else None
