"""The way to an operator: the flow by which requests to a trunk leave, and whom it has to prove to be by TLS."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from offhook.sip.address import Address, Flow, host_text, is_ip_literal, transport_parameter

if TYPE_CHECKING:
    from offhook.configuration import Configuration, Trunk

SIP_PORT: Final = 5060
TLS_PORT: Final = 5061


class OurAddresses:
    """What operators are told about where we are: by UDP and TCP, and by TLS."""

    __slots__ = ("sip", "tls")

    def __init__(self, sip: Address, tls: Address | None = None) -> None:
        self.sip = sip
        self.tls = tls or (sip[0], TLS_PORT)

    def of(self, trunk: Trunk) -> Address:
        """Return our address for a trunk."""
        return self.tls if trunk.transport == "tls" else self.sip

    def flow(self, trunk: Trunk, address: str) -> Flow:
        """Return the flow to a trunk, whose host has this address."""
        return Flow(trunk.transport, self.of(trunk), (address, trunk.port), peer=peer_of(trunk))


def place_of(trunk: Trunk) -> str:
    """Return the host, port and transport of URIs at a trunk."""
    default = TLS_PORT if trunk.transport == "tls" else SIP_PORT
    port = "" if trunk.port == default else f":{trunk.port}"
    return f"{host_text(trunk.host)}{port}{transport_parameter(trunk.transport)}"


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
