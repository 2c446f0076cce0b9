"""Keys that mean something to the exchange during a conversation, and what dialled strings are services.

Only the company's own people are listened to: what an outside caller presses is the other party's business.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from offhook.codes import Codes

Meaning = TypeVar("Meaning")
LONGEST_PAUSE_SECONDS = 1.5  # between two keys of one code


class Feature(Enum):
    """What a code asks for."""

    BLIND = "blind"
    ATTENDED = "attended"
    CONFERENCE = "conference"
    RECORD = "record"
    RECORD_PAUSE = "record_pause"


class CodeWatch(Generic[Meaning]):
    """Recognises codes in what one party presses; `codes` has their meanings by them."""

    __slots__ = ("_at", "_codes", "_keys")

    def __init__(self, codes: dict[str, Meaning]) -> None:
        self._codes = codes
        self._keys = ""
        self._at = 0.0

    def press(self, digit: str, now: float) -> Meaning | None:
        """Take a key at loop time `now`; return what the code means that it completes."""
        if now - self._at > LONGEST_PAUSE_SECONDS:
            self._keys = ""
        self._at = now
        self._keys = (self._keys + digit)[-max(map(len, self._codes), default=1) :]
        for code, feature in self._codes.items():
            if self._keys.endswith(code):
                self._keys = ""
                return feature
        return None


class KeyWatch(CodeWatch[Feature]):
    """Recognises the codes of a conversation."""

    __slots__ = ()

    def __init__(self, codes: Codes) -> None:
        found = {
            code: feature
            for code, feature in (
                (codes.blind, Feature.BLIND),
                (codes.attended, Feature.ATTENDED),
                (codes.conference, Feature.CONFERENCE),
                (codes.record, Feature.RECORD),
                (codes.record_pause, Feature.RECORD_PAUSE),
            )
            if code
        }
        super().__init__(found)
