"""Who acts in a request, how much it may ask yet, and what of it is noted in the audit log beside changes of rows.

Invariant: what `NOTED` names is given to nobody before it stands in the log: while that cannot be written, nothing is
heard or taken away. Pure ASGI: it wraps streamed answers without holding them up.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from starlette.datastructures import MutableHeaders

from offhook.db.acting import Actor, acting, current_actor
from offhook.db.notes import Note, note
from offhook.ids import new_id

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from offhook.api.context import Context

# Method, path below /api/v1, action, resource. A test holds it to all that is no JSON.
NOTED: tuple[tuple[str, str, str, str], ...] = (
    ("GET", "/calls/{}/recording", "hear", "calls"),
    ("GET", "/recordings/{}/audio", "hear", "recordings"),
    ("GET", "/voicemails/{}/audio", "hear", "voicemails"),
    ("GET", "/calls/{}/trace", "read_trace", "calls"),
    ("GET", "/calls/{}/trace.pcapng", "read_trace", "calls"),
    ("GET", "/calls/export", "export", "calls"),
    ("GET", "/contacts/export", "export", "contacts"),
    ("GET", "/company/exports/{}/file", "export", "tenants"),
    ("GET", "/companies/{}/exports/{}/file", "export", "tenants"),
    ("GET", "/audit/export", "export", "audit"),
    ("POST", "/calls/{}/supervise", "ask_to_supervise", "calls"),
)
AGAIN = timedelta(minutes=10)  # players fetch a sound in many parts
_PREFIX = "/api/v1"
_PATTERNS = tuple(
    (method, re.compile(_PREFIX + re.escape(path).replace(r"\{\}", "([^/]+)")), action, resource)
    for method, path, action, resource in NOTED
)
_FAILED = 400


class Acting:
    """The middleware: whatever a request changes is its login's doing, from its address, under one change id."""

    def __init__(self, app: ASGIApp, *, context: Context) -> None:
        self._app = app
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wanted = _wanted(scope)

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                if wanted is not None and message["status"] < _FAILED:
                    await self._note(wanted)
                for name, value in scope["state"].get("rate_headers", {}).items():
                    MutableHeaders(scope=message)[name] = value
            await send(message)

        client = scope.get("client")
        scope.setdefault("state", {})
        with acting(Actor("web", address=client[0] if client else "", change_id=new_id())):
            await self._app(scope, receive, noted)

    async def _note(self, wanted: Note) -> None:
        if (tenant := current_actor().tenant_id) is not None:
            async with self._context.database.tenant(tenant) as session:
                await note(session, wanted, once_within=AGAIN)


def _wanted(scope: Scope) -> Note | None:
    for method, pattern, action, resource in _PATTERNS:
        if method == scope["method"] and (found := pattern.fullmatch(scope["path"])):
            return Note(action, resource, _id(found[1]) if pattern.groups else None)
    return None


def _id(text: str) -> str | None:
    try:
        return str(UUID(text))
    except ValueError:
        return None  # names nothing: the answer is 404
