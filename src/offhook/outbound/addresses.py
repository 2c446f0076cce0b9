"""Which addresses outside URLs may lead to: public ones, and networks that the installation allows besides.

Invariant: no company reaches into the provider's network. The rule is held where a connection is made (`guarded`), by
the very address that is connected to, so that no name, spelling of an address or change of a name's address (rebinding)
gets round it; looking before (`check_url`) only gives the better words.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any, Final

from yarl import URL

from offhook.defence.sources import among
from offhook.errors import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.defence.sources import Network

NOT_PUBLIC: Final = "its address is not public"
NOT_PLAIN: Final = "plain HTTP goes to networks of the installation only"
LONGEST_URL: Final = 2000
_UNICAST: Final = ip_network("2000::/3")  # RFC 4291 §2.4: all of IPv6 that is given out so far
_NAT64: Final = ip_network("64:ff9b::/96")  # RFC 6052
_LOOK_S: Final = 2.0
_SCHEMES: Final = ("https", "http")


def may_be_reached(address: str, allowed: tuple[Network, ...] = ()) -> bool:
    """Tell whether outside URLs may lead to an address; what is none may not be reached."""
    try:
        found = _inner(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    return _is_public(found) or among(str(found), allowed)


def guarded(allowed: tuple[Network, ...], *, plain: bool) -> Callable[[tuple[Any, ...]], socket.socket]:
    """Return what makes sockets for aiohttp's connector, to permitted addresses only.

    With `plain` connections are those of plain HTTP that carries secrets: then only `allowed` networks are permitted.
    """

    def make(info: tuple[Any, ...]) -> socket.socket:
        address = str(info[4][0])
        if not may_be_reached(address, allowed):
            raise OSError(errno.EACCES, NOT_PUBLIC)
        if plain and not among(str(_inner(ip_address(address.partition("%")[0]))), allowed):
            raise OSError(errno.EACCES, NOT_PLAIN)
        return socket.socket(info[0], info[1], info[2])

    return make


async def check_url(field: str, text: str, allowed: tuple[Network, ...], *, plain: bool = False) -> str:
    """Return a URL to which signed requests may go, as it is kept; a name that is not found now may be found later.

    Plain HTTP is for `allowed` networks only, unless `plain`.

    Raises:
        InvalidValue: it is none, or leads where it may not; told at `field`.
    """
    url = _read(field, text.strip())
    if url.scheme == "http" and not plain and not allowed:
        raise InvalidValue(field, "begin it with https://; plain HTTP would show to others what it carries")
    found = await _addresses(url)
    if not found:
        return str(url)
    if not any(may_be_reached(one, allowed) for one in found):
        raise InvalidValue(
            field,
            f"{url.host} leads to {found[0]}, which is not public; name a public server, or have who runs the "
            "installation allow the network (OFFHOOK_ASK_NETWORKS)",
        )
    if url.scheme == "http" and not plain and not any(among(one, allowed) for one in found):
        raise InvalidValue(field, f"begin it with https://; {NOT_PLAIN} (OFFHOOK_ASK_NETWORKS)")
    return str(url)


def _read(field: str, text: str) -> URL:
    if len(text) > LONGEST_URL:
        raise InvalidValue(field, f"at most {LONGEST_URL} characters")
    if any(sign.isspace() or not sign.isprintable() for sign in text):
        raise InvalidValue(field, "a URL has no spaces in it")
    try:
        url = URL(text)
        host, _port = url.host, url.port
    except ValueError as error:
        raise InvalidValue(field, f"{text} is no URL; write it as https://crm.example.com/calls") from error
    if url.scheme not in _SCHEMES or not host:
        raise InvalidValue(field, f"{text} is no URL of a web server; write it as https://crm.example.com/calls")
    if url.user is not None or url.password is not None:
        raise InvalidValue(field, "put no user or password into it: everybody who may read settings would see them")
    if url.raw_fragment:
        raise InvalidValue(field, "leave out what follows #: it is never sent to a server")
    return url


async def _addresses(url: URL) -> list[str]:
    """Return the addresses that a URL leads to now, none when that is not to be learned."""
    try:
        async with asyncio.timeout(_LOOK_S):
            found = await asyncio.get_running_loop().getaddrinfo(url.host, url.port, type=socket.SOCK_STREAM)
    except (OSError, TimeoutError, UnicodeError):
        return []
    return [str(entry[4][0]) for entry in found]


def _inner(found: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that is meant by an IPv6 one, else the same."""
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return found.ipv4_mapped
        if found in _NAT64:
            return IPv4Address(int(found) & 0xFFFF_FFFF)
        if found.sixtofour is not None:
            return found.sixtofour
    return found


def _is_public(found: IPv4Address | IPv6Address) -> bool:
    if isinstance(found, IPv6Address) and (found not in _UNICAST or found.teredo is not None):
        return False
    return found.is_global and not found.is_multicast
