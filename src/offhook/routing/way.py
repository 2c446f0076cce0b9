"""The way to an operator: the flow by which requests to a trunk leave, and whom it has to prove to be by TLS.

A trunk whose port is 0 or whose transport is `auto` leaves these to DNS (`sip/locating.py`): a hop says what it was.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from offhook.sip.address import Address, Flow, host_text, is_ip_literal, transport_parameter
from offhook.sip.locating import SIP_PORT, TLS_PORT, Hop, Place

if TYPE_CHECKING:
    from offhook.configuration import Configuration, Gateway, Trunk
    from offhook.listening import ListenAddresses


class OurAddresses:
    """What operators are told about where we are: by UDP and TCP, and by TLS."""

    __slots__ = ("sip", "tls")

    def __init__(self, sip: ListenAddresses, tls: ListenAddresses | None = None) -> None:
        self.sip = sip
        self.tls = tls or sip

    def of(self, hop: Hop) -> Address:
        """Return our address as a trunk knows it that is reached by this hop."""
        known = self.tls if hop.transport == "tls" else self.sip
        return (known.toward(hop.address) or known.first).told(hop.address)

    def flow(self, trunk: Trunk, hop: Hop) -> Flow:
        """Return the flow to a trunk by one of its hops."""
        return Flow(hop.transport, self.of(hop), (hop.address, hop.port), peer=peer_of(by_hop(trunk, hop)))

    def reaches(self, hop: Hop) -> bool:
        """Tell whether we have an address of the hop's IP version."""
        return self.sip.toward(hop.address) is not None


def by_hop(trunk: Trunk, hop: Hop) -> Trunk:
    """Return the trunk with the transport of one of its hops."""
    return msgspec.structs.replace(trunk, transport=hop.transport)


def located(place: Gateway | Trunk) -> Place:
    """Return what a trunk or gateway says of where it is."""
    return Place(place.host.lower(), place.port, None if place.transport == "auto" else place.transport)


def place_of(trunk: Trunk) -> str:
    """Return the host, port and transport of URIs at a trunk."""
    default = TLS_PORT if trunk.transport == "tls" else SIP_PORT
    port = "" if trunk.port in (0, default) else f":{trunk.port}"
    return f"{host_text(trunk.host)}{port}{transport_text(trunk)}"


def transport_text(trunk: Trunk) -> str:
    """Return how URIs at a trunk tell the transport, "" where DNS does."""
    return "" if trunk.transport == "auto" else transport_parameter(trunk.transport)


def peer_of(trunk: Trunk) -> str:
    """Return whom a trunk's TLS server has to prove to be: its name and the authority's id (see `Flow.peer`).

    The name is that of its host (RFC 5922 §4); of one without a name, that of its domain, else the address.
    """
    if trunk.transport != "tls":
        return ""
    named = trunk.host if not is_ip_literal(trunk.host) else trunk.domain or trunk.host
    return f"{named} {_id(trunk.authority)}" if trunk.authority else named


def authorities_of(configuration: Configuration) -> dict[str, str]:
    """Return the authorities (PEM) of all trunks by their ids."""
    trunks = [trunk for company in configuration.companies for trunk in company.trunks]
    return {_id(trunk.authority): trunk.authority for trunk in trunks if trunk.authority}


def _id(authority: str) -> str:
    return sha256(authority.encode()).hexdigest()[:32]
