"""Running a call's program and what its parties wish on the way: one transfer after the other, to the call's end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offhook.call.guest import ConferenceDue
from offhook.call.wish import TransferDue
from offhook.scenario.conference import confer
from offhook.scenario.transfer import transfer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from offhook.scenario.run import Run


async def conduct(run: Run, program: Callable[[Run], Awaitable[None]]) -> None:
    """Run `program`, and after it each transfer or conference that a conversation ends with.

    Raises:
        PartyGone: a party that matters left.
    """
    due: TransferDue | ConferenceDue | None = None
    while True:
        try:
            match due:
                case None:
                    await program(run)
                case TransferDue():
                    await transfer(run, due)
                case ConferenceDue(members=members):
                    await confer(run, members)
        except (TransferDue, ConferenceDue) as turn:
            due = turn.with_traceback(None)  # which holds this frame, which holds it
        else:
            return
