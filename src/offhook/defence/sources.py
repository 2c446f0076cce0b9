"""Where requests come from, as the defence counts them.

One place is an IPv4 address or an IPv6 network of 64 bits, because whoever has one IPv6 address has all of its network.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from offhook.errors import InvalidValue

Network = IPv4Network | IPv6Network

_PLACE: Final = {4: 32, 6: 64}
_NEIGHBOURHOOD: Final = {4: 24, 6: 48}


@lru_cache(maxsize=65_536)
def place_of(address: str) -> str:
    """Return what is counted and banned for an address, as text; what is no address stands for itself."""
    return _widened(address, _PLACE)


@lru_cache(maxsize=65_536)
def neighbourhood_of(address: str) -> str:
    """Return the network that an address belongs to: of 24 bits, of 48 for IPv6."""
    return _widened(address, _NEIGHBOURHOOD)


def read_networks(text: str) -> tuple[Network, ...]:
    """Read networks and addresses with commas between. Raises ValueError for anything else."""
    return tuple(ip_network(one.strip(), strict=False) for one in text.split(",") if one.strip())


def among(address: str, networks: tuple[Network, ...]) -> bool:
    """Tell whether an address is in one of the networks."""
    if not networks:
        return False
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return any(found in network for network in networks)


def bannable(text: str) -> str:
    """Return an address or network in the form in which it is counted.

    Raises:
        InvalidValue: it is neither, or a network of another size than 24 bits (IPv6: 64 or 48).
    """
    try:
        network = ip_network(text.strip())
    except ValueError as error:
        raise InvalidValue("place", f"{text} is no address or network") from error
    address = str(network.network_address)
    if network.num_addresses == 1 or network.prefixlen == _PLACE[network.version]:
        return place_of(address)
    if network.prefixlen == _NEIGHBOURHOOD[network.version]:
        return neighbourhood_of(address)
    raise InvalidValue("place", f"{text}: an address, or a network of 24 bits (IPv6: of 64 or 48)")


def _widened(address: str, bits: dict[int, int]) -> str:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if found.version == 6 and found.ipv4_mapped is not None:  # noqa: PLR2004  the version of IP
        found = found.ipv4_mapped
    network = ip_network((found, bits[found.version]), strict=False)
    return str(network.network_address) if network.num_addresses == 1 else str(network)
