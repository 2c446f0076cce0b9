"""Redirections (3xx) of the called side: which contacts are followed, in what order (RFC 3261 §8.1.3.4).

Invariant: no more than `MOST` contacts are followed in one attempt, none twice, and none that the target's own policy
(`Target.follow`) does not allow.
"""

from __future__ import annotations

import asyncio
from itertools import groupby
from typing import TYPE_CHECKING, Final

from offhook.errors import BadMessage
from offhook.sip.locating import is_address, place_in
from offhook.sip.uri import parse_uri

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.call.call import Call
    from offhook.call.target import Target
    from offhook.call.ways import Ways
    from offhook.naming.names import Names
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


async def learn(names: Names, contacts: Sequence[NameAddr]) -> None:
    """Look up the hosts that contacts of a redirection name; none takes longer than `Names.find` bears."""
    places = []
    for contact in contacts:
        try:
            places.append(place_in(parse_uri(contact.uri.partition("?")[0])))
        except ValueError:
            continue
    await asyncio.gather(*(names.find(place) for place in places if not is_address(place.host)))


def follow(call: Call, target: Target, contacts: Sequence[NameAddr], seen: set[str]) -> list[list[Target | Ways]]:
    """Return whom to ring instead, in groups of equal preference; `seen` holds the URIs that were rung already."""
    if target.follow is None:
        return []
    groups: list[list[Target | Ways]] = []
    for _, alike in groupby(contacts, preference):
        group: list[Target | Ways] = []
        for contact in alike:
            for found in target.follow(call, contact):
                if found.uri not in seen and len(seen) <= MOST:
                    seen.add(found.uri)
                    group.append(found)
        if group:
            groups.append(group)
    return groups
