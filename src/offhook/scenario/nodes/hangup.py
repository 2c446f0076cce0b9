"""Say goodbye and hang up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.play import play
from offhook.scenario.spoken import spoken

if TYPE_CHECKING:
    from offhook.scenario.model import Hangup
    from offhook.scenario.run import Run


async def run_hangup(run: Run, _at: str, node: Hangup) -> None:
    """End the call from our side.

    Raises:
        PartyGone: the caller was faster.
    """
    run.caller.answer()
    await play(run.call, run.caller, spoken(run, *node.prompts))
    run.call.end_as("system", "the scenario ended the call", result="service")
    run.caller.hang_up()
