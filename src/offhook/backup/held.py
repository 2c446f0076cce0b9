"""The files of an installation, held by a second name each while a backup is made of them.

Invariant: what was held stays as it was, whoever deletes or replaces the file meanwhile: nobody who works with files
need know of backups. Files that are still being written grow; where a file system knows no second names, the file
itself is taken.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORDINGS: Final = "recordings"
FOLDERS: Final = (RECORDINGS, "voicemail", "company-prompts", "certificates")
FILES: Final = ("secret.key", "secret.key.name", "names.json", "bans.json", "admin.token", "demo.json")
HOLD: Final = ".backup"  # in each folder, as folders may lie on disks of their own
_DRAFT: Final = ".new"  # of a file that is being sealed: `recording/sealed.py`


class Held:
    """What is held of a data folder; `names` are relative to it."""

    def __init__(self, data: Path, folders: tuple[str, ...] = FOLDERS) -> None:
        self._data = data
        self._folders = folders
        self._held: dict[str, Path] = {}
        self._number = 0
        self.release()  # what a backup that was killed left behind

    @property
    def names(self) -> list[str]:
        """All files that are held."""
        return list(self._held)

    def __contains__(self, name: str) -> bool:
        return name in self._held

    def path(self, name: str) -> Path:
        """Return where a file is held."""
        return self._held[name]

    def take(self) -> list[str]:
        """Hold the files there are, but those that are held already; return the new ones."""
        new = []
        for folder in self._folders:
            place = self._data / folder
            if not place.is_dir():
                continue
            hold = place / HOLD
            hold.mkdir(mode=0o700, exist_ok=True)
            for path in _files(place):
                name = str(Path(folder) / path.relative_to(place))
                if name in self._held:
                    continue
                self._number += 1
                if (held := _second_name(path, hold / str(self._number))) is not None:
                    self._held[name] = held
                    new.append(name)
        return new

    def drop(self, name: str) -> None:
        """Let go of one file."""
        held = self._held.pop(name)
        if held.parent.name == HOLD:
            held.unlink(missing_ok=True)

    def release(self) -> None:
        """Let go of everything."""
        self._held.clear()
        for folder in FOLDERS:
            shutil.rmtree(self._data / folder / HOLD, ignore_errors=True)


def _files(folder: Path) -> Iterator[Path]:
    for place, inner, names in os.walk(folder):
        inner[:] = [name for name in inner if name != HOLD]
        yield from (Path(place) / name for name in names if not name.endswith(_DRAFT))


def _second_name(path: Path, held: Path) -> Path | None:
    """Give a file a second name; None when it is gone."""
    try:
        os.link(path, held)
    except FileNotFoundError:
        return None
    except OSError:
        return path if path.exists() else None
    return held
