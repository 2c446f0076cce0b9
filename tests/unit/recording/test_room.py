"""When a disk counts as full, whatever its size."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from offhook.recording.room import room_of

if TYPE_CHECKING:
    from pathlib import Path

MIB = 1 << 20


@pytest.mark.parametrize(
    ("size", "free", "state"),
    [
        (1 << 20, 100_000, "ok"),
        (1 << 20, 4000, "little"),
        (1 << 20, 499, "full"),
        (400, 100, "ok"),
        (400, 30, "little"),
        (400, 19, "full"),
    ],
)  # of blocks of a MiB
def test_full_is_half_a_gib_or_a_twentieth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, free: int, state: str
) -> None:
    figures = os.statvfs_result((MIB, MIB, size, free, free, 0, 0, 0, 0, 255))
    monkeypatch.setattr("offhook.recording.room.os.statvfs", lambda _: figures)
    room = room_of(tmp_path)
    assert (room.state, room.free) == (state, free * MIB)
