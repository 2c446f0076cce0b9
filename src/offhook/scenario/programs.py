"""The programs of calls: one coroutine for each way in which a call can begin.

Each writes a checkpoint that `scenario/resume.py` can go on from.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from offhook import causes
from offhook.call.announce import refuse
from offhook.call.conversation import converse
from offhook.call.negotiation import INSUFFICIENT_BANDWIDTH, warning
from offhook.configuration import Extension, Number, Scenario
from offhook.errors import LineFull, MediaError, NotAcceptable, RemoteError
from offhook.routing.dialled import find_dialled
from offhook.scenario.dialled_codes import serve_code
from offhook.scenario.interpreter import interpret
from offhook.scenario.live import LiveVisit
from offhook.scenario.number_asking import ask
from offhook.scenario.outside import ring_outside
from offhook.scenario.person import call_person
from offhook.scenario.service import serve
from offhook.scenario.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from offhook.call.ring import Outcome
    from offhook.scenario.run import Run

log = logging.getLogger(__name__)

RING_SECONDS = 20.0
NO_CHANNEL = 34  # Q.850: no circuit available


async def open_caller(run: Run) -> bool:
    """Open the caller's media and negotiate; False when the call was refused for want of it.

    Raises:
        PartyGone: the caller left.
    """
    caller = run.caller
    offer = caller.offer
    try:
        await caller.open_media(offer=offer)
        caller.prepare_answer(offer)
    except NotAcceptable as error:
        run.call.end_as("system", str(error), result="failed", status=488)
        caller.hang_up(status=488, headers=[warning(error)])
    except RemoteError as error:
        run.call.end_as("system", str(error), result="failed", status=400)
        caller.hang_up(status=400)
    except LineFull as error:
        _turn_back(run, error)
    except MediaError as error:
        log.warning("call %s: %s", run.call.call_id, error)
        run.call.end_as("system", str(error), result="failed", status=503)
        caller.hang_up(status=503)
    else:
        return True
    return False


def _turn_back(run: Run, error: LineFull) -> None:
    """Refuse a caller whose own line is full: by signalling alone, as a sentence would need what is not there."""
    status = 480 if run.caller.party.trunk_id else 488
    run.call.step("refused", status=status, reason=str(error))
    run.call.end_as("system", str(error), result="failed", status=status)
    why = warning(NotAcceptable(str(error), INSUFFICIENT_BANDWIDTH))
    run.caller.hang_up(status=status, reason=causes.reason_header(causes.NO_QUALITY), headers=[why])


async def answer_number(run: Run) -> None:
    """Take a call to one of the company's numbers: its scenario decides, or an outside system.

    Raises:
        PartyGone: the caller left.
    """
    if await open_caller(run):
        await _serve_caller(run, serve_number)


async def _serve_caller(run: Run, serving: Callable[[Run], Awaitable[None]]) -> None:
    """Serve who calls; a fax without sound (T.38) that comes to what needs some is refused.

    Raises:
        PartyGone: the caller left.
        TransferDue: a conversation ended by a wish.
    """
    try:
        await serving(run)
    except NotAcceptable as error:
        run.call.step("refused", status=488, reason=str(error))
        run.call.end_as("system", str(error), result="failed", status=488)
        run.caller.hang_up(status=488, headers=[warning(error)])


async def turn_away(run: Run, reason: str) -> None:
    """Refuse an operator's call for which there is no channel left; it tells the caller itself, by Q.850 cause 34."""
    run.call.step("refused", status=480, reason=reason)
    run.call.end_as("system", reason, result="failed", status=480)
    run.caller.hang_up(status=480, reason=causes.reason_header(NO_CHANNEL))


async def turn_device_away(run: Run, status: int, reason: str, sentence: str) -> None:
    """Tell who calls from a telephone of the company that no call is taken, by a sentence (its id) and a status.

    Raises:
        PartyGone: the caller did not listen to the end.
    """
    if await open_caller(run):
        await refuse(run.call, run.caller, status, reason, spoken(run, sentence))


async def turn_idle_away(run: Run) -> None:
    """Tell who calls from a shared telephone at which nobody sits that this is not dialled there.

    Raises:
        PartyGone: the caller did not listen to the end.
    """
    if await open_caller(run):
        reason = "nobody is logged in at the telephone"
        await refuse(run.call, run.caller, 403, reason, spoken(run, "desk_log_in_first"))


