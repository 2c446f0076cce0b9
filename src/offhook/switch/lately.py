"""Codes that stand for a number: who called last, and what was dialled last.

The journal's state knows both (`journal/state.py`), so nothing is asked of the database. What they stand for is dialled
as if by hand: the history shows the number, and dialling it again means the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from offhook.journal.records import LatelySaved, Party
    from offhook.routing.installation import Office


def meant(lately: Mapping[str, LatelySaved], office: Office, party: Party, dialled: str) -> str:
    """Return what such a code stands for, and anything else as it is; so is a code when nobody is known."""
    codes = office.company.codes
    known = lately.get(party.extension_id or "")
    if known is None or not dialled or office.has_short(dialled):
        return dialled
    if dialled == codes.last_caller:
        return known.caller or dialled
    return known.dialled or dialled if dialled == codes.redial else dialled
