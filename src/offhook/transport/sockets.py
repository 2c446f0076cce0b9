"""Binding of sockets, done by whoever starts a process, so that its successor finds them as they were.

A bound UDP socket and a listening TCP socket go on collecting datagrams and connections while no process reads them.
"""

from __future__ import annotations

import contextlib
import os
import socket
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_SO_RCVBUFFORCE: Final = 33
_RECEIVE_BUFFER: Final = 4 * 1024 * 1024
_BACKLOG: Final = 1024


def bind_udp(host: str, port: int, *, receive_buffer: int = _RECEIVE_BUFFER, dscp: int = 0) -> socket.socket:
    """Return a UDP socket bound to an IP address, with a receive buffer (octets) that lasts through a restart.

    Its packets are marked with `dscp` (RFC 2474). Raises OSError when the address is taken or not ours.
    """
    sock = socket.socket(_family(host), socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)  # noqa: FBT003  the standard library's signature
        if sock.family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        with contextlib.suppress(OSError):  # over the system's limit only with the privilege
            sock.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, receive_buffer)
        mark(sock, dscp)
        sock.bind((host, port))
    except BaseException:
        sock.close()
        raise
    return sock


def listen_tcp(host: str, port: int, *, dscp: int = 0) -> socket.socket:
    """Return a TCP socket that listens on an IP address; connections inherit its marking with `dscp`.

    Raises OSError when the address is taken or not ours.
    """
    sock = socket.socket(_family(host), socket.SOCK_STREAM)
    try:
        sock.setblocking(False)  # noqa: FBT003  the standard library's signature
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if sock.family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        mark(sock, dscp)
        sock.bind((host, port))
        sock.listen(_BACKLOG)
    except BaseException:
        sock.close()
        raise
    return sock


def mark(sock: socket.socket, dscp: int) -> None:
    """Mark what a socket sends from now on (RFC 2474)."""
    if dscp and sock.family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_TCLASS, dscp << 2)
    elif dscp:
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, dscp << 2)


def source_of(remote: str) -> str | None:
    """Return the address of ours by which the system would send to an IP address; None when it knows no way."""
    with socket.socket(_family(remote), socket.SOCK_DGRAM) as probe, contextlib.suppress(OSError):
        probe.connect((remote, 9))  # sends nothing
        return str(probe.getsockname()[0])
    return None


def handed_on(bound: Iterable[tuple[str, socket.socket]]) -> str:
    """Return the text of a variable that tells a child which descriptor is which, e.g. `udp:7,tcp:8`."""
    return ",".join(f"{kind}:{sock.fileno()}" for kind, sock in bound)


def inherited(variable: str) -> list[tuple[str, socket.socket]]:
    """Return the sockets that the variable tells of, with what each is for; empty when there are none."""
    passed = [one.partition(":") for one in os.environ.get(variable, "").split(",") if one]
    return [(kind, socket.socket(fileno=int(number))) for kind, _, number in passed]


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
