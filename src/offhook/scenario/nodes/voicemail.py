"""Take a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.announce import refuse
from offhook.scenario.person import take_message
from offhook.scenario.spoken import spoken

if TYPE_CHECKING:
    from offhook.scenario.model import Voicemail
    from offhook.scenario.run import Run


async def run_voicemail(run: Run, at: str, node: Voicemail) -> None:
    """Record for the extension; a box that is gone is said, not passed over in silence.

    Raises:
        PartyGone: the caller hung up.
    """
    extension = run.office.extensions.get(node.extension)
    if extension is None:
        run.call.step("ring_failed", node=at, who=node.extension, status=404, reason="no such extension")
        await refuse(run.call, run.caller, 480, "the voicemail box does not exist", spoken(run, "try_again"))
        return
    await take_message(run, extension, prompts=node.prompts, max_s=node.max_seconds)
