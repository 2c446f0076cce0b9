"""Counts the messages that a driver receives and sends: requests by method, responses by status.

Invariant: what others write makes no new counter: an unknown method or a status that is none counts as `other`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from offhook.sip.address import Flow
    from offhook.transport.driver import Tap

OTHER: Final = b"other"
_RESPONSE: Final = b"SIP/2.0 "
_STATUSES: Final = tuple(b"%d" % status for status in range(100, 700))
_SHORTEST: Final = 16  # keep-alives are shorter


class WireTally:
    """A tap that counts, and shows everything to the next one."""

    def __init__(self, methods: Iterable[str], tap: Tap | None = None) -> None:
        known = dict.fromkeys((*(method.encode() for method in methods), OTHER, *_STATUSES), 0)
        self._received, self._sent = known, dict(known)
        self._tap = tap

    def received(self, data: bytes, flow: Flow) -> None:
        """Count a message that came."""
        if len(data) >= _SHORTEST:
            word = data[8:11] if data.startswith(_RESPONSE) else data[: data.find(b" ")]
            self._received[word if word in self._received else OTHER] += 1
        if self._tap is not None:
            self._tap.received(data, flow)

    def sent(self, data: bytes, flow: Flow) -> None:
        """Count a message that goes out."""
        word = data[8:11] if data.startswith(_RESPONSE) else data[: data.find(b" ")]
        self._sent[word if word in self._sent else OTHER] += 1
        if self._tap is not None:
            self._tap.sent(data, flow)

    def told(self) -> dict[str, dict[str, int]]:
        """Return what came and went so far: methods, statuses and `other` with their counts, without zeros."""
        return {
            way: {word.decode(): count for word, count in counts.items() if count}
            for way, counts in (("received", self._received), ("sent", self._sent))
        }
