"""Ask for a key, or an extension number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.play import Verdict, gather, judge_numbers, play
from offhook.scenario.person import call_person
from offhook.scenario.service import serve
from offhook.scenario.spoken import spoken

if TYPE_CHECKING:
    from offhook.scenario.model import Menu
    from offhook.scenario.run import Run


async def run_menu(run: Run, at: str, node: Menu) -> str | None:
    """Return the chosen node, or the `otherwise` one after too many failures; a dialled extension ends here.

    Raises:
        PartyGone: the caller left.
    """
    call, caller = run.call, run.caller
    caller.answer()
    extensions = run.office.extensions if node.extensions else {}
    judge = judge_numbers({*node.choices, *extensions})
    for attempt in range(1, node.attempts + 1):
        await play(call, caller, spoken(run, *node.prompts), interruptible=True)
        keys, verdict = await gather(call, caller, judge, wait_s=node.wait_seconds, digit_s=node.digit_seconds)
        if verdict in {Verdict.COMPLETE, Verdict.OPEN}:
            if choice := node.choices.get(keys):
                call.step("menu", node=at, choice=keys, label=choice.label, attempt=attempt)
                return choice.next
            extension = extensions[keys]
            call.step("extension_dialled", node=at, number=extension.number, name=extension.name)
            if extension.kind == "person":
                await call_person(run, extension, seconds=node.extension_seconds)
            else:
                await serve(run, extension)
            return None
        if keys:
            call.step("menu_invalid", node=at, digits=keys, attempt=attempt)
            caller.digits.clear()
            await play(call, caller, spoken(run, "invalid"), interruptible=True)
        else:
            call.step("menu_silence", node=at, attempt=attempt)
    return node.otherwise
