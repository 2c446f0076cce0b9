"""Where messages come from and go to.

A flow is the pair of addresses, the transport and, for streams, the connection (RFC 5626 §3.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Address = tuple[str, int]
"""An IP address in text form (IPv6 without brackets) and a port."""

Transport = Literal["udp", "tcp"]


@dataclass(frozen=True, slots=True)
class Flow:
    """The way to one peer.

    `connection` is 0 for UDP and, for TCP, when any connection to `remote` will do (one is opened if there is none).
    """

    transport: Transport
    local: Address
    remote: Address
    connection: int = 0


@dataclass(frozen=True, slots=True)
class Transmit:
    """One encoded message and the flow on which it has to leave."""

    flow: Flow
    data: bytes


def host_text(host: str) -> str:
    """Return an IP address as it stands in a URI or Via: IPv6 in brackets."""
    return f"[{host}]" if ":" in host and host[0] != "[" else host


def is_ip_literal(host: str) -> bool:
    """Tell an IP address (IPv4 dotted, IPv6 with or without brackets) from a name."""
    return bool(host) and (":" in host or host.replace(".", "").isdigit())
