"""The company's events: `GET /events` as they happen (server-sent events), `GET /events/log` for those who poll.

Invariant: what comes after an id comes whole, in order and once, whichever way it is asked for. Who may see some people
only gets events that concern these. A stream ends within a minute of the session or token by which it was opened.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import aclosing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import psycopg
import sqlalchemy.exc
from fastapi import APIRouter, Depends, Header, Query, Request
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

from offhook.api.connections import ABORT
from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.models import Model, Utc
from offhook.api.permissions import Caller, authenticate, permitted
from offhook.api.problems import responses
from offhook.errors import ResourceError
from offhook.events.feed import Feed, Told, follow, told_of
from offhook.events.kinds import TEXTS, Kind, table
from offhook.events.service import KEPT, EventFilter, first_kept, newest_event, read_events

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

    from starlette.types import Message, Receive, Scope, Send

    from offhook.api.context import Context

router = APIRouter(tags=["events"])

MOST_OF_COMPANY = 50
MOST_OF_ALL = 2000
PAGE = 500
BEAT_S = 15.0
CHECK_S = 30.0
UNREAD_S = 30.0  # so long a subscriber may take nothing
RETRY_MS = 2000
_AWAY = (
    sqlalchemy.exc.OperationalError,
    sqlalchemy.exc.InterfaceError,
    sqlalchemy.exc.TimeoutError,
    psycopg.OperationalError,
    OSError,
)
_check = permitted("events.read")
Reader = Annotated[Caller, Depends(_check)]
After = Annotated[
    int | None, Query(ge=0, le=1 << 62, description="The id of the last event that you have; 0: all that are kept")
]
Kinds = Annotated[
    list[Kind] | None,
    Query(max_length=50, description="Only these; repeat it for each", examples=[["call.ended"]]),
]
LastEventId = Annotated[
    int | None,
    Header(ge=0, le=1 << 62, description="As `after`, sent by an `EventSource` that connects again; it goes first"),
]
_OF_NO_CALL = {"agent.state", "queue.state", "registration"}
_EXAMPLES = {  # a description has no nulls, so no events that are of no call
    kind: {
        "summary": found.text,
        "value": {
            "items": [
                {
                    "id": 1790000000250000,
                    "at": "2026-09-21T14:13:20.250000Z",
                    "kind": kind,
                    "call": "0197c1a2-7d0e-7cc3-98c4-dc0c0c0739ff",
                    "data": dict(found.data),
                }
            ],
            "last": 1790000000250000,
            "gap": False,
        },
    }
    for kind, found in TEXTS.items()
    if kind not in _OF_NO_CALL
}
_ABOUT = f"""Each event has an `id` that rises, the time `at`, its `kind`, the id of its `call` or null, and `data`:

{table()}

Events are kept for {KEPT.days} days. An agent gets those that concern it."""
_STREAM = f"""Tell what happens, as it happens, as server-sent events.

An event comes as the lines `id`, `event` (the kind) and `data` (the whole event as JSON). Every {BEAT_S:.0f} seconds
without one a comment comes. When the connection ends, connect again with the last id in the header `Last-Event-ID`, as
an `EventSource` does by itself: what happened meanwhile comes first, nothing is left out and nothing comes twice.
Without it you get what happens from now on. The event `gap` comes first where your id is older than what is kept;
the event `end` says why a stream ends that could have gone on, as when you were logged out.

{_ABOUT}"""
_LOG = f"""List events after an id, oldest first.

Ask again with `last` as `after`; ask at once where there were as many as `limit`. `gap`: your id is older than what
is kept, so something may be missing before these.

{_ABOUT}"""


class EventModel(Model):
    """Something that happened."""

    id: int = Field(description="Rises with each event of the company; microseconds since 1970, more or less")
    at: Utc
    kind: Kind
    call: str | None = Field(description="The call that it is about")
    data: dict[str, Any] = Field(description="By `kind`, see above")


class EventLogModel(Model):
    """A page of events, oldest first."""

    items: list[EventModel]
    last: int = Field(description="To be given as `after` next time")
    gap: bool


class Streams:
    """How many streams are open, of each company."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    def full(self, tenant: str) -> bool:
        """Tell whether a company, or all together, have as many as they may."""
        return self._open[tenant] >= MOST_OF_COMPANY or self._open.total() >= MOST_OF_ALL

    @contextmanager
    def one(self, tenant: str) -> Iterator[None]:
        """Count a stream while it is open."""
        self._open[tenant] += 1
        try:
            yield
        finally:
            self._open[tenant] -= 1
            if not self._open[tenant]:
                del self._open[tenant]


