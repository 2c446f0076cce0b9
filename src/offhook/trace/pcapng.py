"""A trace as a capture file (pcapng, draft-ietf-opsawg-pcapng) that Wireshark and tshark read.

What lay under the messages is not kept, so Ethernet, IP and UDP are made up around each of them; a comment on the
packet says by which transport it really went. Times are in microseconds.
"""

from __future__ import annotations

import struct
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from offhook.sip.address import Address
    from offhook.trace.entry import Entry

_SECTION: Final = 0x0A0D0D0A
_BYTE_ORDER: Final = 0x1A2B3C4D
_ETHERNET: Final = 1
_UDP: Final = 17
_OURS, _THEIRS = b"\x02\0\0\0\0\1", b"\x02\0\0\0\0\2"  # locally administered
_IPV4, _IPV6 = b"\x08\x00", b"\x86\xdd"


def pcapng(entries: Iterable[Entry]) -> bytes:
    """Return a capture file."""
    blocks = [
        _block(_SECTION, struct.pack("<IHHq", _BYTE_ORDER, 1, 0, -1) + _option(4, b"Offhook") + _option(0, b"")),
        _block(1, struct.pack("<HHI", _ETHERNET, 0, 0) + _option(2, b"offhook") + _option(0, b"")),
    ]
    for entry in entries:
        packet = _packet(entry)
        head = struct.pack("<IIIII", 0, entry.at >> 32, entry.at & 0xFFFFFFFF, len(packet), len(packet))
        comment = f"{entry.kind.upper()} over {entry.transport.upper()}".encode()
        blocks.append(_block(6, head + _padded(packet) + _option(1, comment) + _option(0, b"")))
    return b"".join(blocks)


def _block(kind: int, body: bytes) -> bytes:
    length = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + length + body + length


def _option(code: int, value: bytes) -> bytes:
    return struct.pack("<HH", code, len(value)) + _padded(value)


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)


def _packet(entry: Entry) -> bytes:
    source, target = (entry.local, entry.remote) if entry.sent else (entry.remote, entry.local)
    macs = _THEIRS + _OURS if entry.sent else _OURS + _THEIRS
    data = entry.data[: 0xFFFF - 48]
    length = len(data) + 8
    ports = struct.pack(">HHH", source[1] & 0xFFFF, target[1] & 0xFFFF, length)
    one, other = same_family(source, target)
    check = _checksum(one + other + struct.pack(">II", length, _UDP) + ports + b"\0\0" + data) or 0xFFFF
    datagram = ports + struct.pack(">H", check) + data
    if len(one) == 16:  # noqa: PLR2004  IPv6
        return macs + _IPV6 + struct.pack(">IHBB", 6 << 28, length, _UDP, 64) + one + other + datagram
    head = struct.pack(">BBHHHBB", 0x45, 0, length + 20, 0, 0x4000, 64, _UDP)
    return macs + _IPV4 + head + struct.pack(">H", _checksum(head + b"\0\0" + one + other)) + one + other + datagram


def same_family(one: Address, other: Address) -> tuple[bytes, bytes]:
    """Return the octets of two addresses, both of IPv4 or both of IPv6."""
    first, second = _octets(one), _octets(other)
    if len(first) != len(second):  # IPv4 reached from an IPv6 socket
        return _widened(first), _widened(second)
    return first, second


def _octets(address: Address) -> bytes:
    try:
        return ip_address(address[0].strip("[]").partition("%")[0]).packed
    except ValueError:  # a browser's, or none at all
        return bytes(4)


def _widened(octets: bytes) -> bytes:
    return octets if len(octets) == 16 else IPv6Address(b"\0" * 10 + b"\xff\xff" + octets).packed  # noqa: PLR2004


def _checksum(data: bytes) -> int:
    """RFC 1071."""
    data += b"\0" * (len(data) % 2)
    total: int = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF
