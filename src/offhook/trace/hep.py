"""Sends traces to a collector of one's own (Homer and the like) by HEP version 3, a datagram for each message.

Chunks of the HEP3 specification (hep_rev12, sipcapture.org): vendor 0, type, length, value. Secrets are blanked before
they come here. Invariant: nothing waits and nothing fails; a collector that is away loses its messages.
"""

from __future__ import annotations

import logging
import socket
import struct
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from offhook.trace.pcapng import same_family

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.sip.address import Address
    from offhook.trace.entry import Entry

_LOG = logging.getLogger(__name__)
_LONGEST: Final = 65_000
_INET, _INET6 = 2, 10
_UDP, _TCP = 17, 6
_SIP, _RTCP = 1, 5


def hep_packet(entry: Entry, capture_id: int) -> bytes:
    """Return the datagram for one message; the correlation id of RTCP is the leg's id."""
    source, target = (entry.local, entry.remote) if entry.sent else (entry.remote, entry.local)
    one, other = same_family(source, target)
    six = len(one) == 16  # noqa: PLR2004  IPv6
    chunks = [
        _chunk(1, struct.pack(">B", _INET6 if six else _INET)),
        _chunk(2, struct.pack(">B", _UDP if entry.transport == "udp" else _TCP)),
        _chunk(5 if six else 3, one),
        _chunk(6 if six else 4, other),
        _chunk(7, struct.pack(">H", source[1] & 0xFFFF)),
        _chunk(8, struct.pack(">H", target[1] & 0xFFFF)),
        _chunk(9, struct.pack(">I", entry.at // 1_000_000)),
        _chunk(10, struct.pack(">I", entry.at % 1_000_000)),
        _chunk(11, struct.pack(">B", _SIP if entry.kind == "sip" else _RTCP)),
        _chunk(12, struct.pack(">I", capture_id)),
    ]
    if entry.leg:
        chunks.append(_chunk(17, entry.leg.encode()))
    chunks.append(_chunk(15, entry.data[:_LONGEST]))
    body = b"".join(chunks)
    return b"HEP3" + struct.pack(">H", min(len(body) + 6, 0xFFFF)) + body


def _chunk(kind: int, value: bytes) -> bytes:
    return struct.pack(">HHH", 0, kind, len(value) + 6) + value


class HepSender:
    """Sends to the collector at `address` (an IP address and a port); called in the trace's thread."""

    def __init__(self, address: Address, capture_id: int = 2001) -> None:
        family = socket.AF_INET6 if ip_address(address[0]).version == 6 else socket.AF_INET  # noqa: PLR2004
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)  # noqa: FBT003  the standard library's signature
        self._address = address
        self._capture_id = capture_id
        self._failed = False

    def __call__(self, entries: Sequence[Entry]) -> None:
        """Send what was just written down."""
        for entry in entries:
            try:
                self._socket.sendto(hep_packet(entry, self._capture_id), self._address)
            except OSError as error:
                if not self._failed:
                    _LOG.warning("the collector at %s:%d does not take traces: %s", *self._address, error)
                self._failed = True
            else:
                self._failed = False
