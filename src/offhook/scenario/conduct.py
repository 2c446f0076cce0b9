"""Running a call's program and what its parties wish on the way: one transfer after the other, to the call's end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.wish import TransferDue
from offhook.scenario.transfer import transfer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from offhook.scenario.run import Run


async def conduct(run: Run, program: Callable[[Run], Awaitable[None]]) -> None:
    """Run `program`, and after it each transfer that a conversation ends with.

    Raises:
        PartyGone: a party that matters left.
    """
    due: TransferDue | None = None
    while True:
        try:
            await (program(run) if due is None else transfer(run, due))
        except TransferDue as wished:
            due = wished
        else:
            return
