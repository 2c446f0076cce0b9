"""Ended calls, and events, set aside on the disk while the database is away, so that memory does not grow meanwhile.

Invariant: a call is in the journal until its spool file is safe on the disk, and in the file until the database has it.
Reading a file twice does no harm, because writing to the database is idempotent.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from offhook.journal.events import EventHappened
from offhook.journal.segment import frame, unframe
from offhook.journal.state import CallSaved

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from offhook.journal.state import CallState

_SUFFIX = ".calls"
_EVENTS = ".events"


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
    _write_safely(folder / f"{number:010d}{_SUFFIX}", data)


def write_events(folder: Path, events: Sequence[EventHappened]) -> None:
    """Set events aside, in a file that is named after the first, and make it safe. Blocks: for a thread.

    Raises:
        OSError: the disk is full or broken; no file is left then.
    """
    _write_safely(folder / f"{events[0].id:020d}{_EVENTS}", b"".join(map(frame, events)))


def read_events(path: Path) -> list[EventHappened]:
    """Return the events of a file. Blocks: for a thread."""
    return [record for record in unframe(path.read_bytes()).records if isinstance(record, EventHappened)]


def event_files(folder: Path) -> list[Path]:
    """Return the files with events, oldest first."""
    return sorted(folder.glob(f"*{_EVENTS}"))


def first_event(path: Path) -> int:
    """Return the id of the first event in a file."""
    return int(path.name.removesuffix(_EVENTS))


def _write_safely(path: Path, data: bytes) -> None:
    folder = path.parent
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
