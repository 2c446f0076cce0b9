"""Asking DNS without waiting on the loop: dnspython's asynchronous resolver, and /etc/hosts before it.

The servers are those of /etc/resolv.conf, read again when it changes, or those given. The system's own resolver is not
asked: it knows neither SRV nor NAPTR, and does not tell how long an answer holds.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import dns.asyncresolver
import dns.exception
import dns.nameserver
import dns.resolver
from dns.rdtypes.IN.NAPTR import NAPTR
from dns.rdtypes.IN.SRV import SRV

from offhook.errors import ResourceError
from offhook.naming.answers import Answer
from offhook.sip.locating import Naptr, Question, Srv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dns.message import Message
    from dns.name import Name

    from offhook.sip.address import Address

PATIENCE_SECONDS: Final = 5.0
TRY_SECONDS: Final = 1.5
LOCAL_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 5.0
_LARGEST_DATAGRAM: Final = 1232
_LOCALHOST: Final = {"A": ("127.0.0.1",), "AAAA": ("::1",)}


class NamesAway(ResourceError):  # noqa: N818  it says that they are away
    """No DNS server has answered."""


class Resolver(Protocol):
    """Who answers questions."""

    async def ask(self, question: Question) -> Answer:
        """Return the answer.

        Raises:
            NamesAway: there is none.
        """


@dataclass(slots=True)
class _Local:
    """What this machine says itself: its hosts, and the servers to ask."""

    stamp: tuple[int, ...] = ()
    hosts: dict[str, list[str]] = field(default_factory=dict)
    resolver: dns.asyncresolver.Resolver | None = None


class DnsResolver:
    """Asks `servers` (address and port), those of the system when there are none."""

    def __init__(
        self,
        servers: Sequence[Address] = (),
        *,
        hosts: Path = Path("/etc/hosts"),
        configuration: Path = Path("/etc/resolv.conf"),
    ) -> None:
        self._servers = tuple(servers)
        self._hosts = hosts
        self._configuration = configuration
        self._local = _Local()
        self._looked_at = float("-inf")
        self._looking = asyncio.Lock()

    async def ask(self, question: Question) -> Answer:
        """Return what DNS says to a question.

        Raises:
            NamesAway: no server has answered, or none is known.
        """
        local = await self._look()
        name, kind = question
        if kind in ("A", "AAAA"):
            if found := local.hosts.get(name):
                wanted = 4 if kind == "A" else 6
                return Answer(tuple(one for one in found if ip_address(one).version == wanted), LOCAL_SECONDS)
            if name == "localhost":
                return Answer(_LOCALHOST[kind], LOCAL_SECONDS)
        if local.resolver is None:
            raise NamesAway(f"there is no DNS server in {self._configuration}")
        try:
            found_answer = await local.resolver.resolve(
                name, kind, raise_on_no_answer=False, lifetime=PATIENCE_SECONDS, search="." not in name
            )
        except dns.resolver.NXDOMAIN as nothing:
            responses = nothing.kwargs.get("responses") or {}
            return Answer((), _absence(list(responses.values())), "there is no such name")
        except (dns.resolver.NoNameservers, dns.exception.Timeout, OSError) as error:
            raise NamesAway(_said(error, local.resolver)) from error
        except dns.exception.DNSException as error:  # no name can be so, or what came was no answer
            return Answer((), 0.0, f"DNS cannot be asked for it: {error}")
        if found_answer.rrset is None:
            kinds = "address" if kind in ("A", "AAAA") else f"{kind} record"
            return Answer((), _absence([found_answer.response]), f"it has no {kinds}")
        records = tuple(one for one in map(_record, found_answer.rrset) if one is not None)
        return Answer(records, found_answer.chaining_result.minimum_ttl)

    async def _look(self) -> _Local:
        """Return what this machine says, read again a few seconds after it was changed."""
        now = asyncio.get_running_loop().time()
        async with self._looking:
            if now - self._looked_at >= LOOK_SECONDS:
                self._local = await asyncio.to_thread(self._read, self._local)
                self._looked_at = now
        return self._local

    def _read(self, before: _Local) -> _Local:
        paths = [self._hosts] if self._servers else [self._hosts, self._configuration]
        stamp = tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in paths)
        if stamp == before.stamp:
            return before
        return _Local(stamp, _read_hosts(self._hosts), self._make())

    def _make(self) -> dns.asyncresolver.Resolver | None:
        try:
            if self._servers:
                resolver = dns.asyncresolver.Resolver(configure=False)
                resolver.nameservers = [dns.nameserver.Do53Nameserver(*server) for server in self._servers]
            else:
                resolver = dns.asyncresolver.Resolver(str(self._configuration))
        except (dns.exception.DNSException, OSError):
            return None
        resolver.timeout = TRY_SECONDS
        resolver.use_edns(0, 0, _LARGEST_DATAGRAM)
        return resolver if resolver.nameservers else None


def _record(data: Any) -> object:
    match data:
        case SRV():
            return Srv(data.priority, data.weight, data.port, _text(data.target))
        case NAPTR():
            service = data.service.decode("ascii", "replace")
            plain = data.flags.lower() == b"s" and not data.regexp
            return Naptr(data.order, data.preference, service, _text(data.replacement)) if plain else None
        case _:
            return str(data.address)


def _text(name: Name) -> str:
    return name.to_text(omit_final_dot=True).lower().removesuffix(".")


def _absence(responses: Sequence[Message]) -> float:
    """Return how long it holds that something is not there: the lesser of the SOA's TTL and minimum (RFC 2308 §5)."""
    seconds = [
        float(min(one.ttl, record.minimum))
        for response in responses
        for one in getattr(response, "authority", ())
        for record in one
        if hasattr(record, "minimum")
    ]
    return min(seconds, default=0.0)


def _said(error: Exception, resolver: dns.asyncresolver.Resolver) -> str:
    servers = ", ".join(str(server) for server in resolver.nameservers)
    if isinstance(error, dns.exception.Timeout):
        return f"DNS does not answer ({servers})"
    if isinstance(error, OSError):
        return f"DNS cannot be reached ({servers}): {error}"
    return f"DNS answers with an error ({servers})"


def _read_hosts(path: Path) -> dict[str, list[str]]:
    """Return the addresses of the names in a hosts file; what is no such line is passed over."""
    hosts: dict[str, list[str]] = {}
    try:
        lines = path.read_text(errors="replace").splitlines()
    except OSError:
        return hosts
    for line in lines:
        address, *names = line.partition("#")[0].split() or [""]
        try:
            known = str(ip_address(address))
        except ValueError:
            continue
        for name in names:
            addresses = hosts.setdefault(name.lower().rstrip("."), [])
            if known not in addresses:
                addresses.append(known)
    return hosts
