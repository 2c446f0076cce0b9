"""A conference of one call, the program: three or more talk until two are left, who go on as two.

Invariant: nobody is essential; who leaves, leaves. Recorded is the mix of all, in the left channel, while it lasts.
The room outlives the switch, so after a restart the conference goes on where it was.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from offhook.call.codes import Feature, KeyWatch
from offhook.call.conference import Conference, open_conference
from offhook.call.conversation import REPLACED, go_on_as_two
from offhook.call.events import DigitPressed, HoldChanged, HoldWished, LegGone, LegTaken, MediaSilent, MuteWished
from offhook.call.guest import ConferenceDue
from offhook.call.guests import Guests
from offhook.call.holding import kept, note_hold, restore
from offhook.call.music import start_music, stop_music
from offhook.call.recording import by_keys, record_mix
from offhook.errors import MediaError
from offhook.media import protocol as media

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.call.events import CallEvent
    from offhook.call.leg import Leg
    from offhook.scenario.run import Run

log = logging.getLogger(__name__)

TWO = 2
JOINED = media.Tone(tone="beep")
TONE_DB = -12.0


async def confer(run: Run, members: Sequence[Leg]) -> None:
    """Let answered legs of the call talk with each other, to the end of the call.

    Raises:
        PartyGone: it ended.
        TransferDue: two were left, and one of them wishes a transfer.
        ConferenceDue: two were left, and a third comes in again.
    """
    call = run.call
    try:
        conference = await open_conference(call)
    except MediaError as error:
        log.warning("call %s: no conference: %s", call.call_id, error)
        call.step("not_admitted", who=members[-1].label, status=503, reason=str(error))
        members[-1].hang_up()
        await go_on_as_two(call, members[0], members[1])
        return
    for leg in members:
        if not leg.gone:
            stop_music(leg)
            conference.add(leg)
    record_mix(call, conference.room)
    call.step("conference", who=[leg.label for leg in members])
    await _Conversation(run, conference, [leg for leg in members if not leg.gone]).go_on()


class _Conversation:
    """The conference while it lasts."""

    def __init__(self, run: Run, conference: Conference, members: list[Leg]) -> None:
        self.call = run.call
        self.conference = conference
        self.members = members
        self.guests = Guests(run.call, members, conference)
        self.watches: dict[Leg, KeyWatch] = {}

    async def go_on(self) -> None:
        """Wait until two are left, and go on with them."""
        call = self.call
        call.essential = set()
        self._keep()
        try:
            for leg in self.members:
                self._let_hear(leg)
            while len(self.members) > TWO or (self.members and self.guests.rings):
                event = await call.next()
                try:
                    await self.guests.take(event)
                except ConferenceDue as due:
                    self._admit(due.members[-1])
                self._heed(event)
                self._take(event)
            if len(self.members) == TWO:
                self.guests.hand_over()
        finally:
            self.guests.dismiss()
        if len(self.members) == TWO:
            await go_on_as_two(call, *self.members)
        else:
            call.end_as("callee", "everybody has left the conference")

    def _take(self, event: CallEvent) -> None:
        match event:
            case LegGone(leg) if leg in self.members:
                self.members.remove(leg)
                self.conference.remove(leg)
                self.call.step("left_conference", who=leg.label)
                self._keep()
            case MediaSilent(leg) if leg in self.members and leg.heard:
                leg.hang_up()
            case LegTaken(old, leg, step) if old in self.members:
                self.members[self.members.index(old)] = leg
                old.hang_up(reason=REPLACED)
                self.conference.remove(old)
                self.call.exchange.retire(old)
                self.call.step(step, who=leg.label, instead=old.label)
                self._keep()
            case HoldChanged(leg, held) if leg in self.members:  # the others need not hear its music
                self.conference.mute(leg, muted=held or leg.muted or leg.on_hold)
            case DigitPressed(leg, digit) if leg in self.members and leg.inside:
                watch = self.watches.setdefault(leg, KeyWatch(self.call.company.codes))
                feature = watch.press(digit, self.call.exchange.loop.time())
                if feature is Feature.RECORD or feature is Feature.RECORD_PAUSE:
                    by_keys(self.call, leg, feature)
            case _:
                pass
        for leg in self.members:
            leg.digits.clear()

    def _heed(self, event: CallEvent) -> None:
        """Put a member on hold, or let nobody hear it, where that is wished."""
        match event:
            case HoldWished(leg, held, by) if leg in self.members and note_hold(self.call, leg, held=held, by=by):
                if not held:
                    stop_music(leg)
                    self.conference.mute(leg, muted=leg.muted or leg.held)
                self._let_hear(leg)
                self._keep()
            case MuteWished(leg, muted) if leg in self.members:
                leg.muted = muted
                self.conference.mute(leg, muted=muted or leg.held or leg.on_hold)
                self.call.step("muted" if muted else "unmuted", who=leg.label)
                self._keep()
            case _:
                pass

    def _let_hear(self, leg: Leg) -> None:
        """Let nobody hear who is muted or on hold; the latter hears music."""
        if leg.held or leg.muted or leg.on_hold:
            self.conference.mute(leg)
        if leg.on_hold:
            start_music(leg)

    def _admit(self, leg: Leg) -> None:
        if not leg.gone:
            self.members.append(leg)
            self.conference.add(leg)
            self.conference.play("joined", [JOINED], db=TONE_DB)
            self.call.step("joined_conference", who=leg.label)
            self._keep()

    def _keep(self) -> None:
        """Write down who is in."""
        if self.members:
            ids = [leg.leg_id for leg in self.members]
            held_back = {"muted": [], **kept(self.members)}
            self.call.checkpoint("conference", caller=ids[0], members=ids, room=self.conference.room, **held_back)


async def resume_conference(run: Run, state: dict[str, Any]) -> None:
    """Go on after a restart with those who are still there.

    Raises:
        PartyGone: as `confer`.
        TransferDue: as `confer`.
        ConferenceDue: as `confer`.
    """
    call = run.call
    members = [call.legs[leg] for leg in state["members"] if leg in call.legs]
    restore(members, state)
    conference = call.conference
    if conference is None:  # its room is gone, or was never opened
        conference = await open_conference(call)
        for leg in members:
            conference.add(leg)
            if leg.muted:
                conference.mute(leg)
        record_mix(call, conference.room)
    await _Conversation(run, conference, members).go_on()
