"""The room of two who talk, while something is mixed into what they hear: the beep of a recording, an announcement.

Otherwise two are linked, which costs less. Invariant: a call has one such room at most, and whoever links, parts or
confers closes it. With the beep the room outlives the switch: the checkpoint of the conversation names it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.leg import ORPHAN_SECONDS
from offhook.ids import new_id
from offhook.media import protocol as media

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from offhook.call.call import Call
    from offhook.call.leg import Leg

RECORD_TONE = (media.Tone(tone="beep"), media.Silence(silence_ms=14_600))  # each 15 s
RECORD_TONE_PLAY = "record_tone"
RECORD_TONE_DB = -14.0  # -30 dBov: quieter than speech, which has -26


def is_toned(call: Call) -> bool:
    """Tell whether those who talk in a call are to hear that it is recorded."""
    return call.company.record_tone and call.recording is not None and not call.capture.paused


def play_record_tone(call: Call, room: str) -> None:
    """Let all in a room hear the beep now and then."""
    call.exchange.media.post(
        media.RoomPlay(room=room, play=RECORD_TONE_PLAY, items=[*RECORD_TONE], repeat=0, db=RECORD_TONE_DB)
    )


def open_pair_room(one: Leg, other: Leg) -> str:
    """Bring two of a call into a room of their own, without a gap; return its name."""
    call = one.call
    post = call.exchange.media.post
    room = new_id()
    note = call.call_id.encode()
    post(media.RoomOpen(room=room, group=call.call_id, note=note, orphan_s=ORPHAN_SECONDS))
    for leg in (one, other):
        post(media.RoomJoin(room=room, session=leg.leg_id))
    if is_toned(call):
        play_record_tone(call, room)
    close_pair_room(call)
    call.pair_room = room
    call.exchange.pair_rooms[room] = call
    return room


def restore_pair_room(room: str, one: Leg, other: Leg) -> None:
    """Remember a room in which two are since before a restart."""
    call = one.call
    call.pair_room = room
    call.exchange.pair_rooms[room] = call
    call.exchange.peers |= {one.leg_id: other.leg_id, other.leg_id: one.leg_id}


def close_pair_room(call: Call) -> None:
    """Close the room, if there is one; who is still in it hears nobody."""
    room, call.pair_room = call.pair_room, None
    call.announcements.clear()
    if room is not None and call.exchange.pair_rooms.pop(room, None) is not None:
        call.exchange.media.post(media.RoomClose(room=room))


def mixing_room(call: Call) -> str | None:
    """Return where those who talk can be told something; None when they talk no longer."""
    if call.meeting is not None:
        return call.meeting.room
    if call.conference is not None:
        return call.conference.room
    if call.talking is None:
        return None
    return call.pair_room or open_pair_room(*call.talking)


def mix_in(call: Call, legs: Sequence[Leg], files: Sequence[Path], voices_db: float, db: float = 0.0) -> bool:
    """Let some who talk hear files, and each other at `voices_db` meanwhile; False when they talk no longer."""
    there = [leg.leg_id for leg in legs if not leg.gone and leg.call is call and not leg.retired]
    room = mixing_room(call) if there and files else None
    if room is None:
        return False
    play = new_id()
    items: list[media.PlayItem] = [media.File(file=str(file)) for file in files]
    call.announcements.add(play)
    call.exchange.media.post(media.RoomPlay(room=room, play=play, items=items, to=there, db=db, voices_db=voices_db))
    return True


def stop_mixed(call: Call) -> bool:
    """End all announcements; False when there are none."""
    room = call.pair_room
    if room is None:
        shared = call.meeting or call.conference
        room = shared.room if shared is not None else None
    if room is None or not call.announcements:
        return False
    for play in list(call.announcements):
        call.exchange.media.post(media.RoomStop(room=room, play=play))
    if room != call.pair_room:  # of two, each is told of when it has ended
        call.announcements.clear()
    return True


def link_or_mix(one: Leg, other: Leg) -> None:
    """Let two hear each other, and the beep if their conversation is recorded and the company wants it."""
    call = one.call
    if one is not other and one.answered and other.answered and is_toned(call):
        open_pair_room(one, other)
    else:
        call.exchange.media.post(media.Link(a=one.leg_id, b=other.leg_id))
        close_pair_room(call)


def play_ended(call: Call, play: str) -> None:
    """Link two again when the last announcement is over."""
    call.announcements.discard(play)
    muted = call.talking is not None and any(leg.muted for leg in call.talking)
    if not (call.announcements or call.pair_room is None or is_toned(call) or muted):
        rejoin(call)


def rejoin(call: Call) -> None:
    """Let two who talk hear each other as it is to be now: but for who is on hold, and who is muted."""
    pair = call.talking
    if pair is not None and not any(leg.on_hold for leg in pair):
        call.exchange.link(*pair)
        if any(leg.muted for leg in pair):
            silence_muted(call)


def silence_muted(call: Call) -> None:
    """Let nobody hear who is muted of two who talk, and everybody who is muted no longer."""
    pair = call.talking
    if pair is None or any(leg.on_hold for leg in pair):
        return
    muted = any(leg.muted for leg in pair)
    if not muted and (call.pair_room is None or not (call.announcements or is_toned(call))):
        call.exchange.link(*pair)
        return
    room = call.pair_room or open_pair_room(*pair)
    gains = [media.Gain(leg.leg_id, "*", None if leg.muted else 0.0) for leg in pair]
    call.exchange.media.post(media.RoomGains(room=room, gains=gains))
