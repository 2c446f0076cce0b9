"""Ask for a key; extension numbers may be dialled as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from offhook.call.play import Verdict, judge_numbers
from offhook.scenario.node import Digits, Heard, Leads, LooseId, Node, Seconds, Sounds

if TYPE_CHECKING:
    from offhook.scenario.visit import Visit


class Choice(BaseModel):
    """One key of a menu."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str = Field(default="", max_length=120)
    next: Annotated[LooseId, Leads("the key is pressed", chosen=True)] = ""


class Menu(Node):
    """Ask for a choice, some times; who chooses nothing goes another way."""

    kind: Literal["menu"] = "menu"
    prompts: Heard
    choices: Annotated[dict[Digits, Choice], Field(max_length=30)] = Field(default_factory=dict)
    extensions: bool = True  # whether extension numbers may be dialled
    extension_seconds: Seconds = 20
    attempts: Annotated[int, Field(ge=1, le=9)] = 3
    wait_seconds: Seconds = 5
    digit_seconds: Annotated[float, Field(ge=0.5, le=10)] = 1.5
    invalid: Sounds = ("invalid",)
    otherwise: Annotated[LooseId, Leads("nothing is chosen")] = ""

    async def run(self, visit: Visit) -> str | None:
        """Return the chosen node, or the `otherwise` one after too many failures.

        A dialled extension ends here, or goes on in its scenario.

        Raises:
            PartyGone: the caller left.
        """
        visit.answer()
        extensions = visit.office.extensions if self.extensions else {}
        judge = judge_numbers({*self.choices, *extensions})
        for attempt in range(1, self.attempts + 1):
            await visit.say(self.prompts, interruptible=True)
            keys, verdict = await visit.gather(judge, wait_s=self.wait_seconds, digit_s=self.digit_seconds)
            if verdict in {Verdict.COMPLETE, Verdict.OPEN}:
                if choice := self.choices.get(keys):
                    visit.step("menu", choice=keys, label=choice.label, attempt=attempt)
                    return choice.next
                extension = extensions[keys]
                visit.step("extension_dialled", number=extension.number, name=extension.name)
                return await visit.connect(extension, self.extension_seconds)
            if keys:
                visit.step("menu_invalid", digits=keys, attempt=attempt)
                visit.forget_keys()
                await visit.say(self.invalid, interruptible=True)
            else:
                visit.step("menu_silence", attempt=attempt)
        return self.otherwise
