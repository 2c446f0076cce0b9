"""Addresses and ports that no other lane of tests uses, and that the system gives to nobody by itself.

A port that was found free by binding port 0 comes from the range of which the system also takes the ports of outgoing
connections: until the server is there that shall have it, another may have got it.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import socket

# `make test` runs pytest twice at once, and says where the lanes of each begin.
_FROM = int(os.environ.get("TEST_LANES_FROM", "0"))
LANE = _FROM + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
# RTP of a test's own media server lies below; the system's ports begin at 32,768.
_FIRST, _SPAN = 20_000 + LANE % 4 * 3_000, 1_500
# Even ones: some programs take the next one too, for TLS. Begun anywhere: tests of another clone may be running.
_OWN = range(_FIRST, _FIRST + _SPAN, 2)
RTP_PORTS = f"{_FIRST + _SPAN}-{_FIRST + 2 * _SPAN - 1}"
"""Of a PBX: what the far end of a call of one lane still sends comes to no call of the other."""

_PORTS = itertools.cycle(random.sample(_OWN, len(_OWN)))


def own_host(last: int) -> str:
    """Return a loopback address that only this lane of tests uses."""
    return f"127.0.{LANE}.{last}"


def family_of(host: str) -> socket.AddressFamily:
    """Return the address family of an IP address."""
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port that is free for UDP and TCP; no other call returns it soon again."""
    for port in itertools.islice(_PORTS, len(_OWN)):
        if is_free(host, port):
            return port
    raise AssertionError(f"there is no free port on {host}")


def is_free(host: str, port: int) -> bool:
    """Tell whether a port can be bound for UDP and TCP."""
    family = family_of(host)
    with socket.socket(family) as tcp, socket.socket(family, socket.SOCK_DGRAM) as udp, contextlib.suppress(OSError):
        tcp.bind((host, port))
        udp.bind((host, port))
        return True
    return False
