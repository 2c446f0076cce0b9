"""Ask an outside system how to go on, with a time limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from offhook.scenario.node import Leads, LooseId, Node, Sounds, Variable
from offhook.scenario.values import filled

if TYPE_CHECKING:
    from offhook.scenario.visit import Visit

Url = Annotated[str, Field(max_length=2000, pattern=r"^https?://[^\s/?#]+\S*$")]


class Reply(BaseModel):
    """One value of the field that decides, and where it leads."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: str = Field(max_length=200)
    next: Annotated[LooseId, Leads("this is answered")] = ""


class Ask(Node):
    """Send who calls and what is known to a URL; the fields of its JSON answer become variables.

    `field` of the answer decides the way by `replies`; without it, or with a value that is none of them, the call goes
    on by `otherwise`. An answer that comes too late, or none, leads to `failed`.
    """

    kind: Literal["ask"] = "ask"
    url: Url
    send: Annotated[dict[Variable, str], Field(max_length=50)] = Field(default_factory=dict)
    seconds: Annotated[float, Field(ge=0.1, le=10)] = 2
    prompts: Sounds = ()  # heard while the system thinks
    field: str = Field(default="", max_length=100)
    replies: Annotated[tuple[Reply, ...], Field(max_length=50)] = ()
    otherwise: Annotated[LooseId, Leads("anything else is answered")] = ""
    failed: Annotated[LooseId, Leads("no answer comes in time")] = ""

    async def run(self, visit: Visit) -> str | None:
        """Ask, keep what is answered, and choose.

        Raises:
            PartyGone: the caller left.
        """
        if self.prompts:
            visit.answer()
            await visit.say(self.prompts)
        question = {name: filled(text, visit) for name, text in self.send.items()}
        answer = await visit.ask(self.url, question, self.seconds)
        if not answer.in_time:
            visit.step("ask_failed", reason=answer.reason)
            return self.failed
        visit.variables.update(answer.fields)
        value = answer.fields.get(self.field, "")
        visit.step("asked", field=self.field or None, value=value or None)
        return next((reply.next for reply in self.replies if reply.value == value), self.otherwise)
