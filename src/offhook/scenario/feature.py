"""Feature codes that are dialled to set something: they are carried out, and what is set now is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.announce import refuse
from offhook.call.play import play
from offhook.routing.feature_codes import forward_target, schedule_at
from offhook.scenario.spoken import spoken

if TYPE_CHECKING:
    from offhook.routing.feature_codes import Dialled
    from offhook.scenario.run import Run

SAID = {
    ("do_not_disturb", "on"): "dnd_is_on",
    ("do_not_disturb", "off"): "dnd_is_off",
    ("forward", ""): "forwarding_is_off",
    ("switch", "closed"): "closed_by_hand",
    ("switch", "auto"): "open_by_hours",
}


async def set_by_code(run: Run, dialled: Dialled) -> None:
    """Set what a code says for the person who dials it, or for the company, and say so.

    Raises:
        PartyGone: the caller left; what was set stays.
    """
    call, caller, office = run.call, run.caller, run.office
    extension = office.extensions_by_id.get(caller.party.extension_id or "")
    value, subject, name = dialled.value, "", ""
    if dialled.what == "switch":
        schedule = schedule_at(office, dialled.place)
        if schedule is not None:
            subject, name = schedule.id, schedule.name
    elif extension is not None:
        subject, name = extension.id, extension.name
        value = forward_target(office, extension, value) if dialled.what == "forward" and value else value
    if not subject or (dialled.value and not value) or caller.party.device_id is None:
        await refuse(call, caller, 404, f"{call.dialled} sets nothing", spoken(run, "number_not_known"))
        return
    call.step("set_by_code", of=name, what=dialled.what, to=value)
    run.services.settings.choose(office.company.id, dialled.what, subject, value)
    caller.answer()
    call.result = "service"
    await play(call, caller, spoken(run, SAID.get((dialled.what, value), "forwarding_is_on")))
    call.end_as("system", "it is set")
    caller.hang_up()
