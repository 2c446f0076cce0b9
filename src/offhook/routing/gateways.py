"""The gateways of a trunk, and in which order they are tried.

Lower priorities come first; among equal ones chance decides by weight, as with SRV records (RFC 2782). Those that lag
come after the others of their priority.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from offhook.configuration import Gateway

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.call.health import Health
    from offhook.configuration import Trunk


def gateways_of(trunk: Trunk) -> tuple[Gateway, ...]:
    """Return a trunk's gateways; one without any has its host as the only one."""
    return trunk.gateways or (Gateway(trunk.host, trunk.port, trunk.transport),)


def at_gateway(trunk: Trunk, gateway: Gateway) -> Trunk:
    """Return the trunk with this gateway as its host: what calls by it are made with."""
    return msgspec.structs.replace(trunk, host=gateway.host, port=gateway.port, transport=gateway.transport)


def way_of(trunk: Trunk) -> str:
    """Return the key of a trunk at a gateway in `call/health.py`; it is fit for logs."""
    return f"{trunk.name} ({trunk.id}) at {place_text(trunk)}"


def place_text(place: Gateway | Trunk) -> str:
    """Return host, port and transport for people."""
    return f"{place.host}:{place.port}" + ("" if place.transport == "udp" else f" ({place.transport.upper()})")


def in_order(trunk: Trunk, health: Health, chance: Callable[[], float]) -> list[Trunk]:
    """Return the trunk at each of its enabled gateways, the one to be tried first in front.

    `chance` gives numbers of 0 up to 1.
    """
    groups: dict[tuple[int, bool], list[Gateway]] = {}
    for gateway in gateways_of(trunk):
        if gateway.enabled:
            lags = health.of(way_of(at_gateway(trunk, gateway))).standing == "lagging"
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
