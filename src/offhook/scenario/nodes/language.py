"""Let the caller choose the language of what is spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from offhook.call.play import Verdict, judge_numbers
from offhook.scenario.node import Digits, Heard, Next, Node, Seconds

if TYPE_CHECKING:
    from offhook.scenario.visit import Visit

Tag = Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]


class Language(Node):
    """Ask for a language by a key; who chooses none hears the company's."""

    kind: Literal["language"] = "language"
    prompts: Heard
    languages: Annotated[dict[Digits, Tag], Field(min_length=1, max_length=20)]
    wait_seconds: Seconds = 5
    next: Next = ""

    async def run(self, visit: Visit) -> str | None:
        """Ask once, and go on.

        Raises:
            PartyGone: the caller left.
        """
        visit.answer()
        await visit.say(self.prompts, interruptible=True)
        keys, verdict = await visit.gather(judge_numbers({*self.languages}), wait_s=self.wait_seconds, digit_s=1.5)
        if verdict in {Verdict.COMPLETE, Verdict.OPEN}:
            visit.language = self.languages[keys]
        else:
            visit.forget_keys()
        visit.step("language", language=visit.language, choice=keys or None)
        return self.next
