"""Leading the conference of an extension by keys: locking, muting, recording, ending it, and calling somebody in.

Invariant: what was changed is in the checkpoints of all who are in, so any of them brings it back after a restart. Who
does not lead may mute himself only, and hears so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from offhook.call.call import Call
from offhook.call.codes import CodeWatch
from offhook.call.events import MuteWished
from offhook.call.ring import ring
from offhook.configuration import Extension
from offhook.ids import new_id
from offhook.journal import records
from offhook.routing.desks import is_kept_inside
from offhook.routing.dialled import find_dialled
from offhook.routing.outside import Asked
from offhook.routing.reach import Shown
from offhook.scenario.run import Run
from offhook.scenario.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from offhook.call.leg import Leg
    from offhook.call.meeting import Meeting

    ComeIn = Callable[[Run, Meeting], Awaitable[None]]

Act = Literal["invite", "lock", "record", "mute_all", "mute", "end"]
INVITED_SECONDS: Final = 40.0
KEY_SECONDS: Final = 8.0  # until a number without # counts as dialled
ENDED: Final = 'SIP;cause=200;text="The conference was ended"'


class Keys:
    """What one member of a meeting presses."""

    def __init__(self, run: Run, meeting: Meeting, leg: Leg, come_in: ComeIn) -> None:
        codes = run.office.company.codes
        acts: dict[str, Act] = {
            codes.meeting_invite: "invite",
            codes.meeting_lock: "lock",
            codes.meeting_record: "record",
            codes.meeting_mute_all: "mute_all",
            codes.meeting_mute: "mute",
            codes.meeting_end: "end",
        }
        acts.pop("", None)
        self._run = run
        self._meeting = meeting
        self._leg = leg
        self._come_in = come_in
        self._watch = CodeWatch[Act](acts)
        self._number: str | None = None  # that is being dialled
        self.until: float | None = None  # loop time: when that is complete

    @property
    def leads(self) -> bool:
        """Whether this member may do all of it."""
        return self._leg in self._meeting.leaders

    def press(self, digit: str) -> None:
        """Take a key."""
        now = self._run.call.exchange.loop.time()
        if self._number is None:
            self._act(self._watch.press(digit, now))
        elif digit == "#":
            self.dialled()
        else:
            self._number += digit
            self.until = now + KEY_SECONDS

    def _act(self, act: Act | None) -> None:
        match act:
            case None:
                pass
            case "mute":
                self._mute()
            case _ if not self.leads:
                self._tell("only_leaders")
            case "invite":
                self._number, self.until = "", self._run.call.exchange.loop.time() + KEY_SECONDS
                self._tell("dial_who_comes")
            case "lock":
                self._meeting.state.locked = not self._meeting.state.locked
                self._changed("meeting_locked" if self._meeting.state.locked else "meeting_open")
            case "record":
                on = self._meeting.switch_recording(self._leg.call)
                self._changed("recording_begins" if on else "recording_ends", to_all=True)
            case "mute_all":
                self._mute_all()
            case "end":
                self._end()

    def dialled(self) -> None:
        """Call who was dialled into the meeting."""
        number, self._number, self.until = self._number or "", None, None
        run = self._run
        if number and is_kept_inside(run.office, self._leg.party, number):
            self._tell("desk_log_in_first")
        elif number and invite(run, self._meeting, self._leg, number, self._come_in):
            self._tell("guest_is_called")
        elif number:
            self._tell("number_not_known")

    def _mute(self) -> None:
        if self._meeting.state.quiet and not self.leads:
            self._tell("only_leaders")
            return
        muted = not self._leg.muted
        self._leg.call.post(MuteWished(self._leg, muted))
        self._tell("you_are_muted" if muted else "you_are_heard")

    def _mute_all(self) -> None:
        state = self._meeting.state
        state.quiet = not state.quiet
        for leg in self._meeting.members:
            if leg not in self._meeting.leaders and leg.muted is not state.quiet:
                leg.call.post(MuteWished(leg, state.quiet))
        self._changed("all_muted" if state.quiet else "all_heard")

    def _end(self) -> None:
        self._leg.call.step("meeting_changed", who=self._leg.label, what="end")
        for leg in list(self._meeting.members):
            leg.call.end_as("system", f"{self._leg.label} ended the conference")
            leg.hang_up(reason=ENDED)

    def _changed(self, prompt: str, *, to_all: bool = False) -> None:
        self._leg.call.step("meeting_changed", who=self._leg.label, what=prompt)
        for leg in self._meeting.members:
            keep(self._meeting, leg)
        self._tell(prompt, to_all=to_all)

    def _tell(self, prompt: str, *, to_all: bool = False) -> None:
        self._meeting.say(spoken(self._run, prompt), None if to_all else [self._leg])


def keep(meeting: Meeting, leg: Leg) -> None:
    """Write down that somebody is in, and how the meeting goes on."""
    state = meeting.state
    leg.call.checkpoint(
        "meeting",
        caller=leg.leg_id,
        extension=meeting.extension.id,
        meeting=meeting.room,
        muted=leg.muted,
        leads=leg in meeting.leaders,
        locked=state.locked,
        quiet=state.quiet,
        recorded=state.recorded,
    )


def invite(run: Run, meeting: Meeting, by: Leg, dialled: str, come_in: ComeIn) -> bool:
    """Call somebody into a meeting, by a call of its own; False when that is no person and no number of the world."""
    exchange, office = run.call.exchange, run.office
    found = find_dialled(office, dialled)
    shown = Shown(by.party.number or "anonymous", meeting.extension.name or by.label)
    match found:
        case Extension(kind="person") as extension:
            number, targets = extension.number, list(run.reach.extension(office, extension, shown))
            if not targets:
                return False
        case str() as number:
            pass
        case _:
            return False
    call = Call(exchange, office.company, new_id(), "outbound", by.party, number)
    call.journal(records.CallStarted(call.call_id, office.company.id, exchange.wall(), "outbound", by.party, number))
    call.step("inviting", by=by.label, who=number)

    async def bring(_call: Call) -> None:
        confirm = Asked(confirm=tuple(spoken(run, "press_one_to_take")))
        whom = targets if isinstance(found, Extension) else [run.reach.ways(office, number, "", confirm)]
        outcome = await ring(call, whom, seconds=INVITED_SECONDS, caller=None)
        if outcome.leg is None:
            meeting.say(spoken(run, "guest_is_not_coming"), [one for one in meeting.members if one is by])
            call.end_as("system", "the guest did not come", result=outcome.cause.result, status=outcome.status)
            return
        call.essential.add(outcome.leg)
        call.connected, call.result = True, "answered"
        call.journal(records.CallConnected(call.call_id, exchange.wall(), outcome.leg.party))
        await come_in(Run(call, outcome.leg, office, run.reach, run.services, shown), meeting)

    exchange.start(call, bring)
    return True
