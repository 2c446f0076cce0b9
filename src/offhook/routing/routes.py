"""By which trunks an outside number is called, and in which order.

The routes with the longest prefix that fits rule; without any that fits, all trunks do. Behind each trunk comes the one
that stands in for it, and a trunk that stands in for another comes first nowhere unless a route says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from offhook.configuration import Trunk
    from offhook.routing.installation import Office


def trunks_for(office: Office, number: str) -> list[Trunk]:
    """Return the trunks to try for a number (E.164, or a short one of the country), each once."""
    fitting = [route for route in office.company.routes if number.startswith(route.prefix)]
    longest = max((len(route.prefix) for route in fitting), default=0)
    chosen = sorted((route for route in fitting if len(route.prefix) == longest), key=lambda route: route.priority)
    first = [office.trunks[route.trunk_id] for route in chosen if route.trunk_id in office.trunks]
    if not first:
        trunks = office.company.trunks
        standing_in = {trunk.backup_id for trunk in trunks}
        first = [trunk for trunk in trunks if trunk.id not in standing_in]
        first += [trunk for trunk in trunks if trunk.id in standing_in]
    order: dict[str, Trunk] = {}
    for trunk in first:
        following: Trunk | None = trunk
        while following is not None and following.id not in order:
            order[following.id] = following
            following = office.trunks.get(following.backup_id or "")
    return list(order.values())
