"""Supervision of a running conversation: listen, whisper to the agent, talk to both, or take the agent's place.

Invariant: the supervisor is silenced before it is let in, and hears all of them all the time. When it goes, the others
talk on as before. Each change is one command, so nobody hears a gap. Two who talk are brought into a room for it; a
conference has one already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.conference import Conference, open_conference
from offhook.call.events import LegTaken
from offhook.media import protocol as media

if TYPE_CHECKING:
    from offhook.call.call import Call
    from offhook.call.guest import Mode
    from offhook.call.leg import Leg

WARNING = (media.Tone(tone="beep"), media.Silence(silence_ms=15_000))
WARNING_PLAY = "warning"
WARNING_DB = -12.0


class Supervision:
    """A supervisor in a conversation: of `agent` and `other`, or of all in a room that is there without it."""

    __slots__ = ("_conference", "agent", "mode", "other", "supervisor", "warns")

    def __init__(self, conference: Conference, supervisor: Leg, agent: Leg, other: Leg | None) -> None:
        self._conference = conference
        self.supervisor = supervisor
        self.agent = agent
        self.other = other
        self.mode: Mode = "listen"
        self.warns = False

    @property
    def over(self) -> bool:
        """Whether the room is closed."""
        return self._conference.closed

    def listen(self) -> None:
        """Let nobody hear the supervisor."""
        self.mode = "listen"
        self._conference.mute(self.supervisor)

    def choose(self, agent: Leg) -> None:
        """Let this one of those who talk be the agent from now on."""
        if self.other is agent:
            self.other = self.agent
        self.agent = agent

    def whisper(self) -> None:
        """Let the agent alone hear the supervisor."""
        self.mode = "whisper"
        room = self._conference
        room.set_gains(room.hears(None, self.supervisor, None), room.hears(self.agent, self.supervisor, 0.0))

    def barge(self) -> None:
        """Let all hear the supervisor."""
        self.mode = "barge"
        self._conference.mute(self.supervisor, muted=False)

    def warn(self) -> None:
        """Let them hear a beep now and then: of two who talk each, the supervisor not; in a conference all."""
        self.warns = True
        hearers = None if self.other is None else [self.agent, self.other]
        self._conference.play(WARNING_PLAY, [*WARNING], hearers, WARNING_DB, repeat=0)

    def take_over(self) -> None:
        """Let the supervisor, which must be a leg of the same call, go on in the agent's place."""
        if self.other is None:
            self.barge()
            self._stop_warning()
        else:
            self._conference.join_two(self.other, self.supervisor)
        self.supervisor.call.post(LegTaken(self.agent, self.supervisor, "taken_over"))

    def end(self) -> None:
        """Let the others talk on alone; the supervisor hears nobody. Nothing happens where the room is closed."""
        if self._conference.closed:
            return
        if self.other is None:
            self._stop_warning()
            self._conference.remove(self.supervisor)
        elif {*(self._conference.call.talking or ())} == {self.agent, self.other}:
            self._conference.join_two(self.agent, self.other)
        else:  # others talk meanwhile, or nobody
            self._conference.close()

    def _stop_warning(self) -> None:
        if self.warns:
            self.warns = False
            self._conference.stop(WARNING_PLAY)


async def supervise(call: Call, supervisor: Leg, agent: Leg, other: Leg) -> Supervision:
    """Let an answered leg listen to two who talk in `call`.

    Raises:
        MediaError: the media server cannot.
        PartyGone: one of the two left meanwhile.
    """
    conference = await open_conference(call)
    try:
        call.raise_if_gone()
    except BaseException:
        conference.close()
        raise
    supervision = Supervision(conference, supervisor, agent, other)
    supervision.listen()
    for leg in (supervisor, agent, other):
        conference.add(leg)
    return supervision


def supervise_room(conference: Conference, supervisor: Leg, agent: Leg) -> Supervision:
    """Let an answered leg listen to those who are in a room."""
    supervision = Supervision(conference, supervisor, agent, None)
    supervision.listen()
    conference.add(supervisor)
    return supervision
