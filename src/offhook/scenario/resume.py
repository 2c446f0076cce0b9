"""Going on after a restart: dialogs and sessions live, the program begins at the checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from offhook.call.conversation import stay_connected
from offhook.call.holding import restore
from offhook.call.recording import follow_recording
from offhook.call.voicemail import finish_message, resume_message
from offhook.errors import RemoteError
from offhook.scenario.conference import resume_conference
from offhook.scenario.mailbox import resume_mailbox
from offhook.scenario.meeting import resume_meeting
from offhook.scenario.ordered import resume_ordered
from offhook.scenario.parking import resume_parked
from offhook.scenario.programs import connect_dialled, connect_extension, go_through
from offhook.scenario.transfer import resume_consultation, resume_transfer
from offhook.scenario.wakeups import resume_wakeup

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from offhook.call.call import Call
    from offhook.scenario.run import Run


_PROGRAMS: Mapping[str, Callable[[Run, dict[str, Any]], Awaitable[None]]] = {
    "conference": resume_conference,
    "meeting": resume_meeting,
    "mailbox": resume_mailbox,
    "parked": resume_parked,
    "transfer": resume_transfer,
    "consultation": resume_consultation,
    "wakeup": resume_wakeup,
    "ordered_answered": resume_ordered,
}


async def resume(run: Run, program: str, state: dict[str, Any]) -> None:
    """Continue `program` from `state` (both as checkpointed).

    Raises:
        PartyGone: a party left.
        RemoteError: the checkpoint is of an unknown program.
    """
    call = run.call
    match program:
        case "conversation":
            caller, callee = call.legs[state["caller"]], call.legs[state["callee"]]
            restore((caller, callee), state)
            follow_recording(call, caller, callee)
            await stay_connected(call, caller, callee)
        case "scenario":
            run.variables.update(state.get("variables", {}))
            run.language = state.get("language", "")
            await go_through(run, state["node"])
        case "voicemail":
            call.end_as_missed()
            box = run.office.extensions_by_id.get(state["box"])
            if box is None:
                await keep_message(call, state)
            else:
                await resume_message(call, run.caller, box, state["voicemail"], state["path"])
            call.end_as("system", "the message is complete")
        case "extension":
            run.variables.update(state.get("variables", {}))
            run.language = state.get("language", "")
            extension = run.office.extensions_by_id.get(state["extension"])
            await (connect_extension(run, extension) if extension else connect_dialled(run))
        case _ if program in _PROGRAMS:
            await _PROGRAMS[program](run, state)
        case _:
            raise RemoteError(f"unknown program {program!r}")


async def keep_message(call: Call, state: dict[str, Any]) -> None:
    """Keep the message that was being taken from who has left; `state` is as checkpointed by the voicemail."""
    call.end_as_missed()
    await finish_message(call, state["voicemail"], state["box"], state["path"])
