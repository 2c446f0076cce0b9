"""How much room the disk has for recordings and messages, judged in one place."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from pathlib import Path

RoomState = Literal["ok", "little", "full"]

LITTLE_SPACE: Final = 5 << 30
NO_SPACE: Final = 500 << 20
_SHARE: Final = 20  # of a small disk, a twentieth counts as full


@dataclass(frozen=True, slots=True)
class Room:
    """What is free on a disk, in bytes, and what that means."""

    free: int
    state: RoomState


def room_of(place: Path) -> Room:
    """Return how much room a folder's disk has. Blocks, shortly.

    Raises:
        OSError: the folder cannot be looked at.
    """
    figures = os.statvfs(place)
    free, size = figures.f_bavail * figures.f_frsize, figures.f_blocks * figures.f_frsize
    if free < min(NO_SPACE, size // _SHARE):
        return Room(free, "full")
    return Room(free, "little" if free < min(LITTLE_SPACE, size // _SHARE * 2) else "ok")
