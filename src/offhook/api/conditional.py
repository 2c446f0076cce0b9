"""Entity tags (RFC 9110 §8.8.3) of what is read, and the conditions that name them (§13.1).

Invariant: of two who write with `If-Match` what both have seen, one wins: the tag is compared and the change made under
a lock for the path, within this process by a lock of its own and between processes by PostgreSQL's.

A tag has two parts where the switch adds what it knows at the moment (whether a telephone is registered): who changes
the configuration is asked for the first, who reads for both. Pure ASGI.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from sqlalchemy import text
from starlette.datastructures import Headers, MutableHeaders

from offhook.api.answers import Answer, receiving
from offhook.api.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from offhook.db.engine import Database

PREFIX = "/api/v1/"
WRITING = frozenset({"PUT", "PATCH", "DELETE"})
OWN = re.compile(r"/api/v1/scenarios/[^/]+/draft")  # names the graph that was seen; `scenario/store.py` compares
LIVE: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = (
    (re.compile(r"/api/v1/devices(/[^/]+)?"), frozenset({"status", "contacts"})),
    (
        re.compile(r"/api/v1/trunks(/[^/]+)?"),
        frozenset(
            {"status", "since", "last_status", "last_reason", "next_attempt", "used_in", "used_out", "alarm"}
            | {"registration", "health", "targets", "answers_ms"}
        ),
    ),
)
AT_ONCE = 3  # each holds a connection while its request takes another
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:path, 0))")
_NOT_FOR_READING = frozenset({b"if-match", b"if-none-match", b"range", b"content-length", b"content-type"})
_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')


class Conditional:
    """The middleware."""

    def __init__(self, app: ASGIApp, *, database: Database) -> None:
        self._app = app
        self._database = database
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._app(scope, receive, send)
        elif scope["method"] == "GET":
            await self._read(scope, receive, send)
        elif scope["method"] in WRITING and not OWN.fullmatch(scope["path"]):
            await self._write(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _read(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tag an answer of JSON; everything else goes as it comes."""
        answer, tagged = Answer(), False

        async def look(message: Message) -> None:
            nonlocal tagged
            if message["type"] == "http.response.start":
                tagged = message["status"] == 200 and _is_json(message)  # noqa: PLR2004
            if tagged:
                await answer.take(message)
            else:
                await send(message)

        await self._app(scope, receive, look)
        if not tagged:
            return
        wanted = Headers(scope=scope).get("if-none-match")
        if "etag" in answer.headers:
            wanted = None  # it is of a part, such as a scenario's graph
        tag = _tag(scope["path"], answer)
        MutableHeaders(raw=answer.raw_headers).setdefault("ETag", tag)
        if wanted is not None and (wanted.strip() == "*" or tag in _tags(wanted.replace("W/", ""))):
            kept = [(name, value) for name, value in answer.raw_headers if not name.startswith(b"content-")]
            answer = Answer(304, kept)
        await answer.send(send)

    async def _write(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, wanted = scope["path"], Headers(scope=scope).get("if-match")
        lock = self._locks.setdefault(path, asyncio.Lock())
        async with AsyncExitStack() as held:
            await held.enter_async_context(lock)
            if wanted is not None:
                await held.enter_async_context(self._turns)
                session = await held.enter_async_context(self._database.system())
                await session.execute(_LOCK, {"path": path})
                refused = await self._refusal(scope, wanted)
                if refused is not None:
                    await refused(scope, receive, send)
                    return
            await self._app(scope, receive, send)

    async def _refusal(self, scope: Scope, wanted: str) -> Any:
        """Return the answer to a condition that does not hold, None when the request may go on."""
        headers = [(name, value) for name, value in scope["headers"] if name not in _NOT_FOR_READING]
        state = dict(scope.get("state", {}))
        seen = Answer()
        reading = {**scope, "method": "GET", "headers": headers, "state": state, "query_string": b""}
        await self._app(reading, receiving(b""), seen.take)
        if seen.status in {405, 404}:
            # What is not there is told by the request itself.
            return problem(412, "nothing can be read here that has an ETag") if seen.status == 405 else None  # noqa: PLR2004
        if seen.status != 200:  # noqa: PLR2004
            return problem(seen.status, "what is there now cannot be read")
        if wanted.strip() == "*" or _configured(_tag(scope["path"], seen)) in {
            _configured(one) for one in _tags(wanted)
        }:
            return None
        return problem(412, "somebody changed it since you read it; read it again")


def _is_json(message: Message) -> bool:
    return Headers(raw=list(message["headers"])).get("content-type", "").startswith("application/json")


def _tag(path: str, answer: Answer) -> str:
    """Return the tag of an answer, of the parts that are configured and those that are of the moment."""
    if own := answer.headers.get("etag"):
        return own
    whole = _digest(answer.body)
    for pattern, fields in LIVE:
        if pattern.fullmatch(path):
            fixed = json.dumps(_without(json.loads(answer.body), fields), sort_keys=True).encode()
            return f'"{_digest(fixed)}.{whole}"'
    return f'"{whole}"'


def _configured(tag: str) -> str:
    return tag.strip('"').partition(".")[0]


def _without(value: Any, fields: frozenset[str]) -> Any:
    match value:
        case dict():
            return {key: _without(one, fields) for key, one in value.items() if key not in fields}
        case list():
            return [_without(one, fields) for one in value]
    return value


def _tags(header: str) -> list[str]:
    """Return the strong tags of a header; weak ones never match (RFC 9110 §13.1.1)."""
    return [tag for tag in _TAG.findall(header) if not tag.startswith("W/")]


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=12).hexdigest()
