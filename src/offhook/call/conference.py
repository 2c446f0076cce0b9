"""A conference: legs that hear each other in a room of the media server, by a matrix of gains.

Invariant: a leg is linked or in a room, never both; going from one to the other is one command, so nobody hears a gap.
Gains that name a leg may be set before it comes in, so that nobody is heard for a moment by whom he should not be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.leg import ORPHAN_SECONDS
from offhook.call.pair_room import close_pair_room, is_toned, play_record_tone
from offhook.call.renegotiate import back_to_sound
from offhook.ids import new_id
from offhook.media import protocol as media

if TYPE_CHECKING:
    from offhook.call.call import Call
    from offhook.call.leg import Leg

ALL = "*"


class Conference:
    """A room of one call; closed with the call at the latest."""

    __slots__ = ("call", "closed", "members", "room")

    def __init__(self, call: Call, room: str) -> None:
        self.call = call
        self.room = room
        self.members: set[Leg] = set()
        self.closed = False

    def add(self, leg: Leg) -> None:
        """Let a leg in, from whom it heard before."""
        back_to_sound(leg)
        self.call.exchange.unpair(leg)
        self.members.add(leg)
        self.call.exchange.media.post(media.RoomJoin(room=self.room, session=leg.leg_id))

    def remove(self, leg: Leg) -> None:
        """Let a leg go; it hears nobody, and its gains are forgotten. One that is not in the room is left alone."""
        if leg in self.members:
            self.members.discard(leg)
            if leg.leg_id in self.call.exchange.sessions:
                self.call.exchange.media.post(media.RoomLeave(room=self.room, session=leg.leg_id))

    def hears(self, listener: Leg | None, speaker: Leg | None, db: float | None) -> media.Gain:
        """Describe how loud `listener` hears `speaker`, in dB or not at all (None); no leg stands for all legs."""
        return media.Gain(_name(speaker), _name(listener), db)

    def set_gains(self, *gains: media.Gain) -> None:
        """Set gains, all in the same moment; later ones override earlier ones."""
        self.call.exchange.media.post(media.RoomGains(room=self.room, gains=list(gains)))

    def mute(self, leg: Leg, *, muted: bool = True) -> None:
        """Let nobody hear a leg, or everybody again."""
        self.set_gains(self.hears(None, leg, None if muted else 0.0))

    def play(
        self, name: str, items: list[media.PlayItem], to: list[Leg] | None = None, db: float = 0.0, *, repeat: int = 1
    ) -> None:
        """Mix a sound into what all or some hear, `repeat` times (0 = for ever); one of the same name is replaced."""
        sessions = None if to is None else [leg.leg_id for leg in to]
        self.call.exchange.media.post(
            media.RoomPlay(room=self.room, play=name, items=items, repeat=repeat, to=sessions, db=db)
        )

    def stop(self, name: str) -> None:
        """End a sound that is mixed in."""
        if not self.closed:
            self.call.exchange.media.post(media.RoomStop(room=self.room, play=name))

    def join_two(self, one: Leg, other: Leg) -> None:
        """Let two members hear each other alone, without a gap, and close the room."""
        self.call.exchange.link(one, other)
        self.close()

    def close(self) -> None:
        """Close the room; who is still in it hears nobody. A second time nothing happens."""
        if not self.closed:
            self.closed = True
            self.members.clear()
            if self.call.conference is self:
                self.call.conference = None
            self.call.exchange.media.post(media.RoomClose(room=self.room))


def _name(leg: Leg | None) -> str:
    return ALL if leg is None else leg.leg_id


async def open_conference(call: Call) -> Conference:
    """Open an empty conference of a call.

    Raises:
        MediaError: the media server cannot.
    """
    room = new_id()
    note = call.call_id.encode()
    await call.exchange.media.do(media.RoomOpen(room=room, group=call.call_id, note=note, orphan_s=ORPHAN_SECONDS))
    if call.conference is not None:
        call.conference.close()
    close_pair_room(call)
    if is_toned(call):
        play_record_tone(call, room)
    call.conference = Conference(call, room)
    return call.conference
