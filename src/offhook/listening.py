"""The addresses that we listen on, and by which of them each peer knows us.

An entry is `address:port` or `[v6]:port`, perhaps with the address that others reach it by: `10.0.0.5:5060=203.0.113.7`
(a translator between maps one onto the other). Who is in a private network, as we are, has come without that
translator and is told the local address; everybody else the public one.
Invariant: no two entries share an address, local or public, so that an address which was told names its socket.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

Address = tuple[str, int]

# Networks without translators inside. Those for documentation and tests (RFC 5737, 3849) are none of them: in a
# laboratory they stand for the Internet, so Python's `is_private` is not what is asked here (docs/adr/0110).
_INSIDE: Final = {
    "private": [
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",  # RFC 1918
        "fc00::/7",  # RFC 4193
        "127.0.0.0/8", "::1/128", "169.254.0.0/16", "fe80::/10",
    ],
    "shared": ["100.64.0.0/10"],  # RFC 6598: one carrier's network, or one overlay
}  # fmt: skip
_NETWORKS: Final = [(kind, ipaddress.ip_network(network)) for kind, networks in _INSIDE.items() for network in networks]


@dataclass(frozen=True, slots=True)
class ListenAddress:
    """One address that we listen on; `public` is the one by which it is reached from outside, where that differs."""

    local: Address
    public: Address | None = None

    def told(self, remote: str) -> Address:
        """Return our address as a peer at this IP address has to use it."""
        return self.local if self.public is None or near(self.local[0], remote) else self.public


class ListenAddresses:
    """All addresses of one service. `route` returns the local address by which the system would send to another one."""

    __slots__ = ("_by_address", "_entries", "_route")

    def __init__(self, entries: Iterable[ListenAddress], route: Callable[[str], str | None] = lambda _: None) -> None:
        self._entries = tuple(entries)
        self._route = route
        self._by_address = {entry.public: entry for entry in self._entries if entry.public is not None}
        self._by_address |= {entry.local: entry for entry in self._entries}

    def __iter__(self) -> Iterator[ListenAddress]:
        return iter(self._entries)

    @property
    def first(self) -> ListenAddress:
        """The entry that stands for all where there is no peer to choose by."""
        return self._entries[0]

    def of(self, address: Address) -> ListenAddress | None:
        """Return the entry with this address, bound or told; with another port one of that host; None without."""
        known = self._by_address.get(address)
        if known is not None:
            return known
        return next((entry for own, entry in self._by_address.items() if own[0] == address[0]), None)

    def told(self, local: Address, remote: str) -> Address:
        """Return what a peer at `remote` is told of a socket of ours at `local`."""
        entry = self.of(local)
        return local if entry is None else entry.told(remote)

    def toward(self, remote: str) -> ListenAddress | None:
        """Return by which entry to reach a peer: the one that the system would send from, else the first of its kind.

        None when we listen on no address of that IP version.
        """
        alike = [entry for entry in self._entries if (":" in entry.local[0]) == (":" in remote)]
        if len(alike) > 1:
            source = self._route(remote)
            return next((entry for entry in alike if entry.local[0] == source), alike[0])
        return alike[0] if alike else None


def read_addresses(text: str, default_port: int, public: Mapping[str, str]) -> tuple[ListenAddress, ...]:
    """Read entries with commas between; `public` has the public address of local ones that say none themselves.

    Raises:
        ValueError: one is no address of a machine, or two are the same; the text says which.
    """
    entries = []
    for one in filter(None, (part.strip() for part in text.split(","))):
        own, equals, other = one.partition("=")
        local = _address(own, default_port)
        if equals:
            if not other.strip() or other.strip().startswith(":"):
                raise ValueError(f"{one}: which address is it reached by?")
            told: Address | None = _address(other, local[1])
        else:
            told = (public[local[0]], local[1]) if local[0] in public else None
        if told is not None and (":" in told[0]) != (":" in local[0]):
            raise ValueError(f"{one}: both addresses have to be of one IP version")
        entries.append(ListenAddress(local, told if told != local else None))
    if not entries:
        raise ValueError(f"no address in {text!r}")
    seen: set[Address] = set()
    for entry in entries:
        for address in {entry.local, entry.public or entry.local}:
            if address in seen:
                raise ValueError(f"{address[0]} with port {address[1]} stands there twice")
            seen.add(address)
    return tuple(entries)


@lru_cache(maxsize=4096)
def near(ours: str, theirs: str) -> bool:
    """Tell whether two IP addresses are in private networks of one kind, so that no translator is between them."""
    kind = _kind(ours)
    return bool(kind) and kind == _kind(theirs)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _kind(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return next((kind for kind, network in _NETWORKS if found in network), "")


def _address(text: str, default_port: int) -> Address:
    host, port = split_address(text.strip(), default_port)
    try:
        found = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise ValueError(f"{host} is no IP address") from None
    if found.is_unspecified:
        raise ValueError(f"{host} is told to nobody: name the addresses themselves, with commas between")
    if found.is_multicast or (found.version == 6 and found.is_link_local):  # noqa: PLR2004  the version of IP
        raise ValueError(f"{host} cannot be called from elsewhere")
    return str(found), port


def split_address(text: str, default_port: int) -> Address:
    """Split `host:port`, `[v6]:port` or `host`.

    Raises:
        ValueError: the port is no number between 1 and 65535.
    """
    host, sep, port = text.rpartition(":")
    if not sep or "]" in port or (":" in host and not host.startswith("[")):
        host, port = text, str(default_port)
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 1 << 16):
        raise ValueError(f"no port number: {port}")
    return host.strip("[]") or "127.0.0.1", int(port)
