"""Speak prompts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call import play as playing
from offhook.scenario.spoken import spoken

if TYPE_CHECKING:
    from offhook.scenario.model import Play
    from offhook.scenario.run import Run


async def run_play(run: Run, at: str, node: Play) -> str:
    """Answer, speak, go on; a key goes to the next node.

    Raises:
        PartyGone: the caller left.
    """
    run.caller.answer()
    interrupted = await playing.play(run.call, run.caller, spoken(run, *node.prompts), interruptible=True)
    run.call.step(
        "played",
        node=at,
        prompt=", ".join(node.prompts),
        interrupted_by=run.caller.digits[0] if interrupted and run.caller.digits else None,
    )
    return node.next
