"""Hot-desking by code: a person logs in at a shared telephone by extension and PIN, and out again.

Invariant: a person sits at one telephone at most, and a telephone is one person's; so logging in twice sets the same
once more. The PIN is the mailbox's, and so is the limit of wrong ones (`switch/boxes.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.announce import refuse
from offhook.call.play import gather, judge_numbers, play
from offhook.routing.desks import device_of
from offhook.scenario.mailbox_door import DIGIT_SECONDS, KEY_SECONDS, Refusal, may_enter
from offhook.scenario.spoken import spoken

if TYPE_CHECKING:
    from offhook.configuration import Device, Extension
    from offhook.scenario.run import Run

REFUSAL = Refusal("desk_refused", "desk_no_login")


async def log_in(run: Run, dialled: str) -> None:
    """Give the telephone to the person of an extension, which is asked for where it was not dialled.

    Raises:
        PartyGone: the caller hung up; nothing is changed before the PIN was right.
    """
    device = await _shared(run)
    if device is None:
        return
    call, caller = run.call, run.caller
    caller.answer()
    call.result = "service"
    person = run.office.extensions.get(dialled or await _enter_number(run))
    if person is None or person.kind != "person" or not person.person_id:
        await play(call, caller, spoken(run, "number_not_known"))
        call.end_as("system", "nobody has this extension")
    elif await may_enter(run, person, REFUSAL):
        await _sit_down(run, device, person)
    else:
        call.end_as("system", "the login was refused")
    caller.hang_up()


async def _sit_down(run: Run, device: Device, person: Extension) -> None:
    call, office = run.call, run.office
    before = office.extension_of_person.get(device.person_id or "")
    left = [_name(one) for one in office.company.devices if one.seat_id == person.person_id and one is not device]
    replaced = before.name if before is not None and before is not person else ""
    call.step("desk_taken", who=person.name, desk=_name(device), left=left, before=replaced)
    run.services.settings.choose(office.company.id, "seat", device.id, person.person_id or "")
    await play(call, run.caller, spoken(run, "desk_taken"))
    call.end_as("system", f"{person.name} is logged in")


async def log_out(run: Run) -> None:
    """Let the telephone be nobody's.

    Raises:
        PartyGone: the caller did not listen to the end; it is nobody's nevertheless.
    """
    device = await _shared(run)
    if device is None:
        return
    call, caller = run.call, run.caller
    caller.answer()
    call.result = "service"
    if device.seat_id is not None:
        person = run.office.extension_of_person.get(device.seat_id)
        call.step("desk_left", who=person.name if person else "", desk=_name(device))
        run.services.settings.choose(run.office.company.id, "seat", device.id, "")
    await play(call, caller, spoken(run, "desk_left"))
    call.end_as("system", "nobody is logged in")
    caller.hang_up()


async def _shared(run: Run) -> Device | None:
    """Return the shared telephone that calls; None where it is none, which was said.

    Raises:
        PartyGone: the caller did not listen to the end.
    """
    device = device_of(run.office, run.caller.party)
    if device is not None and device.shared:
        return device
    await refuse(run.call, run.caller, 403, "the telephone is not shared", spoken(run, "not_allowed"))
    return None


async def _enter_number(run: Run) -> str:
    await play(run.call, run.caller, spoken(run, "desk_enter_number"), interruptible=True)
    people = {one.number for one in run.office.company.extensions if one.kind == "person"}
    judge = judge_numbers(people)
    keys, _ = await gather(run.call, run.caller, judge, wait_s=KEY_SECONDS, digit_s=DIGIT_SECONDS)
    return keys


def _name(device: Device) -> str:
    return device.label or device.username
