"""Ended calls set aside on the disk while the database is away, so that memory does not grow with its absence.

Invariant: a call is in the journal until its spool file is safe on the disk, and in the file until the database has it.
Reading a file twice does no harm, because writing to the database is idempotent.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from offhook.journal.segment import frame, unframe
from offhook.journal.state import CallSaved

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from offhook.journal.state import CallState

_SUFFIX = ".calls"


def frames(calls: Iterable[CallState]) -> bytes:
    """Return calls as they stand in a spool file."""
    return b"".join(frame(CallSaved(call)) for call in calls)


def write_spool(folder: Path, data: bytes) -> None:
    """Write a new spool file and make it safe. Blocks: for a thread.

    Raises:
        OSError: the disk is full or broken; no file is left then.
    """
    files = spools(folder)
    number = int(files[-1].name.removesuffix(_SUFFIX)) + 1 if files else 1
    path = folder / f"{number:010d}{_SUFFIX}"
    draft = path.with_suffix(".draft")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        _sync_folder(folder)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def read_spool(path: Path) -> list[CallState]:
    """Return the calls of a spool file. Blocks: for a thread."""
    return [record.state for record in unframe(path.read_bytes()).records if isinstance(record, CallSaved)]


def spools(folder: Path) -> list[Path]:
    """Return the spool files of a journal, oldest first."""
    return sorted(folder.glob(f"*{_SUFFIX}"))


def _sync_folder(folder: Path) -> None:
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
