"""Calling people of the company: their phones ring; then a conversation, or the reason why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.announce import refuse
from offhook.call.conversation import converse
from offhook.call.ring import Outcome, ring
from offhook.call.voicemail import leave_voicemail
from offhook.errors import MediaError
from offhook.scenario.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.configuration import Extension
    from offhook.scenario.run import Run

VOICEMAIL_SECONDS = 180.0
OFFLINE = "no phone is registered"
SILENT = "no registered phone answers any more"


async def ring_people(run: Run, extensions: Sequence[Extension], *, seconds: float, node: str | None = None) -> Outcome:
    """Ring all phones of these extensions; return only when nobody answered.

    Raises:
        PartyGone: the caller left, before or after a conversation.
        TransferDue: the conversation ended by a wish.
    """
    outcome = await ring_extensions(run, extensions, seconds=seconds, node=node)
    if outcome.leg is not None:
        await converse(run.call, run.caller, outcome.leg)
    return outcome


async def ring_extensions(
    run: Run, extensions: Sequence[Extension], *, seconds: float, node: str | None = None
) -> Outcome:
    """Ring all phones of these extensions for the party that is served, without talking yet.

    Raises:
        PartyGone: a party that matters left.
    """
    call = run.call
    targets = []
    who = []
    for extension in extensions:
        found = run.reach.extension(run.office, extension, run.shown)
        if found:
            targets += found
            who.append({"number": extension.number, "name": extension.name})
        else:
            reason = SILENT if run.reach.registered(run.office, extension) else OFFLINE
            call.step("ring_failed", node=node, who=extension.name, status=480, reason=reason)
    if not targets:
        return Outcome(None)
    call.step("ringing", node=node, who=who, seconds=round(seconds))
    return await ring(call, targets, seconds=seconds, caller=run.caller, node=node)


async def call_person(run: Run, extension: Extension, *, seconds: float) -> None:
    """Ring one person, then offer the voicemail, or say that nobody is there.

    Raises:
        PartyGone: the caller left.
    """
    outcome = await ring_people(run, [extension], seconds=seconds)
    cause = outcome.cause
    if extension.voicemail and outcome.status not in {603, 600} and not run.caller.begins_fax:
        await take_message(run, extension)
        return
    words = "all_busy" if cause.result == "busy" else "person_not_available"
    if outcome.refusals and not outcome.silent and all(refusal.spoken for refusal in outcome.refusals):
        words = outcome.refusals[0].spoken
    run.call.end_as("system", result="busy" if cause.result == "busy" else "unanswered")
    await refuse(run.call, run.caller, outcome.status, f"{extension.name} cannot be reached", spoken(run, words))


async def take_message(
    run: Run,
    extension: Extension,
    *,
    prompts: tuple[str, ...] = ("unavailable_leave_message",),
    max_s: float = VOICEMAIL_SECONDS,
) -> None:
    """Let the caller leave a message for `extension`, then end the call.

    Raises:
        PartyGone: the caller hung up, as callers do after the beep.
    """
    run.call.end_as_missed()
    try:
        await leave_voicemail(run.call, run.caller, extension, spoken(run, *prompts), max_s=max_s)
    except MediaError as error:
        run.call.step("recording_failed", reason=str(error))
        await refuse(run.call, run.caller, 500, "the message could not be recorded", spoken(run, "try_again"))
        return
    run.call.end_as("system", "the message is complete")
    run.caller.hang_up()
