"""Where a SIP URI is served: NAPTR, SRV and addresses (RFC 3263), by priority and weight (RFC 2782).

A procedure over what is known of DNS, without I/O. Invariant: the same answers give the same hops, but for the chance
among weights; what is not known yet is named in `Located.asked` and passed over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from offhook.sip.address import Transport
    from offhook.sip.uri import SipUri

Kind = Literal["A", "AAAA", "SRV", "NAPTR"]
SIP_PORT: Final = 5060
TLS_PORT: Final = 5061

_SERVICES: Final[dict[str, Transport]] = {"sip+d2u": "udp", "sip+d2t": "tcp", "sips+d2t": "tls"}
_LABELS: Final[dict[Transport, str]] = {"udp": "_sip._udp", "tcp": "_sip._tcp", "tls": "_sips._tcp"}


class Question(NamedTuple):
    """What DNS is asked: a name (lower case, without the dot at its end) and a type."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Naptr:
    """A NAPTR record that leads to SRV records (flag "s")."""

    order: int
    preference: int
    service: str
    replacement: str


@dataclass(frozen=True, slots=True)
class Srv:
    """An SRV record; an empty target says that the service is not there."""

    priority: int
    weight: int
    port: int
    target: str


@dataclass(frozen=True, slots=True)
class Place:
    """What a URI says of where it is served; port 0 and no transport leave it to DNS."""

    host: str
    port: int = 0
    transport: Transport | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """Where a request may be sent."""

    transport: Transport
    address: str
    port: int


@dataclass(frozen=True, slots=True)
class Located:
    """The hops in the order in which they are to be tried, and the questions that this rests on."""

    hops: list[Hop] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)


def locate(place: Place, lookup: Callable[[Question], Sequence[Any] | None], chance: Callable[[], float]) -> Located:
    """Return where requests to a place go (RFC 3263 §4).

    `lookup` gives the records known for a question: `Naptr`, `Srv` or address texts, none where there are none, None
    while the question is open. `chance` gives numbers of 0 up to 1.
    """
    search = _Search(lookup, chance)
    host = place.host.strip("[]").rstrip(".").lower()
    if is_address(host):
        transport = place.transport or "udp"
        return Located([Hop(transport, host, place.port or default_port(transport))])
    if place.port:
        search.addresses(host, place.transport or "udp", place.port)
    elif place.transport is not None:
        if not search.services([(place.transport, f"{_LABELS[place.transport]}.{host}")]):
            search.addresses(host, place.transport, default_port(place.transport))
    else:
        search.by_name(host)
    return Located(list(dict.fromkeys(search.hops)), list(dict.fromkeys(search.asked)))


def place_in(uri: SipUri) -> Place:
    """Return what a URI says of where it is served."""
    said = uri.parameters.get("transport", "").lower()
    transport: Transport | None = "udp" if said == "udp" else "tcp" if said == "tcp" else None
    if uri.scheme == "sips" or said == "tls":
        transport = "tls"
    return Place(uri.host.strip("[]").lower(), uri.port or 0, transport)


def default_port(transport: Transport) -> int:
    """Return the port of a transport where none is said."""
    return TLS_PORT if transport == "tls" else SIP_PORT


def is_address(host: str) -> bool:
    """Tell an IP address, without brackets, from a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def in_srv_order(records: Iterable[Srv], chance: Callable[[], float]) -> list[Srv]:
    """Return SRV records in the order in which they are to be tried."""
    groups: dict[int, list[Srv]] = {}
    for record in records:
        groups.setdefault(record.priority, []).append(record)
    order = []
    for priority in sorted(groups):
        left = sorted(groups[priority], key=lambda record: record.weight > 0)  # those without weight first
        while left:
            mark = int(chance() * (sum(record.weight for record in left) + 1))
            for record in left:
                mark -= record.weight
                if mark <= 0:
                    break
            left.remove(record)
            order.append(record)
    return order


class _Search:
    """One run of the procedure."""

    def __init__(self, lookup: Callable[[Question], Sequence[Any] | None], chance: Callable[[], float]) -> None:
        self._lookup = lookup
        self._chance = chance
        self.hops: list[Hop] = []
        self.asked: list[Question] = []

    def by_name(self, host: str) -> None:
        """Let DNS choose the transport, too (§4.1)."""
        naptrs = self._ask(host, "NAPTR")
        if naptrs is None:
            return
        found = sorted(
            (record for record in naptrs if record.service.lower() in _SERVICES),
            key=lambda record: (record.order, record.preference),
        )
        if found:
            self.services([(_SERVICES[record.service.lower()], record.replacement) for record in found])
        elif not self.services([(transport, f"{label}.{host}") for transport, label in _LABELS.items()]):
            self.addresses(host, "udp", SIP_PORT)

    def services(self, wanted: Sequence[tuple[Transport, str]]) -> bool:
        """Take the SRV records of these names; False when it is known that there are none."""
        there = False
        for transport, name in wanted:
            records = self._ask(name, "SRV")
            there = there or records is None or bool(records)
            for record in in_srv_order(records or (), self._chance):
                if record.target:
                    self.addresses(record.target, transport, record.port)
        return there

    def addresses(self, host: str, transport: Transport, port: int) -> None:
        """Take the addresses of a name, those of IPv4 first."""
        if is_address(host):  # not allowed in SRV records, but seen
            self.hops.append(Hop(transport, host, port))
            return
        for kind in ("A", "AAAA"):
            self.hops += [Hop(transport, address, port) for address in self._ask(host, kind) or ()]

    def _ask(self, name: str, kind: Kind) -> Sequence[Any] | None:
        question = Question(name, kind)
        self.asked.append(question)
        return self._lookup(question)
