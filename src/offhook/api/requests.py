"""What becomes of every HTTP request: it has an id, and is counted by its route, its status and how long it took.

Invariant: a client's `X-Request-Id` is taken when it looks like one, and every answer has it. Counters know routes of
the application only, never what a client wrote in their places. What streams on for hours counts until it begins.
"""

from __future__ import annotations

import re
import time
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from starlette.datastructures import Headers, MutableHeaders

from offhook.ids import new_id
from offhook.log import about_request

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID: Final = "X-Request-Id"
BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
_SOUND_ID: Final = re.compile(r"[A-Za-z0-9._:-]{8,64}")
_STREAM: Final = "text/event-stream"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SERVER_ERROR: Final = 500


@dataclass(slots=True)
class Durations:
    """How many requests took how long: `counts` by `BOUNDS` and beyond, `total` in seconds."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    total: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds


@dataclass(slots=True)
class RequestTally:
    """The requests that were answered so far, by (method, route, status), with durations by (method, route)."""

    answered: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    took: dict[tuple[str, str], Durations] = field(default_factory=dict)
    under_way: int = 0

    def add(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer."""
        self.answered[method, route, status] += 1
        self.took.setdefault((method, route), Durations()).add(seconds)


class Requests:
    """The middleware."""

    def __init__(self, app: ASGIApp, tally: RequestTally) -> None:
        self._app = app
        self._tally = tally

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID, "")
        request = given if _SOUND_ID.fullmatch(given) else new_id()
        about_request.set(request)  # for this request's task, and what it begins
        begun, status, streamed = time.perf_counter(), _SERVER_ERROR, 0.0

        async def named(message: Message) -> None:
            nonlocal status, streamed
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID] = request
                if headers.get("content-type", "").startswith(_STREAM):
                    streamed = time.perf_counter() - begun
            await send(message)

        self._tally.under_way += 1
        try:
            await self._app(scope, receive, named)
        finally:
            self._tally.under_way -= 1
            took = streamed or time.perf_counter() - begun
            self._tally.add(_method(scope), route_of(scope), status, took)


def route_of(scope: Scope) -> str:
    """Return the route that served a request, with its places: `/api/v1/calls/{call_id}`; what has none is `other`."""
    route: Any = scope.get("route")
    path = getattr(route, "path_format", None) or getattr(route, "path", None)
    if not isinstance(path, str):
        return "other"
    prefix = "/api/v1"
    if scope["path"].startswith(f"{prefix}/") and not path.startswith(prefix):
        return prefix + path
    return path


def _method(scope: Scope) -> str:
    method: str = scope["method"]
    return method if method in _METHODS else "other"
