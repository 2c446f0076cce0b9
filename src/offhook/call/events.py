"""What a call's program can see happen; handled with `match`, one event at a time, in the order of their arrival."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from offhook.call.guest import Invitation, Mode
    from offhook.call.leg import Leg
    from offhook.call.target import Target
    from offhook.call.wish import Wish


RecordingAction = Literal["start", "stop", "pause", "resume"]


@dataclass(frozen=True, slots=True)
class LegRinging:
    """The far end of an outbound leg alerts; `early` when it sends sound before the answer."""

    leg: Leg
    early: bool


@dataclass(frozen=True, slots=True)
class LegAnswered:
    """An outbound leg was answered and its media is set."""

    leg: Leg


@dataclass(frozen=True, slots=True)
class LegRefused:
    """An outbound leg ended without an answer; `status` is the SIP status."""

    leg: Leg
    status: int
    reason: str


@dataclass(frozen=True, slots=True)
class LegGone:
    """An answered leg, or an inbound one, is over."""

    leg: Leg


@dataclass(frozen=True, slots=True)
class DigitPressed:
    """A key; it is in `leg.digits` as well. The media server knows those of RFC 4733, but not those by SIP INFO."""

    leg: Leg
    digit: str
    by_info: bool


@dataclass(frozen=True, slots=True)
class PlayDone:
    """A play ended: `finished`, `digit`, `stopped`, `replaced` or `error`."""

    leg: Leg
    play: str
    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class HoldChanged:
    """A party put the call on hold, or took it back."""

    leg: Leg
    held: bool


@dataclass(frozen=True, slots=True)
class RecorderDone:
    """A recorder ended by itself (too long, silence) and is closed."""

    recorder: str
    duration_ms: int
    loudest_dbov: int


@dataclass(frozen=True, slots=True)
class MediaSilent:
    """No sound came from a leg for too long; `leg.heard` tells whether any ever came."""

    leg: Leg
    silent_ms: int


@dataclass(frozen=True, slots=True)
class MediaLost:
    """The media server is gone, and with it the sound of all legs."""


@dataclass(frozen=True, slots=True)
class EndRequested:
    """Somebody with the right to do so ends the call."""

    reason: str


@dataclass(frozen=True, slots=True)
class TransferRequested:
    """One of two who talk wants the other to be connected elsewhere."""

    wish: Wish


@dataclass(frozen=True, slots=True)
class LegTaken:
    """`leg`, which is answered, takes the place of `old`: a ringing phone, or one of two who talk.

    `step` is what the journey says of the latter.
    """

    old: Leg
    leg: Leg
    step: Literal["moved", "taken_over"] = "moved"


@dataclass(frozen=True, slots=True)
class GuestInvited:
    """Somebody is to be called into the conversation."""

    invitation: Invitation


@dataclass(frozen=True, slots=True)
class GuestCame:
    """A leg that is answered wants to be let into the conversation."""

    leg: Leg
    invitation: Invitation


@dataclass(frozen=True, slots=True)
class MuteWished:
    """A party is to be heard by nobody, or again."""

    leg: Leg
    muted: bool


@dataclass(frozen=True, slots=True)
class HoldWished:
    """A party is to wait with music, or to talk again; `by` names who wants it."""

    leg: Leg
    held: bool
    by: str


@dataclass(frozen=True, slots=True)
class ModeWished:
    """The supervisor of the conversation wants to be heard otherwise; `agent` hears a whisper from now on."""

    mode: Mode
    agent: Leg | None = None


@dataclass(frozen=True, slots=True)
class RecordingWished:
    """Somebody wants the recording begun, ended, paused or taken up again; `by` names who."""

    action: RecordingAction
    by: str


@dataclass(frozen=True, slots=True)
class LineMoved:
    """Something may have changed for a caller who waits in a queue: agents are offered, or none is there any more."""


@dataclass(frozen=True, slots=True)
class ParkedTaken:
    """`leg`, which is answered, takes the parked call."""

    leg: Leg


@dataclass(frozen=True, slots=True)
class ParkedWanted:
    """The telephones of `who` are to ring for the parked call."""

    who: str
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """Nothing happened in time."""


CallEvent = (
    LegRinging
    | LegAnswered
    | LegRefused
    | LegGone
    | DigitPressed
    | PlayDone
    | HoldChanged
    | RecorderDone
    | MediaSilent
    | MediaLost
    | EndRequested
    | TransferRequested
    | LegTaken
    | GuestInvited
    | GuestCame
    | ModeWished
    | MuteWished
    | HoldWished
    | RecordingWished
    | LineMoved
    | ParkedTaken
    | ParkedWanted
    | DeadlinePassed
)
