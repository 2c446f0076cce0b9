"""A journal without a disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from offhook.journal.segment import frame, readable, unframe
from offhook.journal.state import SwitchState

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.journal import records


class MemoryJournal:
    """Keeps records as the octets that a file would hold, and folds them as the real one does."""

    def __init__(self, octets: bytes = b"") -> None:
        self.octets = bytearray(octets)
        self.state = SwitchState()
        self.watches: dict[type[records.Record], Callable[[Any], None]] = {}
        contents = unframe(bytes(octets))
        assert (contents.damaged, contents.skipped) == (0, [])
        for record in contents.records:
            self.state.apply(record)

    def append(self, record: records.Record) -> None:
        try:
            framed = frame(record)
        except UnicodeEncodeError:
            record = readable(record)
            framed = frame(record)
        self.octets += framed
        self.state.apply(record)
        if (watch := self.watches.get(type(record))) is not None:
            watch(record)
