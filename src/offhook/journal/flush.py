"""From the journal to PostgreSQL: calls that changed are written in one batch at most every half second, then events.

Invariant: a call leaves the journal's state only when the database or a spool file has it whole. While the database is
away nothing is lost and no call waits: what changed stays marked, ended calls beyond a bound are set aside on the disk
(`spool.py`), and the first success after it writes all. A call that the database refuses for what it contains is
logged, kept in a file for a person to look at, and does not hold up the others.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec
import psycopg

from offhook.journal.event_flush import REFUSED, EventFlush
from offhook.journal.kept import Kept, Owed
from offhook.journal.rows import encode_rows
from offhook.journal.spool import frames, read_spool, spools, write_spool
from offhook.journal.state import CallsFlushed
from offhook.journal.statements import (
    CLOSE_OWED,
    HEARD_STEPS,
    NOTE_HEARD,
    NOTIFY,
    SEAL_RECORDINGS,
    SET_TENANT,
    TOLD,
    TRY_OWED,
    WRITE_CALLS,
    WRITE_OWED,
    WRITE_VOICEMAILS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from offhook.db.engine import Database
    from offhook.journal.log import Journal
    from offhook.journal.state import CallState, SwitchState

_log = logging.getLogger(__name__)

_AWAY = (psycopg.Error, OSError)
_CONNECT_S = 5
_STATEMENT_S = 30
_INTERVAL_S = 0.5
_MAX_DELAY_S = 5.0
_BATCH = 100  # calls per transaction: encoding takes some ms of the loop, and a notification holds 8,000 bytes
_SPOOL_BATCH = 500  # calls per spool file
_SPOOL_AT = 1000  # ended calls in memory
_KEEP_AT_MOST = 50_000  # ended calls in memory when the disk takes no spool file either
_LATE_RECORDING_US = 30_000_000  # a recording's end may follow that of its call by so much


class Flusher:
    """Writes the calls of one journal to the database. `fault` says why it cannot at the moment, or is None.

    `lost` counts ended calls that neither database nor disk would take, `refused` those set aside for their contents;
    `flushed_at` is when it last took all there was (monotonic seconds).
    `on_kept` is told of what is in the database now, before the calls are forgotten that left it there.
    """

    def __init__(self, journal: Journal, state: SwitchState, database: Database) -> None:
        self.fault: str | None = None
        self.lost = 0
        self.refused = 0
        self.events = EventFlush(journal, state.events)
        self.flushed_at = time.monotonic()
        self.on_kept: Callable[[Kept], None] = lambda _: None
        self._journal = journal
        self._state = state
        self._database = database
        self._connection: psycopg.AsyncConnection[tuple[Any, ...]] | None = None
        self._task: asyncio.Task[None] | None = None
        self._delay = _INTERVAL_S
        self._spooled: list[Path] | None = None  # None = to be looked up
        self._lingering: set[str] = set()

    def start(self) -> None:
        """Begin to flush in a task of its own, until `stop`."""
        self._task = asyncio.create_task(self._run(), name="flusher")

    async def stop(self, within_s: float = 3.0) -> None:
        """Stop, after a last attempt to write what is there; what it does not write stays in the journal."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while await self.flush() and (self._state.dirty or self._state.events.pending):
                    pass
        await self._disconnect()

    async def _run(self) -> None:
        while True:
            await self.flush()
            self._delay = min(2 * self._delay, _MAX_DELAY_S) if self.fault else _INTERVAL_S
            await asyncio.sleep(self._delay)

    async def flush(self) -> bool:
        """Write what changed so far; False when the database is away (then ended calls may go to the disk)."""
        try:
            await self._flush_state()
            await self._flush_spool()
            await self.events.flush(await self._connect())
        except _AWAY as error:
            if self.fault is None:
                _log.error("the history waits in the journal, because the database does not take it: %s", error)
            self.fault = str(error)
            await self._disconnect()
            await self._set_aside()
            return False
        self.flushed_at = time.monotonic()
        if self.fault is not None:
            _log.warning("the database takes the history again")
            self.fault = None
        return True

    async def _flush_state(self) -> None:
        state = self._state
        if self._lingering:
            self._forget([call for name in self._lingering.copy() if (call := state.calls.get(name))])
        changed = list(state.dirty)  # what changes meanwhile waits for the next time: under load something always does
        for start in range(0, len(changed), _BATCH):
            names = changed[start : start + _BATCH]
            state.dirty.difference_update(names)
            calls = [call for name in names if (call := state.calls.get(name))]
            # A call that changes from here on is marked again, and therefore neither missed nor forgotten.
            try:
                await self._write(calls)
            except BaseException:
                state.dirty.update(name for name in names if name in state.calls)
                raise
            self._forget(calls)

    def _forget(self, written: Iterable[CallState]) -> None:
        """Let go of calls that are over; one whose recording is still being closed may change and stays a while."""
        now = time.time_ns() // 1000
        flushed = []
        for call in written:
            if call.ended_at is None or call.id in self._state.dirty:
                continue
            if call.open_recordings and now - call.ended_at < _LATE_RECORDING_US:
                self._lingering.add(call.id)
            else:
                flushed.append(call.id)
        self._let_go(flushed)

    def _let_go(self, calls: list[str]) -> None:
        if calls:
            self._lingering.difference_update(calls)
            self._journal.append(CallsFlushed(calls))

    async def _write(self, calls: Sequence[CallState]) -> None:
        if not calls:
            return
        try:
            await self._write_together(calls)
        except REFUSED:
            for call in calls:
                try:
                    await self._write_together([call])
                except REFUSED as error:
                    await self._refuse(call, error)

    async def _write_together(self, calls: Iterable[CallState]) -> None:
        """Write calls in one transaction; each company's rows under that company's name."""
        companies: dict[str, list[CallState]] = defaultdict(list)
        for call in calls:
            companies[call.tenant].append(call)
        kept, made, closed = Kept(), [], []
        connection = await self._connect()
        async with connection.transaction(), connection.pipeline():
            for tenant, theirs in companies.items():
                await connection.execute(SET_TENANT, (tenant,))
                rows = encode_rows(theirs)
                kept.take(theirs)
                await connection.execute(WRITE_CALLS, (rows,))
                if over := [call for call in theirs if call.recordings and not call.open_recordings]:
                    await connection.execute(SEAL_RECORDINGS, (encode_rows(over),))
                messages = [call for call in theirs if call.voicemails]
                if messages:
                    await connection.execute(WRITE_VOICEMAILS, (encode_rows(messages),))
                if missed := [call for call in theirs if call.owed]:
                    made.append(await connection.execute(WRITE_OWED, (encode_rows(missed),)))
                if talked := [call for call in theirs if call.connected_at is not None]:
                    closed.append(await connection.execute(CLOSE_OWED, (encode_rows(talked),)))
                if tried := [call for call in theirs if call.direction == "outbound" and call.connected_at is None]:
                    await connection.execute(TRY_OWED, (encode_rows(tried),))
                if heard := [call for call in theirs if any(step.kind in HEARD_STEPS for step in call.steps)]:
                    await connection.execute(NOTE_HEARD, (encode_rows(heard),))
            await connection.execute(NOTIFY, (_notifications(companies),))
        known = {call.id: call for theirs in companies.values() for call in theirs}
        kept.made += [one for cursor in made for one in await _owed(cursor, known, "owed_call.made")]
        kept.closed += [one for cursor in closed for one in await _owed(cursor, known, "owed_call.closed")]
        self.on_kept(kept)

    async def _connect(self) -> psycopg.AsyncConnection[tuple[Any, ...]]:
        """Return the flusher's own connection, which stays open: borrowing one each time costs more than the batch."""
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(
                self._database.url,
                autocommit=True,
                connect_timeout=_CONNECT_S,
                keepalives_idle=10,
                keepalives_interval=5,
                keepalives_count=3,
                options=f"-c statement_timeout={_STATEMENT_S}s",
            )
        return self._connection

    async def _disconnect(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def _refuse(self, call: CallState, error: Exception) -> None:
        self.refused += 1
        path = self._journal.folder / f"refused-{call.id}.json"
        _log.error("the database refuses call %s, kept in %s: %s", call.id, path, error, extra={"call": call.id})
        plain = json.dumps(msgspec.to_builtins(call), default=repr, skipkeys=True, indent=1)
        with suppress(OSError):
            await asyncio.to_thread(path.write_text, plain, "utf-8")

    async def _flush_spool(self) -> None:
        if self._spooled is None:
            self._spooled = await asyncio.to_thread(spools, self._journal.folder)
        while self._spooled:
            path = self._spooled[0]
            calls = await asyncio.to_thread(read_spool, path)
            await self._recall(calls)
            for start in range(0, len(calls), _BATCH):
                await self._write(calls[start : start + _BATCH])
            await asyncio.to_thread(path.unlink)
            del self._spooled[0]

    async def _recall(self, calls: Sequence[CallState]) -> None:
        """Note what was told of calls before a kill that left their file in place."""
        known = {call.id: call for call in calls}
        connection = await self._connect()
        for event in self._state.events.pending.values():
            if event.call in known and "id" in event.data:
                known[event.call].told.append(f"{event.kind} {event.data['id']}")
        for tenant in {call.tenant for call in calls}:
            async with connection.transaction():
                await connection.execute(SET_TENANT, (tenant,))
                for call, what in await (await connection.execute(TOLD, (list(known),))).fetchall():
                    known[call].told.append(what)

    async def _set_aside(self) -> None:
        """Move ended calls to the disk when there are too many, and drop the oldest when the disk is full too."""
        await self.events.set_aside()
        ended = self._state.ended_calls()
        if len(ended) < _SPOOL_AT:
            return
        ended.sort(key=lambda call: call.ended_at or 0)
        try:
            for start in range(0, len(ended) - len(ended) % _SPOOL_BATCH, _SPOOL_BATCH):
                batch = ended[start : start + _SPOOL_BATCH]
                await asyncio.to_thread(write_spool, self._journal.folder, frames(batch))
                self._let_go([call.id for call in batch])
                self._spooled = None
        except OSError as error:
            excess = [call.id for call in ended[: max(0, len(ended) - _KEEP_AT_MOST)] if call.id in self._state.calls]
            if excess:
                self.lost += len(excess)
                _log.error("%d calls are lost, because neither database nor disk takes them: %s", len(excess), error)
                self._let_go(excess)


async def _owed(
    cursor: psycopg.AsyncCursor[tuple[Any, ...]], known: Mapping[str, CallState], kind: str
) -> list[tuple[CallState, Owed]]:
    """Return what a statement gave of owed calls, as far as it was not told, with the calls that brought it about."""
    return [
        (known[call], Owed(*owed))
        for call, *owed in await cursor.fetchall()
        if f"{kind} {owed[0]}" not in known[call].told
    ]


def _notifications(companies: dict[str, list[CallState]]) -> list[str]:
    return [
        msgspec.json.encode({"tenant": tenant, "calls": [call.id for call in calls]}).decode()
        for tenant, calls in companies.items()
    ]
