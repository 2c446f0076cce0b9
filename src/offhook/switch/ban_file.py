"""Bans outlive the switch in a small file, written whole within a second of a change."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from offhook.defence.bans import Bans

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0


class BanFile:
    """The file. What cannot be read or written costs the memory of bans, nothing else."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written = 0

    def restore(self, bans: Bans) -> None:
        """Take back what a former switch wrote."""
        try:
            saved = json.loads(self._path.read_bytes())
            bans.restore(saved, time.monotonic(), time.time())
        except FileNotFoundError:
            pass
        except (OSError, ValueError, TypeError, KeyError) as error:
            log.warning("bans of before are forgotten: %s: %s", self._path, error)
        self._written = bans.changes

    async def keep(self, bans: Bans) -> None:
        """Write what changed, forever."""
        while True:
            await asyncio.sleep(PAUSE_SECONDS)
            if bans.changes == self._written:
                continue
            changes = bans.changes
            saved = bans.snapshot(time.monotonic(), time.time())
            try:
                await asyncio.to_thread(self._write, saved)
            except OSError as error:
                log.warning("bans are not remembered: %s", error)
            self._written = changes

    def _write(self, saved: list[dict[str, Any]]) -> None:
        new = self._path.with_suffix(".new")
        with new.open("w") as file:
            json.dump(saved, file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)
