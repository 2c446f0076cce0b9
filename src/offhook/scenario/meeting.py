"""The conference of an extension, the program: a caller says its PIN, hears how many are there, and comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from offhook.call.announce import refuse
from offhook.call.conference import Conference
from offhook.call.events import DeadlinePassed, DigitPressed, HoldChanged, MuteWished
from offhook.call.guests import Guests
from offhook.call.meeting import Meeting, find_meeting
from offhook.call.music import stop_music
from offhook.call.play import Verdict, gather, play
from offhook.configuration import Extension
from offhook.errors import MediaError
from offhook.scenario.leading import Keys, keep
from offhook.scenario.spoken import spoken

if TYPE_CHECKING:
    from offhook.call.leg import Leg
    from offhook.routing.installation import Office
    from offhook.scenario.run import Run

ATTEMPTS = 3
FIRST_KEY_SECONDS = 10.0
KEY_SECONDS = 4.0
COUNTED = ("conference_first", "conference_one", "conference_two", "conference_three")


async def meet(run: Run, extension: Extension) -> None:
    """Let the caller into the conference of an extension, until it leaves.

    Raises:
        PartyGone: the caller left.
    """
    call, caller = run.call, run.caller
    caller.answer()
    stop_music(caller)
    call.result = call.result or "service"
    role = await _role(run, extension)
    if role is None:
        await refuse(call, caller, 403, "the PIN was wrong", spoken(run, "goodbye"))
        return
    found = call.exchange.meetings.get(extension.id)
    there = len(found.members) if found else 0
    if found is not None and found.state.locked and role != "leader":
        await refuse(call, caller, 403, "the conference is locked", spoken(run, "meeting_is_locked"))
        return
    if extension.announce:
        await play(call, caller, spoken(run, COUNTED[there] if there < len(COUNTED) else "conference_several"))
    try:
        meeting = await find_meeting(call.exchange, extension)
    except MediaError as error:
        await refuse(call, caller, 503, str(error), spoken(run, "call_failed"))
        return
    if len(meeting.members) >= extension.places:
        await refuse(call, caller, 486, "the conference is full", spoken(run, "number_busy"))
        return
    if caller.gone:
        meeting.end_if_empty()
    call.raise_if_gone()
    _come_in(run, meeting, leads=role == "leader")
    await _stay(run, meeting, caller)


def _come_in(run: Run, meeting: Meeting, *, leads: bool = False) -> None:
    """Let somebody in, who is not heard when nobody but who leads is."""
    caller = run.caller
    run.call.step("meeting", name=meeting.extension.name)
    meeting.add(caller)
    if leads:
        meeting.leaders.add(caller)
    elif meeting.state.quiet:
        caller.muted = True
        meeting.mute(caller, muted=True)


async def join_invited(run: Run, meeting: Meeting) -> None:
    """Let in who was called from inside, until it leaves; the meeting may be over meanwhile.

    Raises:
        PartyGone: it left.
    """
    if meeting.extension.id not in run.call.exchange.meetings or not meeting.members:
        await refuse(run.call, run.caller, 480, "the conference is over", spoken(run, "goodbye"))
        return
    _come_in(run, meeting)
    await _stay(run, meeting, run.caller)


def meeting_place(office: Office, extension_id: str) -> Extension:
    """Return the extension of a meeting that goes on; it may have been taken away meanwhile."""
    found = office.extensions_by_id.get(extension_id)
    return found or Extension(extension_id, "", "", "conference")


async def _role(run: Run, extension: Extension) -> Literal["leader", "member"] | None:
    """Return what the caller is there, asking for a PIN three times at most; None when none was known."""
    call, caller = run.call, run.caller
    roles: dict[str, Literal["leader", "member"]] = {extension.pin or "": "member"}
    if extension.moderator_pin:
        roles[extension.moderator_pin] = "leader"
    if roles.keys() == {""}:
        return "leader" if caller.inside else "member"
    longest = max(map(len, roles))

    def judge(keys: str) -> Verdict:
        complete = keys in roles and not any(one != keys and one.startswith(keys) for one in roles)
        return Verdict.COMPLETE if complete or keys.endswith("#") or len(keys) >= longest else Verdict.PREFIX

    for attempt in range(ATTEMPTS):
        await play(call, caller, spoken(run, "conference_pin" if attempt == 0 else "try_again"), interruptible=True)
        keys, _ = await gather(call, caller, judge, wait_s=FIRST_KEY_SECONDS, digit_s=KEY_SECONDS)
        role = roles.get(keys.rstrip("#"))
        if role is not None:
            leads = role == "leader" or (caller.inside and extension.moderator_pin is None)
            return "leader" if leads else "member"
        caller.digits.clear()
    return None


async def _stay(run: Run, meeting: Meeting, caller: Leg) -> None:
    """Wait while the caller is in; it goes whatever ends this."""
    call = run.call
    call.essential = {caller}
    call.meeting = meeting
    keep(meeting, caller)
    guests = Guests(call, meeting.members, Conference(call, meeting.room))
    keys = Keys(run, meeting, caller, join_invited)
    try:
        while True:
            event = await call.next(keys.until)
            await guests.take(event)
            match event:
                case HoldChanged(leg, held) if leg is caller:
                    meeting.mute(caller, muted=held or caller.muted)
                case MuteWished(leg, muted) if leg is caller:
                    caller.muted = muted
                    meeting.mute(caller, muted=muted or caller.held)
                    call.step("muted" if muted else "unmuted", who=caller.label)
                    keep(meeting, caller)
                case DigitPressed(leg, digit) if leg is caller:
                    keys.press(digit)
                case DeadlinePassed():
                    keys.dialled()
                case _:
                    pass
            caller.digits.clear()
    finally:
        guests.dismiss()
        call.meeting = None
        meeting.remove(caller)


async def resume_meeting(run: Run, state: dict[str, Any]) -> None:
    """Go on after a restart; the room is opened anew where it is gone.

    Raises:
        PartyGone: the caller left.
    """
    caller = run.caller
    caller.muted = state["muted"]
    meeting = await find_meeting(run.call.exchange, meeting_place(run.office, state["extension"]))
    remembered = state.get("locked", False), state.get("quiet", False), state.get("recorded", True)
    meeting.state.locked, meeting.state.quiet, meeting.state.recorded = remembered
    if state.get("leads", False):
        meeting.leaders.add(caller)
    if caller not in meeting.members:
        meeting.add(caller)
        if caller.muted:
            meeting.mute(caller, muted=True)
    await _stay(run, meeting, caller)
