"""Files of sound that people may hear: recordings and voicemail messages.

Invariant: only files below the data folder are opened, whatever the database says, and none is followed out of it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from offhook.errors import ResourceError
from offhook.media.wav import Wav, inspect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Sound:
    """An opened file of sound; `size` in bytes."""

    wav: Wav

    @property
    def size(self) -> int:
        """Bytes of the whole file, header included."""
        return self.wav.size

    async def read(self, start: int, end: int) -> AsyncIterator[bytes]:
        """Give the bytes from `start` to before `end` in pieces."""
        file = await asyncio.to_thread(self.wav.path.open, "rb")
        try:
            while start < end:
                piece = await asyncio.to_thread(self.wav.read, file, start, min(_PIECE, end - start))
                if not piece:
                    return
                yield piece
                start += len(piece)
        finally:
            file.close()


async def open_sound(data: Path, path: str) -> Sound:
    """Open a file below the data folder; one that is still being written is taken as it is now.

    Raises:
        ResourceError: the file is away, none of ours, or outside the data folder.
    """
    return Sound(await asyncio.to_thread(_inspect_below, data, Path(path)))


def _inspect_below(data: Path, path: Path) -> Wav:
    real = path.resolve()
    if not real.is_relative_to(data.resolve()):
        raise ResourceError(f"{path.name} is outside the data folder")
    return inspect(real)
