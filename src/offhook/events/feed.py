"""The events of all companies as they come from the switch, for the subscribers of the web process.

Invariant: what is later than `floor` is in the buffer, whole and in order; what is not later than `complete` is in the
table. A subscriber is a place in that order and nothing else (`follow`): behind the floor it reads the table, from
there on the buffer. So none is skipped and none comes twice, whoever is killed, and a slow subscriber costs no memory.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict, deque
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from offhook.control import LONGEST_FRAME
from offhook.errors import ResourceError
from offhook.journal.events import EventHappened  # noqa: TC001  read by msgspec at run time

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator, Sequence
    from pathlib import Path

    from offhook.events.model import EventRow

log = logging.getLogger(__name__)

BUFFERED = 10_000  # events of all companies
BEHIND_S = 0.5  # between two looks into the table
_PAUSE_S = 0.25
_NEVER = 1 << 62
_ENCODER = msgspec.json.Encoder()
_REQUEST = msgspec.msgpack.encode({"do": "events"})


class Told(msgspec.Struct, frozen=True, dict=True):
    """An event as subscribers get it; `people` and `queues` are whom it concerns."""

    id: int
    at: datetime
    kind: str
    call: str | None
    people: list[str]
    queues: list[str]
    data: dict[str, Any]

    @property
    def shown(self) -> dict[str, Any]:
        """The event without whom it concerns."""
        return {"id": self.id, "at": self.at, "kind": self.kind, "call": self.call, "data": self.data}

    @cached_property
    def text(self) -> bytes:
        """The event as it goes over the wire of server-sent events."""
        return b"id: %d\nevent: %s\ndata: %s\n\n" % (self.id, self.kind.encode(), _ENCODER.encode(self.shown))


class _Frame(msgspec.Struct):
    complete: int
    events: list[EventHappened]
    since: int | None = None


_DECODER = msgspec.msgpack.Decoder(_Frame)


class ReadTable(Protocol):
    """How a subscriber reads the table: a page of what is later than an id, and whether there is more.

    Raises ResourceError: the database is away.
    """

    async def __call__(self, after: int, /) -> tuple[Sequence[Told], bool]:
        """Read."""
        ...


class Feed:
    """What the switch at the socket `path` tells, to be started and stopped with the application."""

    def __init__(self, path: Path, most: int = BUFFERED) -> None:
        self.floor = _NEVER
        self.complete = 0
        self.newest = 0
        self._path = path
        self._most = most
        self._order: deque[tuple[int, str]] = deque()
        self._told: defaultdict[str, deque[Told]] = defaultdict(deque)
        self._listeners: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Listen to the switch from now on."""
        self._task = asyncio.create_task(self._run(), name="events")

    async def stop(self) -> None:
        """Listen no longer."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    @property
    def connected(self) -> bool:
        """Whether a switch was there at least once."""
        return self.floor != _NEVER

    # -- what comes

    def begin(self, since: int, complete: int, events: Sequence[EventHappened] = ()) -> None:
        """Take the first frame of a switch: what another had told is to be read in the table, or comes again."""
        self._order.clear()
        self._told.clear()
        self.floor, self.complete, self.newest = since, complete, since
        self.take(complete, events)
        for listener in [one for found in self._listeners.values() for one in found]:
            listener.set()

    def take(self, complete: int, events: Sequence[EventHappened] = ()) -> None:
        """Take a frame."""
        self.complete = max(self.complete, complete)
        for event in events:
            at = datetime.fromtimestamp(event.at / 1e6, UTC)
            told = Told(event.id, at, event.kind, event.call, event.people, event.queues, event.data)
            self._told[event.tenant].append(told)
            self._order.append((event.id, event.tenant))
            self.newest = event.id
            for listener in self._listeners.get(event.tenant, ()):
                listener.set()
        while len(self._order) > self._most:
            self.floor, tenant = self._order.popleft()
            left = self._told[tenant]
            left.popleft()
            if not left:
                del self._told[tenant]

    # -- what subscribers take

    def after(self, tenant: str, position: int) -> list[Told]:
        """Return what is buffered of a company later than `position`, in order."""
        found: list[Told] = []
        for told in reversed(self._told.get(tenant, ())):
            if told.id <= position:
                break
            found.append(told)
        found.reverse()
        return found

    @asynccontextmanager
    async def listening(self, tenant: str) -> AsyncGenerator[asyncio.Event]:
        """Lend an event that is set when a company has something new."""
        listener = asyncio.Event()
        self._listeners[tenant].add(listener)
        try:
            yield listener
        finally:
            self._listeners[tenant].discard(listener)
            if not self._listeners[tenant]:
                del self._listeners[tenant]

    # -- the switch

    async def _run(self) -> None:
        while True:
            try:
                reader, writer = await asyncio.open_unix_connection(str(self._path))
            except OSError:
                await asyncio.sleep(_PAUSE_S)
                continue
            try:
                writer.write(len(_REQUEST).to_bytes(4, "big") + _REQUEST)
                while True:
                    frame = await _read(reader)
                    if frame.since is None:
                        self.take(frame.complete, frame.events)
                    else:
                        self.begin(frame.since, frame.complete, frame.events)
            except (OSError, asyncio.IncompleteReadError):
                pass
            except msgspec.DecodeError as error:
                log.error("the switch told of events what cannot be read: %s", error)  # noqa: TRY400  no fault of ours
            finally:
                writer.close()
            await asyncio.sleep(_PAUSE_S)


async def look(feed: Feed, tenant: str, position: int, read: ReadTable) -> tuple[Sequence[Told], int, bool]:
    """Return what is to be had now of a company's events later than `position`, the place reached, and if to go on."""
    if position >= feed.floor:
        return feed.after(tenant, position), max(position, feed.newest), False
    complete = feed.complete  # as it was before the look into the table
    try:
        found, more = await read(position)
    except ResourceError:
        return (), position, False
    reached = found[-1].id if found else position
    return found, reached if more else max(reached, complete), more


async def follow(
    feed: Feed, tenant: str, position: int, read: ReadTable, idle_s: float
) -> AsyncGenerator[tuple[Sequence[Told], int]]:
    """Yield a company's events later than `position`, in order, each once, with the place that was reached.

    What `read` or the buffer give may be none of the subscriber's business: that is for the caller to tell. Every
    `idle_s` seconds without events nothing is yielded, with the place reached.
    """
    loop = asyncio.get_running_loop()
    due = loop.time() + idle_s
    async with feed.listening(tenant) as news:
        while True:
            news.clear()
            found, position, more = await look(feed, tenant, position, read)
            if found:
                due = loop.time() + idle_s
                yield found, position
            if found or more:
                continue
            wait = due - loop.time()
            if wait <= 0:
                due = loop.time() + idle_s
                yield (), position
                continue
            if position < feed.floor:
                wait = min(wait, BEHIND_S)
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await news.wait()


def told_of(rows: Sequence[EventRow]) -> Iterator[Told]:
    """Give rows of the table as subscribers get them."""
    for row in rows:
        yield Told(row.id, row.at, row.kind, row.call_id, row.people, row.queues, row.data)


async def _read(reader: asyncio.StreamReader) -> _Frame:
    length = int.from_bytes(await reader.readexactly(4), "big")
    if length > LONGEST_FRAME:
        raise msgspec.DecodeError("frame too long")
    return _DECODER.decode(await reader.readexactly(length))
