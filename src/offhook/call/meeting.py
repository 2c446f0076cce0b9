"""A meeting: the room behind an extension, in which the callers of many calls hear each other.

Invariant: a meeting is there exactly while somebody is in it. Each caller has a call of its own; a caller alone hears
music. One of the calls holds the recording of the mix; when it ends another goes on with a new one. The extension's
settings are those that the meeting began with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from offhook.call.leg import ORPHAN_SECONDS
from offhook.call.music import start_music, stop_music
from offhook.call.pair_room import RECORD_TONE_PLAY, play_record_tone
from offhook.call.recording import start_mix, stop_recording
from offhook.errors import MediaError
from offhook.ids import new_id
from offhook.media import protocol as media

if TYPE_CHECKING:
    from offhook.call.call import Call
    from offhook.call.exchange import Exchange
    from offhook.call.leg import Leg
    from offhook.configuration import Extension

BEEP = media.Tone(tone="beep")
PAUSE = media.Silence(silence_ms=100)
TONE_DB = -12.0


@dataclass(slots=True)
class MeetingState:
    """How a meeting goes on: nobody else comes in, only who leads is heard, it is recorded."""

    locked: bool = False
    quiet: bool = False
    recorded: bool = True


class Meeting:
    """Who is in the room of one extension."""

    __slots__ = ("_exchange", "extension", "leaders", "members", "recorded_by", "room", "state")

    def __init__(self, exchange: Exchange, extension: Extension, room: str) -> None:
        self._exchange = exchange
        self.recorded_by: Call | None = None
        self.extension = extension
        self.room = room
        self.members: list[Leg] = []
        self.leaders: set[Leg] = set()
        self.state = MeetingState(recorded=extension.record)
        exchange.meetings[extension.id] = self

    def add(self, leg: Leg) -> None:
        """Let a caller in, which the others hear by a tone."""
        self._exchange.unpair(leg)
        self.members.append(leg)
        self._exchange.media.post(media.RoomJoin(room=self.room, session=leg.leg_id))
        self._tell([BEEP], leg)
        self._entertain(newcomer=leg)
        if leg.call.capture.agreed is False:
            self._stop_recording(leg.call)
        else:
            self._record_if_wanted(leg.call)

    def restore(self, leg: Leg) -> None:
        """Remember a caller who is in the room since before a restart."""
        self.members.append(leg)
        if leg.call.recording is not None:
            self.recorded_by = leg.call

    def remove(self, leg: Leg) -> None:
        """Let a caller go; with the last one the room is closed."""
        self.members.remove(leg)
        self.leaders.discard(leg)
        if leg.leg_id in self._exchange.sessions:
            self._exchange.media.post(media.RoomLeave(room=self.room, session=leg.leg_id))
        if not self.members:
            self.end_if_empty()
            return
        self._tell([BEEP, PAUSE, BEEP], leg)
        self._entertain()
        if self.recorded_by is leg.call:
            self.recorded_by = None
            if (other := next((one for one in self.members if not one.gone), None)) is not None:
                self._record(other.call)

    def end_if_empty(self) -> None:
        """Close a room that nobody is in."""
        if not self.members and self._exchange.meetings.pop(self.extension.id, None) is not None:
            self._exchange.media.post(media.RoomClose(room=self.room))

    def mute(self, leg: Leg, *, muted: bool) -> None:
        """Let nobody hear a caller, or all again."""
        gain = media.Gain(leg.leg_id, "*", None if muted else 0.0)
        self._exchange.media.post(media.RoomGains(room=self.room, gains=[gain]))

    def say(self, items: list[media.PlayItem], to: list[Leg] | None = None) -> None:
        """Let all in the room hear something, or some of them."""
        if items:
            names = None if to is None else [leg.leg_id for leg in to]
            self._exchange.media.post(media.RoomPlay(room=self.room, play=new_id(), items=items, to=names))

    def switch_recording(self, call: Call) -> bool:
        """Record the meeting in the name of a call, or no longer; tell whether it is recorded from now on.

        While somebody is here who does not want to be recorded it is not.
        """
        self.state.recorded = not self.state.recorded
        if self.state.recorded:
            self._record_if_wanted(call)
        else:
            self._end_recording()
        return self.recorded_by is not None

    def _record_if_wanted(self, call: Call) -> None:
        if self.state.recorded and self.recorded_by is None and not self._refused():
            self._record(call)
            if call.company.record_tone:
                play_record_tone(call, self.room)

    def _entertain(self, newcomer: Leg | None = None) -> None:
        """Let one who is alone hear music, and nobody else."""
        match self.members:
            case [alone] if self.extension.music:
                start_music(alone)
            case [waiting, second] if second is newcomer:
                stop_music(waiting)
            case _:
                pass

    def _tell(self, items: list[media.PlayItem], about: Leg) -> None:
        others = [leg.leg_id for leg in self.members if leg is not about]
        if others:
            play = media.RoomPlay(room=self.room, play=new_id(), items=items, to=others, db=TONE_DB)
            self._exchange.media.post(play)

    def _refused(self) -> bool:
        """Tell whether somebody here does not want to be recorded."""
        return any(leg.call.capture.agreed is False for leg in self.members)

    def _stop_recording(self, newcomer: Call) -> None:
        """Record nobody while one is here who refused."""
        if self._end_recording():
            newcomer.step("recording_refused")

    def _end_recording(self) -> bool:
        """Record no longer; False when nobody was recorded."""
        call, self.recorded_by = self.recorded_by, None
        ending = stop_recording(call) if call is not None else None
        if ending is None:
            return False
        self._exchange.media.post(media.RoomStop(room=self.room, play=RECORD_TONE_PLAY))
        self._exchange.spawn(ending)
        return True

    def _record(self, call: Call) -> None:
        """Record the mix in the name of one of the calls; what fails stops nobody."""
        self.recorded_by = call
        self._exchange.spawn(start_mix(call, self.room))


async def find_meeting(exchange: Exchange, extension: Extension) -> Meeting:
    """Return the meeting of an extension; without one an empty one begins.

    Raises:
        MediaError: the media server cannot.
    """
    if found := exchange.meetings.get(extension.id):
        return found
    meeting = Meeting(exchange, extension, new_id())
    try:
        await exchange.media.do(
            media.RoomOpen(room=meeting.room, group=meeting.room, note=extension.id.encode(), orphan_s=ORPHAN_SECONDS)
        )
    except MediaError:
        exchange.meetings.pop(extension.id, None)
        raise
    return meeting
