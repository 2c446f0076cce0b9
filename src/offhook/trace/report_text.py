"""RTCP packets in words: SR, RR, SDES, BYE, APP, feedback (RFC 3550, RFC 4585) and XR (RFC 3611).

Invariant: any octets give a text; what is cut short is said to be so.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES: Final = {200: "SR", 201: "RR", 202: "SDES", 203: "BYE", 204: "APP", 205: "RTPFB", 206: "PSFB", 207: "XR"}
_ITEMS: Final = {1: "CNAME", 2: "NAME", 3: "EMAIL", 4: "PHONE", 5: "LOC", 6: "TOOL", 7: "NOTE"}
_REFERENCE_TIME: Final = 4
_DLRR: Final = 5
_VOIP: Final = 7
_UNAVAILABLE: Final = 127
_BLOCK: Final = struct.Struct(">IIIIII")
_VOIP_BLOCK: Final = struct.Struct(">IBBBBHHHHbbBBBBBBBBHHH")


def report_summary(data: bytes) -> str:
    """Return the kinds of packets in a datagram, and the losses that its reports tell of."""
    parts = list(_parts(data))
    kinds = " ".join(_NAMES.get(kind, str(kind)) for kind, _, _ in parts)
    losses = [
        _BLOCK.unpack_from(body, offset)[1] >> 24
        for kind, count, body in parts
        for offset in _blocks(kind, count, body)
    ]
    lost = f", lost {max(losses) * 100 / 256:.0f} %" if losses else ""
    return f"RTCP {kinds}{lost}" if kinds else "RTCP (unreadable)"


def report_text(data: bytes) -> str:
    """Return all that a datagram says, a line per fact."""
    lines: list[str] = []
    for kind, count, body in _parts(data):
        try:
            lines += _said(kind, count, body)
        except (struct.error, IndexError):
            lines.append("  (cut short)")
    return "\n".join(lines) or data.hex(" ")


def _parts(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(data) and data[at] >> 6 == 2:  # noqa: PLR2004  the version
        length = int.from_bytes(data[at + 2 : at + 4], "big") * 4 + 4
        yield data[at + 1], data[at] & 0x1F, data[at + 4 : at + length]
        at += length


def _blocks(kind: int, count: int, body: bytes) -> list[int]:
    first = {200: 24, 201: 4}.get(kind)
    if first is None:
        return []
    return [at for at in range(first, first + 24 * count, 24) if at + 24 <= len(body)]


def _said(kind: int, count: int, body: bytes) -> list[str]:
    lines = [f"{_NAMES.get(kind, f'packet type {kind}')} of {int.from_bytes(body[:4], 'big'):08x}"]
    if kind == 200:  # noqa: PLR2004  SR
        seconds, fraction, timestamp, packets, octets = struct.unpack_from(">IIIII", body, 4)
        lines.append(f"  sent {packets} packets, {octets} octets; RTP time {timestamp}, NTP {seconds}.{fraction:010d}")
    for at in _blocks(kind, count, body):
        ssrc, losses, highest, jitter, last, delay = _BLOCK.unpack_from(body, at)
        total = (losses & 0xFFFFFF) - ((losses & 0x800000) << 1)
        lines.append(f"  about {ssrc:08x}: lost {(losses >> 24) * 100 / 256:.1f} % lately, {total} in all")
        lines.append(f"    highest sequence {highest}, jitter {jitter} units")
        lines.append(f"    last SR {last:08x}, {delay / 65536:.3f} s ago")
    if kind == 202:  # noqa: PLR2004  SDES
        lines += _items(body)
    if kind == 207:  # noqa: PLR2004  XR
        lines += _extended(body)
    return lines


def _items(body: bytes) -> list[str]:
    lines, at = [], 4
    while at + 2 <= len(body) and body[at]:
        text = body[at + 2 : at + 2 + body[at + 1]].decode("utf-8", "replace")
        lines.append(f"  {_ITEMS.get(body[at], f'item {body[at]}')}: {text}")
        at += 2 + body[at + 1]
    return lines


def _extended(body: bytes) -> list[str]:
    lines, at = [], 4
    while at + 4 <= len(body):
        kind, length = body[at], int.from_bytes(body[at + 2 : at + 4], "big") * 4 + 4
        block = body[at + 4 : at + length]
        if kind == _REFERENCE_TIME:
            seconds, fraction = struct.unpack_from(">II", block)
            lines.append(f"  receiver reference time: NTP {seconds}.{fraction:010d}")
        elif kind == _DLRR:
            for offset in range(0, len(block) - 11, 12):
                ssrc, last, delay = struct.unpack_from(">III", block, offset)
                lines.append(f"  DLRR about {ssrc:08x}: LRR {last:08x}, delay {delay / 65536:.3f} s")
        elif kind == _VOIP:
            lines += _voip(block)
        else:
            lines.append(f"  block type {kind}, {len(block)} octets")
        at += length
    return lines


def _voip(block: bytes) -> list[str]:
    """RFC 3611 §4.7."""
    ssrc, loss, discard, *_, trip, end, signal, noise, _, _ = _VOIP_BLOCK.unpack_from(block)[:13]
    rating, _, listening, conversation, _, _, nominal, maximum, limit = _VOIP_BLOCK.unpack_from(block)[13:]
    lines = [
        f"  VoIP metrics about {ssrc:08x}: lost {loss * 100 / 256:.1f} %, discarded {discard * 100 / 256:.1f} %",
        f"    round trip {trip} ms, end system {end} ms, jitter buffer {nominal}/{maximum}/{limit} ms",
    ]
    if signal != _UNAVAILABLE:
        lines.append(f"    signal {signal} dBm, noise {noise} dBm")
    scores = (("R", rating, 1), ("MOS-LQ", listening, 10), ("MOS-CQ", conversation, 10))
    said = [f"{name} {value / by:g}" for name, value, by in scores if value != _UNAVAILABLE]
    return [*lines, f"    {', '.join(said)}"] if said else lines
