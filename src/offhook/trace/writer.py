"""Takes what a switch receives and sends, and writes it down once a second in a thread of its own.

On the switch's loop a message costs one tuple and one append; what it is, the blanking of secrets, the file and
collectors are the thread's. Invariant: nothing here ever fails or delays a call. A disk that is full or slow loses
traces, which is counted and said once.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from offhook.trace.blanking import blanked
from offhook.trace.entry import Entry, frame
from offhook.trace.segments import segment_path, unused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from io import RawIOBase
    from pathlib import Path

    from offhook.sip.address import Address, Flow

_LOG = logging.getLogger(__name__)

FLUSH_SECONDS: Final = 1.0
_MOST_WAITING: Final = 50_000
_SHORTEST: Final = 16  # keep-alives are shorter
_RESERVE: Final = 512 << 20
_RESERVE_SHARE: Final = 20  # of a small disk, a twentieth is kept free
_APART_REQUESTS: Final = (b"REGISTER ", b"OPTIONS ", b"PUBLISH ", b"SUBSCRIBE ", b"MESSAGE ")
_APART: Final = frozenset(one.strip() for one in _APART_REQUESTS)

_Seen = tuple[int, bool, "Flow", bytes]
"""A message as it was met: nanoseconds of UTC, whether we sent it, its flow, its octets."""


class Tracer:
    """The trace of one switch in `folder`, None to keep none; `tell` is given each batch as well, in the thread."""

    def __init__(
        self,
        folder: Path | None,
        tell: Callable[[Sequence[Entry]], None] | None = None,
        clock: Callable[[], int] = time.time_ns,
    ) -> None:
        self.lost = 0
        self.fault: str | None = None
        self._folder = folder
        self._tell = tell
        self._clock = clock
        self._waiting: list[_Seen | Entry] = []
        self._writing: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._thread = ThreadPoolExecutor(1, "trace")
        self._file: RawIOBase | None = None
        self._wanted: Path | None = None

    def start(self) -> None:
        """Begin to write down what comes, once a second."""
        self._timer = asyncio.get_running_loop().call_later(FLUSH_SECONDS, self._flush)

    def received(self, data: bytes, flow: Flow) -> None:
        """Take a message that came."""
        if not data.startswith(_APART_REQUESTS):
            self._waiting.append((self._clock(), False, flow, data))

    def sent(self, data: bytes, flow: Flow) -> None:
        """Take a message that goes out."""
        if not data.startswith(_APART_REQUESTS):
            self._waiting.append((self._clock(), True, flow, data))

    def rtcp(self, entry: Entry) -> None:
        """Take an RTCP packet of a leg."""
        self._waiting.append(entry)

    async def close(self) -> None:
        """Write down what waits, and end."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._writing is not None:
            await asyncio.wait([self._writing])
        await asyncio.get_running_loop().run_in_executor(self._thread, self._write, self._waiting)
        self._waiting = []
        self._thread.shutdown(wait=False)
        if self._file is not None:
            self._file.close()

    def _flush(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(FLUSH_SECONDS, self._flush)
        if self._writing is not None and not self._writing.done():
            if len(self._waiting) > _MOST_WAITING:
                self._lose(len(self._waiting), "the disk is too slow")
                self._waiting = []
            return
        if self._waiting:
            batch, self._waiting = self._waiting, []
            self._writing = loop.run_in_executor(self._thread, self._write, batch)

    def _write(self, batch: list[_Seen | Entry]) -> None:
        clean = [one if isinstance(one, Entry) else _entry(*one) for one in batch if _belongs(one)]
        if not clean:
            return
        if self._tell is not None:
            self._tell(clean)
        if self._folder is None:
            return
        try:
            self._append(self._folder, frame(clean))
        except OSError as error:
            self._lose(len(clean), str(error))
        else:
            if self.fault is not None:
                _LOG.warning("traces are written again; %d messages are missing", self.lost)
            self.fault = None

    def _append(self, folder: Path, data: bytes) -> None:
        wanted = segment_path(folder, self._clock() / 1e9)
        if wanted != self._wanted or self._file is None:
            self._open(folder, wanted)
        assert self._file is not None
        _leave_room(self._file.fileno(), len(data))
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) or 0 :]

    def _open(self, folder: Path, wanted: Path) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        wanted.parent.mkdir(mode=0o700, exist_ok=True)
        number = os.open(unused(wanted), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self._file, self._wanted = open(number, "wb", buffering=0), wanted  # noqa: PTH123, SIM115  kept open

    def _lose(self, count: int, why: str) -> None:
        self.lost += count
        if self.fault is None:
            _LOG.error("no traces are kept for now: %s", why)
        self.fault = why


def rtcp_entry(leg: str, *, sent: bool, local: Address, remote: Address, data: bytes, at: int) -> Entry:
    """Return the entry of an RTCP packet; `at` is UTC in microseconds."""
    return Entry(at, "rtcp", sent, "udp", local, remote, data, leg)


def _belongs(seen: _Seen | Entry) -> bool:
    """Tell whether something may belong to a call: registrations, lamps and messages are kept elsewhere."""
    if isinstance(seen, Entry):
        return True
    data = seen[3]
    if data.startswith(b"SIP/2.0 "):
        at = data.find(b"CSeq:")
        method = data[at : at + 40].split(None, 3)[2:3] if at >= 0 else ()
        return not (method and method[0] in _APART)
    if data.startswith(b"NOTIFY "):
        return b"refer" in data
    return len(data) >= _SHORTEST and not data.startswith(_APART_REQUESTS)


def _entry(at_ns: int, sent: bool, flow: Flow, data: bytes) -> Entry:  # noqa: FBT001  the parts of _Seen, in order
    return Entry(at_ns // 1000, "sip", sent, flow.transport, flow.local, flow.remote, blanked(data))


def _leave_room(descriptor: int, needed: int) -> None:
    """Leave the rest of the disk to what matters more. Raises OSError."""
    disk = os.fstatvfs(descriptor)
    reserve = min(_RESERVE, disk.f_blocks * disk.f_frsize // _RESERVE_SHARE)
    if disk.f_bavail * disk.f_frsize - needed < reserve:
        raise OSError("the disk is nearly full")