class EventStream(StreamingResponse):
    """A stream that is counted, and cut off when it is not read."""

    media_type = "text/event-stream"

    def __init__(self, content: AsyncIterator[bytes], streams: Streams, tenant: str) -> None:
        super().__init__(content, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._streams = streams
        self._tenant = tenant

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream."""
        abort: Callable[[], None] = scope.get("extensions", {}).get(ABORT, lambda: None)

        async def bounded(message: Message) -> None:
            try:
                async with asyncio.timeout(UNREAD_S):
                    await send(message)
            except TimeoutError:
                abort()
                raise OSError("the subscriber does not read") from None

        with self._streams.one(self._tenant):
            await super().__call__(scope, receive, bounded)


@router.get(
    "/events",
    response_class=EventStream,
    status_code=200,
    description=_STREAM,
    responses={
        200: {
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
            "description": "Events, until one of us ends it",
        },
        **responses(401, 403, 422, 429, 503),
    },
)
async def stream_events(
    context: InContext,
    request: Request,
    caller: Reader,
    after: After = None,
    kinds: Kinds = None,
    last_event_id: LastEventId = None,
) -> EventStream:
    """Tell what happens, as it happens."""
    streams: Streams = request.app.state.streams
    tenant = caller.principal.tenant_id
    if streams.full(tenant):
        raise HTTPException(429, f"at most {MOST_OF_COMPANY} streams of a company at a time", {"Retry-After": "10"})
    given = after if last_event_id is None else last_event_id
    subscriber = _Subscriber(request, context, caller, frozenset(kinds) if kinds else None)
    await subscriber.place(given)
    return EventStream(subscriber.stream(), streams, tenant)


@router.get(
    "/events/log",
    description=_LOG,
    responses={
        200: {"content": {"application/json": {"examples": _EXAMPLES}}},
        **responses(401, 403, 422, 503),
    },
)
async def read_log(
    context: InContext,
    request: Request,
    caller: Reader,
    after: After = None,
    kinds: Kinds = None,
    limit: Annotated[int, Query(ge=1, le=PAGE)] = 100,
) -> EventLogModel:
    """List events after an id."""
    position = after or 0
    complete = _feed(request).complete
    wanted = _filter(caller, frozenset(kinds) if kinds else None)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        rows = await read_events(session, position, wanted, limit)
    last = rows[-1].id if rows else position
    return EventLogModel(
        items=[EventModel(**told.shown) for told in told_of(rows)],
        last=last if len(rows) == limit else max(last, complete),
        gap=0 < position < first_kept(datetime.now(UTC)),
    )


class _Subscriber:
    """Who reads a stream."""

    def __init__(self, request: Request, context: Context, caller: Caller, kinds: frozenset[str] | None) -> None:
        self._request = request
        self._context = context
        self._feed = _feed(request)
        self._tenant = caller.principal.tenant_id
        self._kinds = kinds
        self._wanted = _filter(caller, kinds)
        self._position = 0
        self._gap: dict[str, Any] | None = None

    async def place(self, after: int | None) -> None:
        """Find where to begin."""
        newest = self._feed.newest
        if not self._feed.connected:
            async with self._context.database.tenant(self._tenant) as session:
                newest = await newest_event(session)
        oldest = first_kept(datetime.now(UTC))
        self._position = newest if after is None else after
        if after is not None and (0 < after < oldest or (self._feed.connected and after > newest)):
            self._position = min(after, newest)
            self._gap = {"after": after, "kept_since": datetime.now(UTC) - KEPT}

    async def stream(self) -> AsyncIterator[bytes]:
        """Give the stream's text."""
        yield b"retry: %d\nid: %d\n\n" % (RETRY_MS, self._position)
        if self._gap is not None:
            yield b"event: gap\ndata: %s\n\n" % msgspec.json.encode(self._gap)
        loop = asyncio.get_running_loop()
        check_at = loop.time() + CHECK_S
        async with aclosing(follow(self._feed, self._tenant, self._position, self._read, BEAT_S)) as told:
            async for events, position in told:
                text = b"".join(one.text for one in events if self._wanted.wants(one.kind, one.people))
                if text:
                    yield text
                elif not events:
                    yield b":\nid: %d\n\n" % position
                if loop.time() >= check_at:
                    check_at = loop.time() + CHECK_S
                    if not await self._may_go_on():
                        yield _end("log in again, or send a token that is valid")
                        return
                    if self._feed.connected and position > self._feed.newest:
                        yield _end("there is no event with your id here")
                        return

    async def _read(self, after: int) -> tuple[Sequence[Told], bool]:
        try:
            async with self._context.database.tenant(self._tenant) as session:
                rows = await read_events(session, after, self._wanted, PAGE)
        except _AWAY as error:
            raise ResourceError("the database is away") from error
        return list(told_of(rows)), len(rows) == PAGE

    async def _may_go_on(self) -> bool:
        """Look whether the session or token is still good, and for whose events."""
        self._request.state.principal = None  # who it was at the beginning
        try:
            caller = await _check(await authenticate(self._request, self._context))
        except HTTPException:
            return False
        except _AWAY:
            return True  # nobody knows; the next look will show
        self._wanted = _filter(caller, self._kinds)
        return caller.principal.tenant_id == self._tenant


def _filter(caller: Caller, kinds: frozenset[str] | None) -> EventFilter:
    return EventFilter(kinds, caller.visible)


def _feed(request: Request) -> Feed:
    feed = request.app.state.feed
    assert isinstance(feed, Feed)
    return feed


def _end(reason: str) -> bytes:
    return b"event: end\ndata: %s\n\n" % msgspec.json.encode({"reason": reason})
