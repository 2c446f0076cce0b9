"""What the flusher has written and nobody was told of: recordings, messages, owed calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from offhook.journal.recordings import RecordingState
    from offhook.journal.state import CallState, VoicemailState


class Owed(NamedTuple):
    """A row of the owed calls, in short."""

    id: str
    number: str
    name: str
    owner_id: str | None


@dataclass(slots=True)
class Kept:
    """Each with the call that brought it about."""

    recordings: list[tuple[CallState, RecordingState]] = field(default_factory=list)
    voicemails: list[tuple[CallState, VoicemailState]] = field(default_factory=list)
    made: list[tuple[CallState, Owed]] = field(default_factory=list)
    closed: list[tuple[CallState, Owed]] = field(default_factory=list)

    def take(self, calls: Iterable[CallState]) -> None:
        """Take what calls that are being written have, as it is now."""
        for call in calls:
            for recording in call.recordings.values():
                ready = recording.duration_ms is not None and recording.size
                if ready and f"recording.ready {recording.id}" not in call.told:
                    self.recordings.append((call, recording))
            for message in call.voicemails.values():
                if f"voicemail.left {message.id}" not in call.told:
                    self.voicemails.append((call, message))
