"""Keeping a promise to call back: when the place's turn comes the agent is rung first, then the customer.

Invariant: a promise stays in the journal until the customer talks or was called in vain as often as the queue says; a
restart on the way only means that it is tried again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from offhook.call.announce import refuse
from offhook.call.conversation import converse
from offhook.call.play import play
from offhook.call.ring import Outcome, ring
from offhook.errors import ResourceError
from offhook.media import protocol as media
from offhook.prompts.queue_words import calling_back_text
from offhook.routing.reach import Shown
from offhook.scenario.conduct import conduct
from offhook.scenario.outside import ring_outside
from offhook.scenario.run import Run
from offhook.scenario.spoken import spoken
from offhook.scenario.telephones import Ringing, in_turns, telephones
from offhook.scenario.waiting import took_notice

if TYPE_CHECKING:
    from offhook.call.call import Call
    from offhook.configuration import Extension, Queue
    from offhook.queueing.line import Waiting
    from offhook.routing.installation import Office
    from offhook.routing.reach import Reach
    from offhook.scenario.run import Services

CUSTOMER_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise whose turn has come, and the agent who is to keep it."""

    office: Office
    queue: Queue
    one: Waiting
    agent: Extension


async def call_back(call: Call, promise: Promise, reach: Reach, services: Services) -> None:
    """Ring the agent, then the customer, and let them talk.

    Raises:
        PartyGone: one of them left.
    """
    floors, one, office, tenant = services.floors, promise.one, promise.office, promise.office.company.id
    agent = promise.agent
    shown = Shown(one.number, one.name or promise.queue.name)
    call.step("calling_back", number=one.number, queue=promise.queue.name, attempt=one.attempts + 1)
    targets = in_turns(telephones(Ringing(office, reach, services.prompts, shown), agent, asked=True))
    if targets:
        call.step("ringing", who=[{"number": agent.number, "name": agent.name}], seconds=promise.queue.ring_s)
    outcome = await ring(call, targets, seconds=promise.queue.ring_s, caller=None) if targets else Outcome(None)
    leg = outcome.leg
    if leg is None or not floors.answered(tenant, one, leg):
        floors.declined(tenant, one, agent.id, reached=leg is None and took_notice(outcome, agent.id))
        call.end_as("system", "the agent did not answer", result="unanswered", status=outcome.status)
        return
    call.essential.add(leg)
    own_number = next(iter(office.numbers), "")
    run = Run(call, leg, office, reach, services, Shown(own_number, promise.queue.name))
    reached = False
    try:
        if one.owed:
            await _announce(run, one)
        found = await _ring_customer(run, one)
        reached = found is not None and found.leg is not None
    finally:
        if reached:
            floors.kept(tenant, one)
        else:
            call.step("callback_failed", number=one.number, attempt=one.attempts + 1)
            floors.put_off(tenant, one)
    if found is not None and found.leg is not None:
        call.capture.queue = promise.queue.id
        customer = found.leg
        await conduct(run, lambda _run: converse(call, leg, customer))
        return
    words = found.cause.spoken if found is not None else "operator_unreachable"
    call.end_as("system", "the customer did not answer", result="unanswered")
    await refuse(call, leg, 480, "the customer cannot be reached", spoken(run, words or "person_not_available"))


async def _announce(run: Run, one: Waiting) -> None:
    """Tell the agent, who asked for nothing, whom it will talk to.

    Raises:
        PartyGone: the agent hung up.
    """
    language = run.office.company.language
    try:
        said = await run.prompts.say(calling_back_text(one.name, one.number, language), language)
    except ResourceError as error:
        run.call.step("prompt_failed", reason=str(error))
    else:
        await play(run.call, run.caller, [media.File(file=str(said))], interruptible=True)


async def _ring_customer(run: Run, one: Waiting) -> Outcome | None:
    extension = run.office.extensions.get(one.number)
    if extension is None:
        return await ring_outside(run, one.number)
    targets = run.reach.extension(run.office, extension, run.shown)
    return await ring(run.call, targets, seconds=CUSTOMER_SECONDS, caller=run.caller) if targets else None
