"""Supervision of a running conversation: listen, whisper to the agent, talk to both, or take the agent's place.

Invariant: the supervisor is silenced before it is let in, and hears both all the time. When it goes, the two talk on
as before. Each change is one command, so nobody hears a gap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.conference import Conference, open_conference
from offhook.call.events import LegTaken
from offhook.media import protocol as media

if TYPE_CHECKING:
    from offhook.call.call import Call
    from offhook.call.leg import Leg


WARNING = (media.Tone(tone="beep"), media.Silence(silence_ms=15_000))
WARNING_DB = -12.0


class Supervision:
    """A supervisor in the conversation of an agent and another party."""

    __slots__ = ("_conference", "agent", "other", "supervisor")

    def __init__(self, conference: Conference, supervisor: Leg, agent: Leg, other: Leg) -> None:
        self._conference = conference
        self.supervisor = supervisor
        self.agent = agent
        self.other = other

    @property
    def over(self) -> bool:
        """Whether the room is closed."""
        return self._conference.closed

    def listen(self) -> None:
        """Let nobody hear the supervisor."""
        self._conference.mute(self.supervisor)

    def whisper(self) -> None:
        """Let the agent alone hear the supervisor."""
        room = self._conference
        room.set_gains(room.hears(None, self.supervisor, None), room.hears(self.agent, self.supervisor, 0.0))

    def barge(self) -> None:
        """Let both hear the supervisor."""
        self._conference.mute(self.supervisor, muted=False)

    def warn(self) -> None:
        """Let the two hear a beep now and then, the supervisor not."""
        self._conference.play("warning", [*WARNING], [self.agent, self.other], WARNING_DB, repeat=0)

    def take_over(self) -> None:
        """Let the supervisor, which must be a leg of the same call, go on in the agent's place."""
        self._conference.join_two(self.other, self.supervisor)
        self.supervisor.call.post(LegTaken(self.agent, self.supervisor, "taken_over"))

    def end(self) -> None:
        """Let the two talk on alone; the supervisor hears nobody. Nothing happens where the room is closed."""
        if self._conference.closed:
            return
        if {*(self._conference.call.talking or ())} == {self.agent, self.other}:
            self._conference.join_two(self.agent, self.other)
        else:  # others talk meanwhile, or nobody
            self._conference.close()


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
