"""Ask for digits, such as the number of a contract, and keep them in a variable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from offhook.call.play import Verdict
from offhook.scenario.node import Heard, Leads, LooseId, Node, Seconds, Sounds, Variable

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.scenario.visit import Visit


class EnterDigits(Node):
    """Take digits until there are enough, the pound key is pressed, or the caller pauses; then look at them.

    They are good when they are as many as wished and begin with one of `beginnings`, if there are any.
    """

    kind: Literal["digits"] = "digits"
    prompts: Heard
    variable: Variable
    shortest: Annotated[int, Field(ge=1, le=40)] = 1
    longest: Annotated[int, Field(ge=1, le=40)] = 20
    beginnings: Annotated[tuple[Annotated[str, Field(pattern=r"^[0-9*]{1,20}$")], ...], Field(max_length=100)] = ()
    secret: bool = False  # whether the history may not show them
    attempts: Annotated[int, Field(ge=1, le=9)] = 3
    wait_seconds: Seconds = 8
    digit_seconds: Annotated[float, Field(ge=0.5, le=10)] = 3
    invalid: Sounds = ("invalid",)
    entered: Annotated[LooseId, Leads("they are good", chosen=True)] = ""
    failed: Annotated[LooseId, Leads("none are entered")] = ""

    @model_validator(mode="after")
    def _some_fit(self) -> EnterDigits:
        if self.shortest > self.longest:
            raise ValueError("shortest is more than longest")
        return self

    async def run(self, visit: Visit) -> str | None:
        """Return the way of good digits, or the other one after too many failures.

        Raises:
            PartyGone: the caller left.
        """
        visit.answer()
        for attempt in range(1, self.attempts + 1):
            await visit.say(self.prompts, interruptible=True)
            keys, _ = await visit.gather(self._judge(), wait_s=self.wait_seconds, digit_s=self.digit_seconds)
            digits = keys.removesuffix("#")
            shown = "•" * len(digits) if self.secret else digits
            if self._good(digits):
                visit.variables[self.variable] = digits
                visit.step("digits", digits=shown, attempt=attempt)
                return self.entered
            if keys:
                visit.step("digits_invalid", digits=shown, attempt=attempt)
                visit.forget_keys()
                await visit.say(self.invalid, interruptible=True)
            else:
                visit.step("menu_silence", attempt=attempt)
        return self.failed

    def _good(self, digits: str) -> bool:
        fits = not self.beginnings or digits.startswith(self.beginnings)
        return self.shortest <= len(digits) <= self.longest and "#" not in digits and fits

    def _judge(self) -> Callable[[str], Verdict]:
        def judge(keys: str) -> Verdict:
            return Verdict.COMPLETE if keys.endswith("#") or len(keys) >= self.longest else Verdict.OPEN

        return judge
