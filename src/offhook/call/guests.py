"""The guests of a conversation: they are rung while the others talk, and let in when they answer.

Invariant: a guest is never essential; whatever it does, the others talk on. One supervisor at a time. When the
conversation ends or turns into something else, `dismiss` sends away who rings and who supervises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.events import DigitPressed, GuestCame, GuestInvited, LegAnswered, LegGone, ModeWished
from offhook.call.guest import RING_SECONDS, ConferenceDue, Invitation
from offhook.call.leg import Leg
from offhook.call.play import start_play
from offhook.call.supervise import Supervision, supervise, supervise_room
from offhook.call.target import Target
from offhook.call.ways import Refusal, refusal_of, without_sound
from offhook.errors import MediaError
from offhook.ids import new_id
from offhook.journal import records
from offhook.media import protocol as media

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.call.call import Call
    from offhook.call.conference import Conference
    from offhook.call.events import CallEvent
    from offhook.call.guest import Mode

TIME_IS_OVER = "nobody answered"
SILENT = 408
UNAVAILABLE = 480
KEYS: dict[str, Mode] = {"4": "listen", "5": "whisper", "6": "barge", "7": "take_over"}
STEPS: dict[Mode, str] = {"listen": "listening", "whisper": "whispering", "barge": "barging"}
NOT_NEEDED = 'SIP;cause=200;text="Call completed elsewhere"'
OVER = 'SIP;cause=200;text="The conversation is over"'
REFUSED = (media.Tone(tone="beep"), media.Silence(silence_ms=100)) * 3


class Guests:
    """Who is invited into the conversation of `members`, and who supervises it.

    `room` is where more than two talk, the call's own conference or the meeting that it takes part in.
    """

    __slots__ = ("_call", "_groups", "_ringing", "_targets", "members", "room", "supervision")

    def __init__(self, call: Call, members: Sequence[Leg], room: Conference | None = None) -> None:
        self._call = call
        self.room = room
        self._ringing: dict[Leg, Invitation] = {}
        self._targets: dict[Leg, Target] = {}
        self._groups: dict[Invitation, int] = {}
        self.members = members
        self.supervision: Supervision | None = None
        call.guests = self

    @property
    def supervised_by(self) -> Leg | None:
        """The supervisor's leg."""
        return self.supervision.supervisor if self.supervision is not None else None

    @property
    def discreet(self) -> set[Leg]:
        """The legs of supervisors, of which those who are listened to need not know."""
        ringing = {leg for leg, invitation in self._ringing.items() if invitation.mode is not None}
        return ringing | ({self.supervision.supervisor} if self.supervision is not None else set())

    @property
    def replaceable(self) -> bool:
        """Whether a supervisor can take somebody's place: not in a meeting, where everybody has a call of their own."""
        return self.room is None or self.room is self._call.conference

    @property
    def rings(self) -> bool:
        """Whether somebody is being rung."""
        return bool(self._ringing)

    @property
    def expects_supervisor(self) -> bool:
        """Whether somebody supervises, or is rung for that."""
        return self.supervision is not None or any(one.mode is not None for one in self._ringing.values())

    async def take(self, event: CallEvent) -> None:
        """Do what an event of the call means to the guests.

        Raises:
            ConferenceDue: a third party has come to talk with the two.
            PartyGone: one of the two left.
        """
        match event:
            case GuestInvited(invitation):
                await self._ring(invitation)
            case GuestCame(leg, invitation):
                await self._admit(leg, invitation)
            case LegAnswered(leg) if leg in self._ringing:
                await self._admit(leg, self._answered(leg))
            case LegGone(leg) if leg in self._ringing:
                await self._failed(leg)
            case LegGone(leg) if leg is self.supervised_by:
                self._part()
            case LegGone(leg) if self.supervision is not None and leg is self.supervision.agent:
                self._lose_agent(leg)
            case ModeWished(mode, agent):
                self._switch(mode, agent)
            case DigitPressed(leg, digit) if leg is self.supervised_by:
                leg.digits.clear()
                if digit in KEYS:
                    self._switch(KEYS[digit])
            case _:
                pass

    def hand_over(self) -> None:
        """Let who supervises do so in what the conversation turns into, of which another `Guests` takes care."""
        found, self.supervision = self.supervision, None
        if found is not None and not found.supervisor.gone:
            agents = (one for one in (found.agent, *self.members) if one in self.members and one.inside)
            invitation = Invitation(found.supervisor.label, found.mode, next(agents, None))
            self._call.post(GuestCame(found.supervisor, invitation))

    def dismiss(self) -> None:
        """Send everybody away; the two go on, or not, without guests."""
        self._call.guests = None
        for leg in self._ringing:
            leg.hang_up(reason=NOT_NEEDED)
            self._call.exchange.retire(leg)
        self._ringing.clear()
        self._targets.clear()
        self.send_supervisor_away()

    def send_supervisor_away(self) -> None:
        """End the supervision, if there is one; the two talk on."""
        if (supervisor := self.supervised_by) is not None:
            self._part()
            supervisor.hang_up(reason=OVER)
            self._call.exchange.retire(supervisor)

    # -- ringing

    async def _ring(self, invitation: Invitation) -> None:
        """Ring the next group of targets that can be rung; when there is none, note that nobody comes."""
        place = self._groups.get(invitation, 0)
        refusal: Refusal | None = None
        while place < len(invitation.groups):
            group = invitation.groups[place]
            place = self._groups[invitation] = place + 1
            for called in group:
                found = called if isinstance(called, Target) else called.first(self._call)
                failed = found if isinstance(found, Refusal) else await self._call_one(invitation, found)
                refusal = failed or refusal
            if invitation in self._ringing.values():
                self._call.step("inviting", who=invitation.who, by=invitation.by)
                return
        self._groups.pop(invitation, None)
        more = {"reason": refusal.reason} if refusal is not None else {}
        status = refusal.status if refusal is not None else 480
        self._call.step("not_admitted", who=invitation.who, status=status, **more)

    async def _call_one(self, invitation: Invitation, target: Target) -> Refusal | None:
        """Ring one target, or the next way to it, for the time of the invitation; return why none can be rung."""
        call, exchange = self._call, self._call.exchange
        leg = Leg(call, new_id(), "outbound", target.party)
        call.journal(records.LegStarted(call.call_id, leg.leg_id, exchange.wall(), "outbound", target.party))
        leg.terms, leg.flow, leg.way = target.terms, target.flow, target.way
        try:
            await leg.open_media(self.members[0].speaks)
        except MediaError as error:
            refusal, following = without_sound(leg, target, error)
            return refusal if following is None else await self._call_one(invitation, following)
        self._ringing[leg] = invitation
        self._targets[leg] = target
        leg.send_invite(target)
        exchange.loop.call_later(RING_SECONDS, self._give_up, leg)
        if target.silence_limit_s is not None:
            exchange.loop.call_later(target.silence_limit_s, self._give_up_silent, leg)
        return None

    def _give_up(self, leg: Leg) -> None:
        if leg in self._ringing:
            leg.gone_reason = TIME_IS_OVER
            leg.hang_up()

    def _give_up_silent(self, leg: Leg) -> None:
        if leg in self._ringing and not leg.proceeding and not leg.gone:
            leg.unreachable, leg.gone_reason = True, "no response"
            leg.hang_up()
            leg.status = SILENT

    async def _failed(self, leg: Leg) -> None:
        """Try the next way, or the next group when the last phone of one is silent, unless the people do not want."""
        invitation = self._ringing.pop(leg)
        target = self._targets.pop(leg)
        call = self._call
        call.exchange.retire(leg)
        if target.ways is not None and leg.gone_reason != TIME_IS_OVER:
            refusal = refusal_of(target, leg, leg.status or UNAVAILABLE, leg.gone_reason)
            call.step("ring_failed", who=leg.label, status=refusal.status, reason=refusal.reason)
            following = target.ways.after(call, target, refusal)
            if following is not None:
                await self._call_one(invitation, following)
        if invitation in self._ringing.values():
            return
        if leg.gone_reason != TIME_IS_OVER and self._groups.get(invitation, 0) < len(invitation.groups):
            await self._ring(invitation)
            return
        self._groups.pop(invitation, None)
        call.step("not_admitted", who=invitation.who, status=leg.status, reason=leg.gone_reason)

    def _answered(self, leg: Leg) -> Invitation:
        """Note that one who was rung has answered."""
        invitation, target = self._ringing.pop(leg), self._targets.pop(leg)
        if target.ways is not None:
            target.ways.heard(self._call, target)
        self._silence(invitation)
        return invitation

    def _silence(self, invitation: Invitation) -> None:
        """Let the other phones of one who has answered ring no longer."""
        self._groups.pop(invitation, None)
        for leg in [leg for leg, theirs in self._ringing.items() if theirs is invitation]:
            del self._ringing[leg], self._targets[leg]
            leg.hang_up(reason=NOT_NEEDED)
            self._call.exchange.retire(leg)

    # -- inside

    async def _admit(self, leg: Leg, invitation: Invitation) -> None:
        """Let in who answered."""
        if leg.gone:
            return
        if invitation.mode is None:
            raise ConferenceDue(*self.members, leg)
        agent = invitation.agent
        if self.supervision is not None or agent is None or agent not in self.members:
            leg.hang_up(reason=OVER)
            return
        try:
            if self.room is not None:
                self.supervision = supervise_room(self.room, leg, agent)
            else:
                other = next(one for one in self.members if one is not agent)
                self.supervision = await supervise(self._call, leg, agent, other)
        except MediaError as error:
            self._call.step("not_admitted", who=leg.label, status=503, reason=str(error))
            leg.hang_up(reason=OVER)
            return
        if self._call.company.supervision_tone:
            self.supervision.warn()
        self._switch(invitation.mode)

    def _switch(self, mode: Mode, agent: Leg | None = None) -> None:
        """Let the supervisor do something else from now on."""
        found = self.supervision
        if found is None or found.over:
            return
        if agent is not None and agent in self.members:
            found.choose(agent)
        match mode:
            case "listen":
                found.listen()
            case "whisper":
                found.whisper()
            case "barge":
                found.barge()
            case "take_over" if not self.replaceable:
                start_play(found.supervisor, REFUSED)
                return
            case "take_over":
                self.supervision = None
                found.take_over()
                return  # the conversation notes it
        self._call.step(STEPS[mode], who=found.supervisor.label, agent=found.agent.label)

    def _lose_agent(self, gone: Leg) -> None:
        """Let the supervisor of a conference go on with a colleague of the agent who has left."""
        agent = next((one for one in self.members if one.inside and one is not gone), None)
        if agent is None:
            self.send_supervisor_away()
        else:
            self._switch("listen", agent)

    def _part(self) -> None:
        found, self.supervision = self.supervision, None
        if found is not None:
            found.end()
            self._call.step("supervision_ended", who=found.supervisor.label, agent=found.agent.label)
