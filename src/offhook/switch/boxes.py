"""Mailboxes of a running switch: whether one is full.

Invariant: a caller waits half a second at most for what the database says; a box that cannot be counted takes messages.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from offhook.configuration import Extension
    from offhook.switch.lamps import Lamps

COUNT_SECONDS = 0.5


class Boxes:
    """The boxes of all companies."""

    def __init__(self, lamps: Lamps) -> None:
        self._lamps = lamps

    async def is_full(self, tenant: str, box: Extension) -> bool:
        """Tell whether a box takes no more messages; one that seems to be full is counted once more."""
        most = box.box.most
        if not most:
            return False
        counted = self._lamps.counted(tenant, box.id)
        if counted is None or sum(counted) >= most:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._lamps.recount(tenant, box.id), COUNT_SECONDS)
        return sum(self._lamps.counted(tenant, box.id) or (0, 0)) >= most
