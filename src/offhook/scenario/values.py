"""Texts with variables in them: `{contract}` is what the caller entered, `{caller}` and `{number}` are always known."""

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
    known |= visit.variables
    return _VARIABLE.sub(lambda match: known.get(match.group(1), ""), text)[:LONGEST_VALUE]
