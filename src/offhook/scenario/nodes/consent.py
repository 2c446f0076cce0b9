"""Ask the caller whether the conversation may be recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from offhook.call.play import Verdict, judge_numbers
from offhook.scenario.node import Digits, Heard, Leads, LooseId, Node, Seconds

if TYPE_CHECKING:
    from offhook.scenario.visit import Visit


class Consent(Node):
    """Say that calls are recorded, and keep what the caller makes of it.

    Who presses neither key agrees by staying on the line (`staying`), or refuses. Who refused is not recorded in this
    call, whatever the recording rules say. The last answer counts.
    """

    kind: Literal["consent"] = "consent"
    prompts: Heard = ("consent_by_key",)
    agree: Digits = "1"
    decline: Digits = "2"
    staying: bool = False
    attempts: Annotated[int, Field(ge=1, le=9)] = 2
    wait_seconds: Seconds = 5
    agreed: Annotated[LooseId, Leads("the caller agrees")] = ""
    declined: Annotated[LooseId, Leads("the caller refuses")] = ""

    async def run(self, visit: Visit) -> str | None:
        """Ask until a key is pressed, as often as wished, and keep the answer.

        Raises:
            PartyGone: the caller left.
        """
        visit.answer()
        judge = judge_numbers({self.agree, self.decline})
        for _ in range(1 if self.staying else self.attempts):
            await visit.say(self.prompts, interruptible=True)
            keys, verdict = await visit.gather(judge, wait_s=self.wait_seconds, digit_s=1.5)
            if verdict in {Verdict.COMPLETE, Verdict.OPEN}:
                # Of two equal keys the one that refuses counts.
                return self._keep(visit, agreed=keys != self.decline, key=keys)
            visit.forget_keys()
        return self._keep(visit, agreed=self.staying)

    def _keep(self, visit: Visit, *, agreed: bool, key: str = "") -> str:
        visit.take_consent(agreed=agreed)
        visit.step("consent_agreed" if agreed else "consent_refused", key=key or None)
        return self.agreed if agreed else self.declined