async def serve_number(run: Run) -> None:
    """Take the caller to whom the number's outside system names, else to what the number leads to.

    Raises:
        PartyGone: the caller left.
        TransferDue: a conversation ended by a wish.
        NotAcceptable: the caller sends a fax and no sound.
    """
    number = run.number
    if number is not None and number.asking is not None:
        named = await ask(run, number.asking, number.e164)
        if named.shows:
            run.shown = replace(run.shown, name=named.shows)
        match named.target:
            case Extension() as extension:
                await connect_extension(run, extension)
                return
            case Scenario() as scenario:
                run.scenario = scenario
            case None:
                pass
    await follow_scenario(run)


async def follow_scenario(run: Run) -> None:
    """Do what the scenario of the number says, or say that there is none.

    Raises:
        PartyGone: the caller left.
        TransferDue: a conversation ended by a wish.
        NotAcceptable: the caller sends a fax and no sound.
    """
    if run.scenario is None:
        await refuse(run.call, run.caller, 480, "the number has no scenario", spoken(run, "call_failed"))
        return
    run.call.step("scenario", id=run.scenario.id, name=run.scenario.name, version=run.scenario.version)
    await go_through(run)


async def go_through(run: Run, start: str | None = None) -> None:
    """Take the caller through the scenario from its start, or from a node of it; one that fails is apologised for.

    Raises:
        PartyGone: the caller left.
        TransferDue: a conversation ended by a wish.
    """
    try:
        await interpret(LiveVisit.of(run), start)
    except NotAcceptable:  # the caller's, not the scenario's
        raise
    except RemoteError as error:
        run.call.end_as_missed()
        await refuse(run.call, run.caller, 500, str(error), spoken(run, "call_failed"))


async def dial_from_device(run: Run) -> None:
    """Take a call from a device of the company: to an extension, a service, or outside.

    Raises:
        PartyGone: the caller left.
    """
    if await open_caller(run):
        await _serve_caller(run, connect_dialled)


async def connect_dialled(run: Run) -> None:
    """Connect a device, whose media is open, to what it dialled.

    Raises:
        PartyGone: the caller left.
    """
    call = run.call
    if await serve_code(run):
        return
    match find_dialled(run.office, call.dialled):
        case Extension() as extension:
            await connect_extension(run, extension)
        case Number() as number:
            run.number = number
            run.scenario = run.office.scenarios.get(number.scenario_id or "")
            await serve_number(run)
        case str() as outside:
            await _outside(run, outside)
        case None:
            await refuse(call, run.caller, 404, f"{call.dialled} is no number", spoken(run, "number_not_known"))


async def connect_extension(run: Run, extension: Extension) -> None:
    """Connect whoever is served to an extension.

    Raises:
        PartyGone: the caller left.
        TransferDue: a conversation ended by a wish.
    """
    if extension.kind == "person":
        run.call.checkpoint("extension", caller=run.caller.leg_id, extension=extension.id)
        await call_person(run, extension, seconds=RING_SECONDS)
    elif extension.kind == "scenario":
        run.scenario = run.office.scenarios.get(extension.scenario_id or "")
        await follow_scenario(run)
    else:
        await serve(run, extension)


async def _outside(run: Run, number: str) -> None:
    outcome = await ring_outside(run, number)
    if outcome is None:
        reason = "the operator cannot be reached" if run.office.company.trunks else "no operator is connected"
        await refuse(run.call, run.caller, 503, reason, spoken(run, "operator_unreachable"))
    elif outcome.leg is not None:
        await converse(run.call, run.caller, outcome.leg)
    else:
        await _not_answered(run, outcome, number)


async def _not_answered(run: Run, outcome: Outcome, number: str) -> None:
    status, cause = outcome.status, outcome.cause
    moved = next((refusal for refusal in outcome.refusals if refusal.contacts), None)
    trunk = run.office.trunks.get(moved.party.trunk_id or "") if moved else None
    if moved and trunk and trunk.redirects == "pass" and not (run.caller.answered or run.caller.early):
        run.call.end_as("system", f"{number}: redirected", result=cause.result, status=moved.status)
        run.caller.hang_up(status=moved.status, headers=[("Contact", str(contact)) for contact in moved.contacts])
        return
    reason = outcome.refusals[0].reason if outcome.refusals else "nobody answered"
    words = (outcome.refusals[0].spoken if outcome.refusals else "") or cause.spoken
    run.call.end_as("system", f"{number}: {reason}", result=cause.result, status=status)
    await refuse(run.call, run.caller, status, reason, [] if outcome.explained else spoken(run, words))
