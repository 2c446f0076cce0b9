"""Promise to call back: the caller hangs up, its place in the queue stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from offhook.call.play import Verdict
from offhook.errors import RemoteError
from offhook.routing.dialling import is_ordinary, to_e164
from offhook.scenario.node import Heard, Leads, LooseId, Names, Node, Seconds, ThingId

if TYPE_CHECKING:
    from offhook.scenario.visit import Visit

CONFIRM, OTHER, END = "1", "2", "#"
LONGEST_NUMBER = 20


class Callback(Node):
    """Ask for the number, the caller's own or another one, then keep the place and say goodbye.

    `confirm` asks to press 1 for the caller's own number and 2 for another one, which `enter` asks for.
    """

    kind: Literal["callback"] = "callback"
    queue: Annotated[ThingId, Names("queue")] = ""
    confirm: Heard = ("callback_confirm",)
    enter: Heard = ("callback_enter",)
    promised: Heard = ("callback_promised",)
    attempts: Annotated[int, Field(ge=1, le=9)] = 3
    wait_seconds: Seconds = 8
    refused: Annotated[LooseId, Leads("no number is given")] = ""

    async def run(self, visit: Visit) -> str | None:
        """Promise and hang up, or return the way on of who gives no number.

        Raises:
            PartyGone: the caller hung up.
            RemoteError: there is no such queue.
        """
        queue = visit.office.queues.get(self.queue)
        if queue is None:
            raise RemoteError("the queue is there no longer")
        visit.answer()
        number = await self._number(visit)
        if not number:
            return self.refused
        visit.promise(queue, number)
        await visit.say(self.promised)
        await visit.hang_up()
        return None

    async def _number(self, visit: Visit) -> str:
        ask = not callable_number(visit, visit.caller)
        for _ in range(self.attempts):
            await visit.say(self.enter if ask else self.confirm, interruptible=True)
            keys, _ = await visit.gather(_entered if ask else _chosen, wait_s=self.wait_seconds, digit_s=3)
            if not ask and keys == CONFIRM:
                return callable_number(visit, visit.caller)
            if ask and (number := callable_number(visit, keys.removesuffix(END))):
                return number
            ask = ask or keys == OTHER
            visit.forget_keys()
        return ""


def callable_number(visit: Visit, dialled: str) -> str:
    """Return a number that may be called back, in the one form, "" for none.

    Whoever calls may say any number, so expensive ones are none, nor are those abroad but the caller's own.
    """
    company = visit.office.company
    extension = visit.office.extensions.get(dialled)
    if extension is not None:
        return dialled if extension.kind == "person" else ""
    number = to_e164(dialled, company.country) or ""
    return number if number and is_ordinary(number, "" if dialled == visit.caller else company.country) else ""


def _chosen(keys: str) -> Verdict:
    return Verdict.COMPLETE if keys in {CONFIRM, OTHER} else Verdict.WRONG


def _entered(keys: str) -> Verdict:
    return Verdict.COMPLETE if keys.endswith(END) or len(keys) >= LONGEST_NUMBER else Verdict.OPEN
