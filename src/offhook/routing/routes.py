"""By which trunks an outside number is called, and in which order.

The routes with the longest prefix that fits rule; without any that fits, all trunks do. Behind each trunk comes the one
that stands in for it, and a trunk that stands in for another comes first nowhere unless a route says so.

A SIP address (`user@domain`) is called by the trunks that are for its domain, and by no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from offhook.configuration import Trunk
    from offhook.routing.installation import Office


def ruling_prefix(office: Office, number: str) -> str | None:
    """Return the prefix whose routes rule for a number, None when there are none that fit."""
    fitting = [route.prefix for route in office.company.routes if number.startswith(route.prefix)]
    return max(fitting, key=len, default=None)


def trunks_for(office: Office, number: str) -> list[Trunk]:
    """Return the trunks to try for a number (E.164, or a short one of the country) or SIP address, each once."""
    if "@" in number:
        return trunks_at(office, number.rpartition("@")[2])
    prefix = ruling_prefix(office, number)
    routes = [route for route in office.company.routes if route.prefix == prefix]
    chosen = sorted(routes, key=lambda route: route.priority)
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


def trunks_at(office: Office, domain: str) -> list[Trunk]:
    """Return the trunks that are for a domain: by their own, their host's or a gateway's name."""
    wanted = domain.lower()
    return [trunk for trunk in office.company.trunks if wanted in _names(trunk)]


def _names(trunk: Trunk) -> set[str]:
    names = (trunk.domain or "", trunk.host, *(gateway.host for gateway in trunk.gateways))
    return {name.lower() for name in names}
