"""Calling people of the company: their phones ring; then a conversation, or the reason why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.announce import refuse
from offhook.call.conversation import converse
from offhook.call.ring import Outcome, ring
from offhook.call.voicemail import leave_voicemail
from offhook.errors import MediaError
from offhook.scenario.members import is_outside
from offhook.scenario.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.call.target import Target
    from offhook.call.ways import Ways
    from offhook.configuration import Extension
    from offhook.media import protocol as media
    from offhook.scenario.run import Run

VOICEMAIL_SECONDS = 180.0
OFFLINE = "no phone is registered"
SILENT = "no registered phone answers any more"


async def ring_people(run: Run, who: Sequence[Extension | str], *, seconds: float, node: str | None = None) -> Outcome:
    """Ring extensions and outside numbers together; return only when nobody answered.

    Raises:
        PartyGone: the caller left, before or after a conversation.
        TransferDue: the conversation ended by a wish.
    """
    outcome = await ring_extensions(run, who, seconds=seconds, node=node)
    if outcome.leg is not None:
        await converse(run.call, run.caller, outcome.leg)
    return outcome


async def ring_members(run: Run, members: Sequence[str], *, seconds: float, node: str | None = None) -> Outcome:
    """Ring members of a scenario (see `scenario/node.py`); those that are no extensions any more are passed over.

    Raises:
        PartyGone: the caller left, before or after a conversation.
        TransferDue: the conversation ended by a wish.
    """
    office = run.office
    who: list[Extension | str] = []
    for member in members:
        extension = office.extensions.get(member)
        run.services.turns.called(office.company.id, member)
        if extension is None and not is_outside(member):
            run.call.step("ring_failed", node=node, who=member, status=404, reason="no such extension")
        else:
            who.append(extension or member)
    return await ring_people(run, who, seconds=seconds, node=node)


async def ring_extensions(
    run: Run, called: Sequence[Extension | str], *, seconds: float, node: str | None = None
) -> Outcome:
    """Ring extensions and outside numbers for the party that is served, without talking yet.

    Raises:
        PartyGone: a party that matters left.
    """
    call = run.call
    targets: list[Target | Ways] = []
    who = []
    for extension in called:
        if isinstance(extension, str):
            targets.append(run.reach.ways(run.office, extension, call.dialled if call.direction == "inbound" else ""))
            who.append({"number": extension, "name": ""})
            continue
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
    if extension.voicemail and outcome.status not in {603, 600}:
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
    greeting: Sequence[media.PlayItem] | None = None,
    max_s: float = VOICEMAIL_SECONDS,
) -> None:
    """Let the caller leave a message for `extension`, then end the call.

    Raises:
        PartyGone: the caller hung up, as callers do after the beep.
    """
    run.call.end_as_missed()
    try:
        said = spoken(run, "unavailable_leave_message") if greeting is None else greeting
        await leave_voicemail(run.call, run.caller, extension, said, max_s=max_s)
    except MediaError as error:
        run.call.step("recording_failed", reason=str(error))
        await refuse(run.call, run.caller, 500, "the message could not be recorded", spoken(run, "try_again"))
        return
    run.call.end_as("system", "the message is complete")
    run.caller.hang_up()
