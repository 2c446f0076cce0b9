"""The gateways of a trunk, and in which order they are tried.

Lower priorities come first; among equal ones chance decides by weight, as with SRV records (RFC 2782). Those that lag
come after the others of their priority.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from offhook.call.health import HOP, Standing, State
from offhook.configuration import Gateway
from offhook.sip.address import host_text
from offhook.sip.locating import is_address

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from offhook.call.health import Health
    from offhook.configuration import Trunk
    from offhook.sip.address import Flow
    from offhook.sip.locating import Hop

_BEST: Final[tuple[Standing, ...]] = ("up", "lagging", "unknown", "down")


def gateways_of(trunk: Trunk) -> tuple[Gateway, ...]:
    """Return a trunk's gateways; one without any has its host as the only one."""
    return trunk.gateways or (Gateway(trunk.host, trunk.port, trunk.transport),)


def at_gateway(trunk: Trunk, gateway: Gateway) -> Trunk:
    """Return the trunk with this gateway as its host: what calls by it are made with."""
    return msgspec.structs.replace(trunk, host=gateway.host, port=gateway.port, transport=gateway.transport)


def way_of(trunk: Trunk, hop: Hop | None = None) -> str:
    """Return the key of a trunk at a gateway in `call/health.py`; it is fit for logs.

    A gateway with a name has one for each `hop` that the name leads to.
    """
    way = f"{trunk.name} ({trunk.id}) at {place_text(trunk)}"
    return way if hop is None or is_address(trunk.host) else f"{way}{HOP}{hop_text(hop)}"


def place_text(place: Gateway | Trunk) -> str:
    """Return host, port and transport for people."""
    port = f":{place.port}" if place.port else ""
    return f"{place.host}{port}" + ("" if place.transport in ("udp", "auto") else f" ({place.transport.upper()})")


def gateway_text(trunk: Trunk, flow: Flow) -> str:
    """Return a trunk at a gateway for people, with the address that its name was found to have."""
    if is_address(trunk.host):
        return place_text(trunk)
    return f"{place_text(trunk)} ({host_text(flow.remote[0])}:{flow.remote[1]})"


def hop_text(hop: Hop) -> str:
    """Return address, port and transport of a hop for people."""
    return f"{host_text(hop.address)}:{hop.port}" + ("" if hop.transport == "udp" else f" ({hop.transport.upper()})")


def standing_of(states: Sequence[State]) -> State:
    """Return how a gateway stands whose hops stand so: as the best of them."""
    return min(states, key=lambda state: _BEST.index(state.standing), default=State())


def in_order(trunk: Trunk, health: Health, chance: Callable[[], float]) -> list[Trunk]:
    """Return the trunk at each of its enabled gateways, the one to be tried first in front.

    `chance` gives numbers of 0 up to 1.
    """
    groups: dict[tuple[int, bool], list[Gateway]] = {}
    for gateway in gateways_of(trunk):
        if gateway.enabled:
            lags = standing_of(health.at(way_of(at_gateway(trunk, gateway)))).standing == "lagging"
            groups.setdefault((gateway.priority, lags), []).append(gateway)
    return [at_gateway(trunk, one) for key in sorted(groups) for one in _by_weight(groups[key], chance)]


def _by_weight(gateways: list[Gateway], chance: Callable[[], float]) -> list[Gateway]:
    left, order = list(gateways), []
    while left:
        mark = chance() * sum(gateway.weight for gateway in left)
        chosen = left[-1]
        for gateway in left:
            mark -= gateway.weight
            if mark < 0:
                chosen = gateway
                break
        left.remove(chosen)
        order.append(chosen)
    return order
