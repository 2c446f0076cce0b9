"""An agent says by a code on the telephone: I am here, I am gone, I have a break."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.announce import refuse
from offhook.call.play import play
from offhook.scenario.spoken import spoken

if TYPE_CHECKING:
    from offhook.scenario.run import Run


def is_agent_code(run: Run, dialled: str) -> bool:
    """Tell whether an agent's code was dialled."""
    codes = run.office.company.codes
    return bool(dialled) and dialled in {codes.agent, codes.agent_break}


async def take_agent_code(run: Run) -> None:
    """Do what the code says, tell it, and hang up.

    Raises:
        PartyGone: the caller did not listen to the end.
    """
    call, caller = run.call, run.caller
    extension = caller.party.extension_id
    floor = run.services.floors.floor(run.office.company.id)
    if floor is None or extension is None:
        await refuse(call, caller, 403, "there is no queue", spoken(run, "number_not_known"))
        return
    agent, now = floor.desk.agent(extension), run.services.floors.now()
    if call.dialled == run.office.company.codes.agent_break and not agent.reason:
        said = "agent_break"
        floor.desk.sign_in(extension, now)
        floor.desk.take_break(extension, "", now)
    elif call.dialled == run.office.company.codes.agent and agent.present:
        said = "agent_signed_out"
        floor.desk.sign_out(extension, now)
    else:
        said = "agent_signed_in"
        floor.desk.sign_in(extension, now)
    call.step(said, who=caller.label)
    run.services.floors.soon(run.office.company.id)
    caller.answer()
    call.result = "service"
    await play(call, caller, spoken(run, said))
    call.end_as("system", "the agent's code is taken")
    caller.hang_up()
