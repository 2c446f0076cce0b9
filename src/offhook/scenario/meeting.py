"""The conference of an extension, the program: a caller says its PIN, hears how many are there, and comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from offhook.call.announce import refuse
from offhook.call.conference import Conference
from offhook.call.events import HoldChanged, MuteWished
from offhook.call.guests import Guests
from offhook.call.meeting import Meeting, find_meeting
from offhook.call.music import stop_music
from offhook.call.play import Verdict, gather, play
from offhook.configuration import Extension
from offhook.errors import MediaError
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
    if extension.pin and not await _knows(run, extension.pin):
        await refuse(call, caller, 403, "the PIN was wrong", spoken(run, "goodbye"))
        return
    found = call.exchange.meetings.get(extension.id)
    there = len(found.members) if found else 0
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
    call.step("meeting", name=extension.name)
    meeting.add(caller)
    await _stay(run, meeting, caller)


def meeting_place(office: Office, extension_id: str) -> Extension:
    """Return the extension of a meeting that goes on; it may have been taken away meanwhile."""
    found = office.extensions_by_id.get(extension_id)
    return found or Extension(extension_id, "", "", "conference")


async def _knows(run: Run, pin: str) -> bool:
    """Ask for the PIN, three times at most."""
    call, caller = run.call, run.caller

    def judge(keys: str) -> Verdict:
        return Verdict.COMPLETE if keys.endswith("#") or len(keys) >= len(pin) else Verdict.PREFIX

    for attempt in range(ATTEMPTS):
        await play(call, caller, spoken(run, "conference_pin" if attempt == 0 else "try_again"), interruptible=True)
        keys, _ = await gather(call, caller, judge, wait_s=FIRST_KEY_SECONDS, digit_s=KEY_SECONDS)
        if keys.rstrip("#") == pin:
            return True
        caller.digits.clear()
    return False


async def _stay(run: Run, meeting: Meeting, caller: Leg) -> None:
    """Wait while the caller is in; it goes whatever ends this."""
    call = run.call
    call.essential = {caller}
    call.meeting = meeting
    _keep(run, meeting, caller)
    guests = Guests(call, meeting.members, Conference(call, meeting.room))
    try:
        while True:
            event = await call.next()
            await guests.take(event)
            match event:
                case HoldChanged(leg, held) if leg is caller:
                    meeting.mute(caller, muted=held or caller.muted)
                case MuteWished(leg, muted) if leg is caller:
                    caller.muted = muted
                    meeting.mute(caller, muted=muted or caller.held)
                    call.step("muted" if muted else "unmuted", who=caller.label)
                    _keep(run, meeting, caller)
                case _:
                    pass
            caller.digits.clear()
    finally:
        guests.dismiss()
        call.meeting = None
        meeting.remove(caller)


def _keep(run: Run, meeting: Meeting, caller: Leg) -> None:
    run.call.checkpoint(
        "meeting", caller=caller.leg_id, extension=meeting.extension.id, meeting=meeting.room, muted=caller.muted
    )


async def resume_meeting(run: Run, state: dict[str, Any]) -> None:
    """Go on after a restart; the room is opened anew where it is gone.

    Raises:
        PartyGone: the caller left.
    """
    caller = run.caller
    caller.muted = state["muted"]
    meeting = await find_meeting(run.call.exchange, meeting_place(run.office, state["extension"]))
    if caller not in meeting.members:
        meeting.add(caller)
        if caller.muted:
            meeting.mute(caller, muted=True)
    await _stay(run, meeting, caller)
