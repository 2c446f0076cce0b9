"""The alarm of a full disk, and what makes room then: only what is to go anyway goes at once.

Invariant: nothing that a rule keeps is deleted for want of room. Calls go on: what cannot be recorded is marked so, and
who cannot leave a message is owed a call.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from offhook.jobs.recordings import delete_due
from offhook.recording.room import room_of
from offhook.tenancy.service import list_tenants
from offhook.voicemail.keeping import tidy_boxes

if TYPE_CHECKING:
    from offhook.db.engine import Database
    from offhook.recording.keys import Vault
    from offhook.recording.room import RoomState

AGAIN_ROUNDS: Final = 60  # minutes between two alarms while the disk stays full
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Alarm:
    """What was last said of the disk, and how many rounds nothing is to be said."""

    state: RoomState = "ok"
    quiet: int = 0


async def keep_room(database: Database, vault: Vault, alarm: Alarm) -> int:
    """Look at the disk; when it is full say so, and delete what is due or in the bin; return how many went."""
    room = await asyncio.to_thread(room_of, vault.data)
    changed = room.state != alarm.state
    if changed or (room.state == "full" and not alarm.quiet):
        free = f"{room.free / (1 << 30):.1f} GiB free at {vault.data}"
        if room.state == "full":
            log.error("the disk is full, %s: calls go on, but are not recorded, and nobody can leave a message", free)
        else:
            log.log(logging.WARNING if room.state == "little" else logging.INFO, "room on the disk: %s", free)
        alarm.state, alarm.quiet = room.state, AGAIN_ROUNDS
    alarm.quiet = max(0, alarm.quiet - 1)
    if room.state != "full":
        return 0
    gone = await delete_due(database, vault.data)
    for tenant in await list_tenants(database):
        gone += await tidy_boxes(database, tenant, datetime.now(UTC), trash_days=0)
    return gone
