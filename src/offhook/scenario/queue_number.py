"""A queue that is reached by a number of its own, from a telephone, by a transfer or by dialling on in a menu.

Invariant: who leaves it unanswered goes where the number leads (`Extension.overflow`), once to each; where that is
nowhere, or was in vain, the caller is told so before we hang up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.announce import refuse
from offhook.scenario.members import is_outside
from offhook.scenario.person import FORWARDED_SECONDS, ring_people
from offhook.scenario.spoken import spoken
from offhook.scenario.visit import Wish
from offhook.scenario.waiting import wait_in_queue

if TYPE_CHECKING:
    from offhook.configuration import Extension
    from offhook.scenario.run import Run


async def wait_by_number(run: Run, extension: Extension) -> Extension | None:
    """Let the caller wait in the queue of a number; return who is to have it after that, None when the call is over.

    Raises:
        PartyGone: the caller left, before or after a conversation.
        TransferDue: the conversation ended by a wish.
    """
    call, office = run.call, run.office

    def save() -> None:
        state = {"variables": run.variables, "language": run.language}
        call.checkpoint("extension", caller=run.caller.leg_id, extension=extension.id, **state)

    queue = office.queues.get(extension.queue_id or "")
    why = "nobody"
    if queue is not None:
        why = await wait_in_queue(run, queue, Wish(), save)
    run.full.add(extension.id)
    to = extension.overflow
    other = office.extensions.get(to)
    if other is not None and other.id not in run.full:
        call.step("forwarded", who=extension.name, to={"number": to, "name": other.name}, forwards=why)
        return other
    if is_outside(to) and to not in office.numbers:
        call.step("forwarded", who=extension.name, to={"number": to, "name": office.name_of(to)}, forwards=why)
        await ring_people(run, [to], seconds=FORWARDED_SECONDS)
    call.end_as("system", f"nobody answered in {extension.name}", result="missed")
    words = "person_not_available" if why == "nobody" else "all_busy"
    await refuse(call, run.caller, 480, f"nobody answered in {extension.name}", spoken(run, words))
    return None
