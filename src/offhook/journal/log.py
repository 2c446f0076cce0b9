"""The journal of a switch: what happened, appended to files that survive the process.

Invariant: a record is in the kernel's hands at the latest one loop tick after `append` (at once with `flush_now`), so a
killed process loses no more than that; once a second it is made safe against a power failure. Records keep their order.
Nothing here waits for the disk but the `write` itself: `fdatasync` and removal run in a thread.

Rotation is a fuzzy checkpoint. New records go to a new segment at once; between them the live state is written there
piece by piece, and only when that is complete and safe are the older segments removed. A replay of the new segment
alone ignores records of calls whose piece comes later in it, because that piece already includes them.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import time
from typing import TYPE_CHECKING, Any, TypeVar

from offhook.errors import MisuseError, ResourceError
from offhook.journal.segment import SUFFIX, frame, readable, segment_path, segments, unframe
from offhook.journal.state import SwitchState

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from offhook.journal.records import Record
    from offhook.journal.state import SnapshotKey

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

_SYNC_S = 1.0
_RETRY_S = 1.0
_SNAPSHOT_PIECES = 50  # per loop tick


class Journal:
    """The journal in a folder. `replay` comes first; then `append` adds to the journal and to `state` together.

    `segment_size` and `buffer_limit` are bytes. `fault` says why the disk takes nothing at the moment, or is None;
    calls go on meanwhile, and when more than `buffer_limit` waits it is dropped and a snapshot written later.
    `watches` are shown records of their kinds when they are appended; `on_written` is told of each attempt to write.
    """

    def __init__(self, folder: Path, *, segment_size: int = 1 << 24, buffer_limit: int = 1 << 23) -> None:
        self.folder = folder
        self.state = SwitchState()
        self.fault: str | None = None
        self.watches: dict[type[Record], Callable[[Any], None]] = {}
        self.on_written: Callable[[], None] = lambda: None
        self._segment_size = segment_size
        self._buffer_limit = buffer_limit
        self._buffer = bytearray()
        self._file = -1
        self._lock = -1
        self._number = 0
        self._written = 0
        self._rotate_at = segment_size
        self._snapshot_keys: list[SnapshotKey] | None = None  # still to be written; None = no rotation goes on
        self._overflowed = False
        self._scheduled = False
        self._sync_timer: asyncio.TimerHandle | None = None
        self._syncing: asyncio.Future[None] | None = None
        self._unsafe_since: float | None = None
        self._file_work: set[asyncio.Future[None]] = set()

    def replay(self) -> SwitchState:
        """Lock the folder, read all segments and return the state they add up to; a torn end is cut off.

        Raises:
            MisuseError: the journal was replayed already.
            ResourceError: another process writes to this journal.
        """
        if self._file >= 0:
            raise MisuseError("the journal is open already")
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._take_lock()
        found = segments(self.folder)
        good = 0
        for path in found:
            contents = unframe(path.read_bytes())
            for record in contents.records:
                self.state.apply(record)
            good = contents.good
            if contents.skipped:
                _log.error("%s: %d records left out: %s", path.name, len(contents.skipped), contents.skipped[0])
            if contents.damaged:
                _log.warning("%s: %d bytes after the last whole record are dropped", path.name, contents.damaged)
        self._number = int(found[-1].name.removesuffix(SUFFIX)) if found else 1
        self._file = self._open(self._number)
        os.ftruncate(self._file, good)
        self._written = good
        return self.state

    def append(self, record: Record) -> None:
        """Add a record to the journal and to the state; it is written at the end of this loop tick.

        Octets that are no UTF-8, which SIP texts carry as surrogates, become U+FFFD.

        Raises:
            MisuseError: `replay` was not called, or the journal is closed.
        """
        if self._file < 0:
            raise MisuseError("the journal is not open")
        try:
            framed = frame(record)
        except UnicodeEncodeError:  # octets of a phone that are no UTF-8
            record = readable(record)
            framed = frame(record)
        self.state.apply(record)
        if not self._overflowed:
            self._buffer += framed
            if self.fault:
                self._bound()
        if not self._scheduled:
            self._schedule()
        if (watch := self.watches.get(type(record))) is not None:
            watch(record)

    def flush_now(self) -> None:
        """Write everything appended so far: for records that must be down before a message leaves."""
        if self._buffer or self._overflowed:
            self._write()

    def figures(self) -> dict[str, Any]:
        """Return the segment's number and bytes, what waits to be written, and for how long nothing was made safe."""
        since = self._unsafe_since
        return {
            "segment": self._number,
            "bytes": self._written,
            "waiting": len(self._buffer),
            "unsafe_s": 0.0 if since is None else time.monotonic() - since,
            "overflowed": self._overflowed,
        }

    async def close(self) -> None:
        """Write and sync what is there and release the folder."""
        if self._file < 0:
            return
        self.flush_now()
        if self._sync_timer:
            self._sync_timer.cancel()
        if self._syncing:
            await self._syncing
        if self._file_work:
            await asyncio.wait(self._file_work)
        file, self._file = self._file, -1
        await asyncio.to_thread(_sync_and_close, file)
        os.close(self._lock)

    def _take_lock(self) -> None:
        self._lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._lock)
            raise ResourceError(f"another process writes to the journal in {self.folder}") from error

    def _open(self, number: int) -> int:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        return os.open(segment_path(self.folder, number), flags, 0o600)

    def _schedule(self, delay: float = 0.0) -> None:
        """Ask for a `_tick`. Without a running loop (tools, tests) the caller writes by `flush_now`."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        self._scheduled = True
        if delay:
            loop.call_later(delay, self._tick)
        else:
            loop.call_soon(self._tick)

    def _tick(self) -> None:
        self._scheduled = False
        if self._file < 0:
            return
        if self._snapshot_keys and not self.fault:
            self._snapshot_piece()
        self._write()
        if self.fault and not self._scheduled:
            self._schedule(_RETRY_S)
        elif self._snapshot_keys and not self._scheduled:
            self._schedule()

    def _write(self) -> None:
        """Hand the buffer to the kernel. What a short write leaves over is written first the next time."""
        try:
            if self._overflowed:
                self._begin_segment()
                self._snapshot_piece()  # something to write, which shows whether the disk takes it
            wrote = self._drain()
            if self._snapshot_keys is None and self._written > self._rotate_at:
                self._begin_segment()
                self._drain()
        except OSError as error:
            self._failed(error)
            self.on_written()
            return
        if self.fault and wrote:
            _log.warning("the journal can be written again")
            self.fault = None
        self._arm_sync()
        self.on_written()

    def _drain(self) -> int:
        before = self._written
        while self._buffer:
            count = os.write(self._file, self._buffer)
            self._written += count
            del self._buffer[:count]
        return self._written - before

    def _failed(self, error: OSError) -> None:
        if self.fault is None:
            _log.error("the journal cannot be written, calls go on: %s", error)
        self.fault = error.strerror or str(error)
        self._bound()

    def _bound(self) -> None:
        """Give up what waits for the disk when it is too much."""
        if len(self._buffer) > self._buffer_limit:
            self._buffer.clear()
            self._overflowed = True

    def _begin_segment(self) -> None:
        """Turn to a new segment, to which the state is then written piece by piece (at once where no loop runs)."""
        if self._written:
            file = self._open(self._number + 1)
            self._in_thread(_retire, self._file)
            self._file = file
            self._number += 1
            self._written = 0
        self._overflowed = False
        self._snapshot_keys = self.state.snapshot_keys()
        self._schedule()
        while self._snapshot_keys and not self._scheduled:
            self._snapshot_piece()

    def _snapshot_piece(self) -> None:
        assert self._snapshot_keys is not None
        keys = self._snapshot_keys[-_SNAPSHOT_PIECES:]
        del self._snapshot_keys[-_SNAPSHOT_PIECES:]
        for record in self.state.snapshot(keys):
            self._buffer += frame(record)

    def _arm_sync(self) -> None:
        if self._sync_timer is None and self._syncing is None:
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                self._synced(self._number)
                return
            self._sync_timer = loop.call_later(_SYNC_S, self._sync)
            if self._unsafe_since is None:
                self._unsafe_since = time.monotonic()

    def _sync(self) -> None:
        self._sync_timer = None
        if self._file >= 0 and not self.fault:
            # The snapshot is whole on the disk after this sync, so that the older segments may go.
            whole = self._snapshot_keys is not None and not self._snapshot_keys and not self._buffer
            self._syncing = asyncio.ensure_future(self._sync_in_thread(self._number if whole else 0))

    async def _sync_in_thread(self, whole: int) -> None:
        try:
            await asyncio.to_thread(_sync_and_close, os.dup(self._file))
            self._unsafe_since = None
            if whole:
                self._synced(whole)
        except OSError as error:
            _log.error("the journal cannot be synced: %s", error)
        finally:
            self._syncing = None
            if self._snapshot_keys is not None:
                self._arm_sync()

    def _in_thread(self, function: Callable[[_T], None], argument: _T) -> None:
        """Run file work off the loop; at once where no loop runs."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            function(argument)
            return
        future = loop.run_in_executor(None, function, argument)
        self._file_work.add(future)
        future.add_done_callback(self._file_work.discard)

    def _synced(self, number: int) -> None:
        """Remove the segments before `number`, whose snapshot is complete and safe."""
        if self._snapshot_keys is None or number != self._number:
            return
        self._snapshot_keys = None
        # A snapshot must not fill the segment that it begins: many calls make the segments longer.
        self._rotate_at = max(self._segment_size, 4 * self._written)
        older = [path for path in segments(self.folder) if path < segment_path(self.folder, number)]
        self._in_thread(_remove, older)


def _sync_and_close(file: int) -> None:
    try:
        os.fdatasync(file)
    finally:
        os.close(file)


def _retire(file: int) -> None:
    try:
        _sync_and_close(file)
    except OSError as error:
        _log.error("a finished segment cannot be synced: %s", error)


def _remove(paths: list[Path]) -> None:
    try:
        for path in paths:
            path.unlink(missing_ok=True)
    except OSError as error:
        _log.error("old segments cannot be removed: %s", error)
