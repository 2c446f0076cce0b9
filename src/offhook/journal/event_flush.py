"""Events from the journal to PostgreSQL, in the order of their ids.

Invariant: the table holds every event up to `complete`, so that whoever reads it in order skips none. An event leaves
the journal's state only when the table or a file beside the journal has it; what is in files is written before what is
in memory. The calls that events tell of are in the database before them.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import psycopg

from offhook.journal.events import EventsFlushed
from offhook.journal.rows import encode_events
from offhook.journal.spool import event_files, first_event, read_events, write_events
from offhook.journal.statements import SET_TENANT, WRITE_EVENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from offhook.journal.events import EventHappened, Events
    from offhook.journal.log import Journal

_log = logging.getLogger(__name__)

REFUSED = (psycopg.DataError, psycopg.IntegrityError, TypeError, ValueError)  # the last two: no JSON can be made of it
_BATCH = 500  # events per transaction
_SET_ASIDE_AT = 5000  # events in memory
_FILE = 5000  # events per file
_KEEP_AT_MOST = 50_000  # events in memory when the disk takes no file either


class EventFlush:
    """Writes the events of one journal; `lost` counts those that neither database nor disk would take.

    `refused` counts those that the database refuses for what they contain, as when their company is gone.
    `on_complete` is told when the table has more.
    """

    def __init__(self, journal: Journal, events: Events) -> None:
        self.lost = 0
        self.refused = 0
        self.on_complete: Callable[[], None] = lambda: None
        self._journal = journal
        self._events = events
        self._files: list[Path] | None = None  # None = to be looked up

    @property
    def complete(self) -> int:
        """Up to which id the table holds every event."""
        if self._files is None:
            self._files = event_files(self._journal.folder)
        if self._files:
            return first_event(self._files[0]) - 1
        return min(self._events.pending, default=self._events.last + 1) - 1

    async def flush(self, connection: psycopg.AsyncConnection[tuple[Any, ...]]) -> None:
        """Write what was there at the beginning.

        Raises:
            psycopg.Error: the database is away.
            OSError: a file cannot be read.
        """
        last = self._events.last
        if self._files is None:
            self._files = await asyncio.to_thread(event_files, self._journal.folder)
        while self._files:
            events = await asyncio.to_thread(read_events, self._files[0])
            for start in range(0, len(events), _BATCH):
                await self._write(connection, events[start : start + _BATCH])
            await asyncio.to_thread(self._files[0].unlink, missing_ok=True)
            del self._files[0]
            self.on_complete()
        while (events := self._events.oldest(_BATCH)) and events[0].id <= last:
            await self._write(connection, events)
            self._journal.append(EventsFlushed(events[-1].id))
            self.on_complete()

    async def set_aside(self) -> None:
        """Move events to the disk when there are too many, and drop the oldest when the disk is full too."""
        pending = self._events.pending
        if len(pending) < _SET_ASIDE_AT:
            return
        try:
            while len(pending) >= _FILE:
                events = self._events.oldest(_FILE)
                await asyncio.to_thread(write_events, self._journal.folder, events)
                self._files = None
                self._journal.append(EventsFlushed(events[-1].id))
        except OSError as error:
            if excess := self._events.oldest(max(0, len(pending) - _KEEP_AT_MOST)):
                self.lost += len(excess)
                _log.error("%d events are lost, because neither database nor disk takes them: %s", len(excess), error)
                self._journal.append(EventsFlushed(excess[-1].id))

    async def _write(
        self, connection: psycopg.AsyncConnection[tuple[Any, ...]], events: Sequence[EventHappened]
    ) -> None:
        try:
            await _write_together(connection, events)
        except REFUSED:
            for event in events:
                try:
                    await _write_together(connection, [event])
                except REFUSED as error:
                    self.refused += 1
                    _log.error("the database refuses event %d (%s): %s", event.id, event.kind, error)


async def _write_together(
    connection: psycopg.AsyncConnection[tuple[Any, ...]], events: Sequence[EventHappened]
) -> None:
    """Write events in one transaction; each company's under that company's name."""
    companies: dict[str, list[EventHappened]] = defaultdict(list)
    for event in events:
        companies[event.tenant].append(event)
    async with connection.transaction(), connection.pipeline():
        for tenant, theirs in companies.items():
            await connection.execute(SET_TENANT, (tenant,))
            await connection.execute(WRITE_EVENTS, (encode_events(theirs),))
