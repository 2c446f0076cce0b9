"""Extensions that are no person's: what answers who dialled one, by a telephone, in a menu or through a transfer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.play import play
from offhook.errors import MisuseError
from offhook.scenario.meeting import meet
from offhook.scenario.paging import page
from offhook.scenario.person import FORWARDED_SECONDS, call_person, leave_message
from offhook.scenario.queue_number import wait_by_number
from offhook.scenario.spoken import spoken

if TYPE_CHECKING:
    from offhook.configuration import Extension
    from offhook.scenario.run import Run

ECHO_SECONDS = 600.0


async def serve(run: Run, extension: Extension) -> None:
    """Let a service have the caller, to the end of the call.

    Raises:
        PartyGone: the caller had enough.
        TransferDue: a conversation ended by a wish.
    """
    run.call.checkpoint("extension", caller=run.caller.leg_id, extension=extension.id)
    match extension.kind:
        case "echo":
            await echo_test(run)
        case "conference":
            await meet(run, extension)
        case "paging":
            await page(run, extension)
        case "box":
            await leave_message(run, extension)
        case "queue":
            await _after_queue(run, await wait_by_number(run, extension))
        case "person" | "scenario":
            raise MisuseError(f"{extension.number} is no service but a {extension.kind}'s")


async def _after_queue(run: Run, other: Extension | None) -> None:
    """Let whoever a queue's number leads to have a caller whom no agent took."""
    if other is None:
        return
    if other.kind == "person":
        run.call.checkpoint("extension", caller=run.caller.leg_id, extension=other.id)
        await call_person(run, other, seconds=FORWARDED_SECONDS)
    else:
        await serve(run, other)


async def echo_test(run: Run) -> None:
    """Explain, then let the caller hear itself.

    Raises:
        PartyGone: the caller had enough.
    """
    call, caller = run.call, run.caller
    caller.answer()
    call.result = "service"
    await play(call, caller, spoken(run, "echo_intro"), interruptible=True)
    call.exchange.link(caller, caller)
    call.step("echo")
    await call.pause(ECHO_SECONDS)
    call.end_as("system", "the echo test is over")
