"""Feature codes that are dialled and answered by a program of their own; and those that found nothing to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.announce import refuse
from offhook.call.parking import read_slot
from offhook.routing.feature_codes import read_code
from offhook.scenario.agent import is_agent_code, take_agent_code
from offhook.scenario.desk import log_in, log_out
from offhook.scenario.feature import set_by_code
from offhook.scenario.mailbox import call_mailbox
from offhook.scenario.paging import speak_to
from offhook.scenario.retrying import ask_to_retry, end_retries, read_retry
from offhook.scenario.spoken import spoken
from offhook.scenario.wakeups import call_wakeups

if TYPE_CHECKING:
    from offhook.scenario.run import Run


async def serve_code(run: Run) -> bool:
    """Do what a feature code says; False when none was dialled.

    Raises:
        PartyGone: the caller did not listen to the end.
    """
    call, codes = run.call, run.office.company.codes
    dialled = call.dialled
    if run.office.has_short(dialled):
        return False
    if is_agent_code(run, dialled):
        await take_agent_code(run)
    elif codes.voicemail and dialled.startswith(codes.voicemail):
        await call_mailbox(run, dialled.removeprefix(codes.voicemail))
    elif (code := read_code(codes, dialled)) is not None:
        await set_by_code(run, code)
    elif read_slot(codes, dialled) is not None:  # a parked call would have been taken
        await refuse(call, run.caller, 480, "no call is parked there", spoken(run, "nothing_parked"))
    elif codes.pull and dialled.startswith(codes.pull):
        await refuse(call, run.caller, 480, "there is nothing to take", spoken(run, "nothing_to_take"))
    elif codes.intercom and dialled.startswith(codes.intercom):
        await speak_to(run, run.office.extensions.get(dialled.removeprefix(codes.intercom)))
    else:
        return await _serve_own(run) or await _serve_redialling(run)
    return True


async def _serve_own(run: Run) -> bool:
    """Do what codes for wake-up calls and shared telephones say; False when none was dialled."""
    codes, dialled = run.office.company.codes, run.call.dialled
    if codes.wakeup and dialled.startswith(codes.wakeup):
        await call_wakeups(run, dialled.removeprefix(codes.wakeup))
    elif codes.desk_in and dialled.startswith(codes.desk_in):
        await log_in(run, dialled.removeprefix(codes.desk_in))
    elif dialled and dialled == codes.desk_out:
        await log_out(run)
    else:
        return False
    return True


async def _serve_redialling(run: Run) -> bool:
    """Do what codes for dialling once more say; False when none was dialled."""
    call, codes = run.call, run.office.company.codes
    dialled = call.dialled
    if (wanted := read_retry(codes, dialled)) is not None:
        await ask_to_retry(run, wanted)
    elif codes.retry_off and dialled == codes.retry_off:
        await end_retries(run)
    elif dialled and dialled in {codes.last_caller, codes.redial}:  # who is known would have been called
        await refuse(call, run.caller, 480, "there is no number to call", spoken(run, "nobody_to_call"))
    else:
        return False
    return True
