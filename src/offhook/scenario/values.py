"""Texts with variables in them: `{contract}` is what the caller entered, `{caller}` and `{number}` are always known.

Of a caller who is a contact, `{contact}` and `{company}` are the names and `{responsible}` is the extension of the
person who is responsible; a variable that a scenario sets goes before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from offhook.scenario.visit import Visit

_VARIABLE = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")
LONGEST_VALUE = 2000


def filled(text: str, visit: Visit) -> str:
    """Return the text with its variables filled in; one that is not set is empty."""
    known = {"caller": visit.caller, "number": visit.number.e164 if visit.number else ""}
    contact = visit.office.contacts.get(visit.caller)
    if contact is not None:
        responsible = visit.office.responsible_for(visit.caller)
        known |= {"contact": contact.name, "company": contact.company}
        known |= {"responsible": responsible.number} if responsible else {}
    known |= visit.variables
    return _VARIABLE.sub(lambda match: known.get(match.group(1), ""), text)[:LONGEST_VALUE]
