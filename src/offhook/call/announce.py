"""Ending a call with a spoken reason instead of silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.play import play

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.call.call import Call
    from offhook.call.leg import Leg
    from offhook.media import protocol as media


async def refuse(call: Call, caller: Leg, status: int, reason: str, spoken: Sequence[media.PlayItem]) -> None:
    """Say why, then end the caller's leg: with `status` when it was not answered yet (after early media), else by BYE.

    Raises:
        PartyGone: the caller did not listen to the end.
    """
    call.step("refused", status=status, reason=reason)
    call.end_as("system", reason, result="failed", status=status)
    caller.open_early()
    if caller.answered or caller.early:
        caller.digits.clear()
        await play(call, caller, spoken)
    caller.hang_up(status=status, reason=None)
