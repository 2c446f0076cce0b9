"""Events on their way to the web process, each at once after the journal has it.

A frame is as in `control.py`. The first says `since`: of later ids all follow here, up to it all are in the table, or
will be; each says `complete`, up to which id the table has all. Invariant: ids rise along a connection. Who reads too
slowly is let go, and finds in the table what it missed.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec

from offhook.journal.events import EventHappened

if TYPE_CHECKING:
    import asyncio

    from offhook.journal.event_flush import EventFlush
    from offhook.journal.log import Journal

log = logging.getLogger(__name__)

MOST_UNREAD = 8 << 20  # bytes
_ALL = 1 << 62
_ENCODER = msgspec.msgpack.Encoder()


class EventStream:
    """Streams the events of a journal to whoever connects."""

    def __init__(self, journal: Journal, flush: EventFlush) -> None:
        self._journal = journal
        self._flush = flush
        self._fresh: list[EventHappened] = []
        self._readers: set[asyncio.StreamWriter] = set()
        journal.watches[EventHappened] = self._fresh.append
        journal.on_written = self._send_fresh
        flush.on_complete = self._send

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Stream to one reader until it goes."""
        self._journal.flush_now()
        self._send_fresh()
        pending = self._journal.state.events.oldest(_ALL)
        since = pending[0].id - 1 if pending else self._journal.state.events.last
        writer.write(_frame({"since": since, "complete": self._flush.complete, "events": pending}))
        self._readers.add(writer)
        try:
            while await reader.read(1024):
                pass
        finally:
            self._readers.discard(writer)

    def close(self) -> None:
        """Let everybody go."""
        for writer in self._readers.copy():
            writer.close()

    def _send_fresh(self) -> None:
        if self._fresh:
            events = self._fresh.copy()
            self._fresh.clear()
            self._send(events)

    def _send(self, events: list[EventHappened] | tuple[()] = ()) -> None:
        if not self._readers:
            return
        frame = _frame({"complete": self._flush.complete, "events": events})
        for writer in self._readers.copy():
            if writer.transport.get_write_buffer_size() > MOST_UNREAD:
                log.warning("who reads events does not keep up, and is let go")
                self._readers.discard(writer)
                writer.transport.abort()
            else:
                with suppress(RuntimeError):  # it is being closed
                    writer.write(frame)


def _frame(message: dict[str, Any]) -> bytes:
    body = _ENCODER.encode(message)
    return len(body).to_bytes(4, "big") + body
