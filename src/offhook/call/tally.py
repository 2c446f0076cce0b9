"""What an exchange has counted since its process began, as plain numbers: metrics are made of them when asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from offhook.journal import records
    from offhook.media.replies import Statistics


@dataclass(slots=True)
class Tally:
    """Counts of calls by direction and result, of recordings and messages, and of packets of legs that are over."""

    started: Counter[str] = field(default_factory=Counter)
    connected: Counter[str] = field(default_factory=Counter)
    ended: Counter[tuple[str, str]] = field(default_factory=Counter)
    recordings: int = 0
    recordings_faulty: int = 0
    voicemails: int = 0
    packets_sent: int = 0
    packets_received: int = 0
    packets_expected: int = 0
    packets_lost: int = 0
    packets_refused: int = 0

    def call_ended(self, direction: records.Direction, result: records.Result, *, connected: bool) -> None:
        """Count a call that is over."""
        self.ended[direction, result] += 1
        if connected:
            self.connected[direction] += 1

    def recorded(self, error: str | None) -> None:
        """Count a recording that is closed."""
        self.recordings += 1
        if error:
            self.recordings_faulty += 1

    def heard(self, found: Statistics) -> None:
        """Count the packets of a leg that is over."""
        self.packets_sent += found.packets_sent
        self.packets_received += found.packets_received
        self.packets_expected += found.packets_expected
        self.packets_lost += found.packets_lost
        self.packets_refused += found.refused
