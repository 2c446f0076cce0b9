"""Where messages come from and go to.

A flow is the pair of addresses, the transport and, for streams, the connection (RFC 5626 §3.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

Address = tuple[str, int]
"""An IP address in text form (IPv6 without brackets) and a port."""

Transport = Literal["udp", "tcp", "tls", "ws", "wss"]

WEB: Final[frozenset[Transport]] = frozenset({"ws", "wss"})
"""Transports of browsers (RFC 7118): whoever comes by them is reached by its connection only."""

EDGE: Final[frozenset[Transport]] = WEB | {"tls"}
"""Transports whose connections another process holds, see `transport/link.py`."""

_PARAMETERS: Final[dict[Transport, str]] = {
    "udp": "",
    "tcp": ";transport=tcp",
    "tls": ";transport=tls",
    "ws": ";transport=ws",
    "wss": ";transport=ws",  # RFC 7118 §5: the URI says ws, the Via says which
}


@dataclass(frozen=True, slots=True)
class Flow:
    """The way to one peer.

    `connection` is 0 for UDP and, for TCP and TLS, when any connection to `remote` will do (one is opened if there is
    none); a WebSocket always has one. `peer` is for TLS that we open: the name that the other side has to prove and,
    after a space, the id of the authority to prove it by (see `transport/edges.py`).
    """

    transport: Transport
    local: Address
    remote: Address
    connection: int = 0
    peer: str = ""


class Transmit(NamedTuple):
    """One encoded message and the flow on which it has to leave."""

    flow: Flow
    data: bytes


def transport_parameter(transport: Transport) -> str:
    """Return how a URI of ours tells the transport, with its semicolon; "" for UDP."""
    return _PARAMETERS[transport]


def host_text(host: str) -> str:
    """Return an IP address as it stands in a URI or Via: IPv6 in brackets."""
    return f"[{host}]" if ":" in host and host[0] != "[" else host


def is_ip_literal(host: str) -> bool:
    """Tell an IP address (IPv4 dotted, IPv6 with or without brackets) from a name."""
    return bool(host) and (":" in host or host.replace(".", "").isdigit())
