"""Redirections (3xx) of the called side: which contacts are followed, in what order (RFC 3261 §8.1.3.4).

Invariant: no more than `MOST` contacts are followed in one attempt, none twice, and none that the target's own policy
(`Target.follow`) does not allow.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from offhook.errors import BadMessage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.call.target import Target
    from offhook.sip.headers import NameAddr
    from offhook.sip.wire import Response

MOST: Final = 5
_SCHEMES = ("sip:", "sips:", "tel:")


def contacts_of(response: Response) -> tuple[NameAddr, ...]:
    """Return the usable contacts of a 3xx, preferred ones (q) first; those without q count as 1."""
    try:
        contacts = response.contacts
    except BadMessage:
        return ()
    usable = [contact for contact in contacts if contact.uri.lower().startswith(_SCHEMES)]
    return tuple(sorted(usable, key=preference, reverse=True)[:MOST])


def preference(contact: NameAddr) -> float:
    """Return the q-value of a contact, 0 … 1."""
    try:
        value = float(contact.parameters.get("q", "1"))
    except ValueError:
        return 1.0
    return value if 0 <= value <= 1 else 1.0


def follow(target: Target, contacts: Sequence[NameAddr], seen: set[str]) -> list[list[Target]]:
    """Return whom to ring instead, in groups of equal preference; `seen` holds the URIs that were rung already."""
    if target.follow is None:
        return []
    groups: list[list[Target]] = []
    for _, alike in groupby(contacts, preference):
        group: list[Target] = []
        for contact in alike:
            for found in target.follow(contact):
                if found.uri not in seen and len(seen) <= MOST:
                    seen.add(found.uri)
                    group.append(found)
        if group:
            groups.append(group)
    return groups
