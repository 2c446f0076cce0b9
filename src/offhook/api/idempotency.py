"""`Idempotency-Key` on every POST (draft-ietf-httpapi-idempotency-key-header): done once, answered as often as wanted.

Invariant: a POST with a key is begun in the database before anything of it is done; its answer is kept, sealed, before
it is given. Answers that mean "try again" are not kept. Keys are a user's own. Pure ASGI.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from typing import TYPE_CHECKING

from fastapi import Request
from starlette.datastructures import Headers

from offhook.api.answers import Answer, receiving, whole_body
from offhook.api.permissions import COOKIE, authenticate
from offhook.api.problems import problem
from offhook.db.sealing import Sealer
from offhook.idempotency.service import LONGEST_KEY, Begun, Keyed, StoredAnswer, begin, finish, forget
from offhook.ids import new_id

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from offhook.api.context import Context
    from offhook.ids import TenantId

HEADER = "idempotency-key"
REPLAYED = (b"idempotency-replayed", b"true")
PREFIX = "/api/v1/"
WITHOUT_USER = frozenset({"/api/v1/login", "/api/v1/logout"})
AGAIN = frozenset({401, 403, 408, 409, 425, 429})
LARGEST = 1 << 20
_FAILED = 500
_KEY = re.compile(rf'[!#-\[\]-~]{{1,{LONGEST_KEY}}}|"[ !#-\[\]-~]{{1,{LONGEST_KEY}}}"')


class Idempotent:
    """The middleware."""

    def __init__(self, app: ASGIApp, *, context: Context) -> None:
        self._app = app
        self._context = context
        self._doer = new_id()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        key = Headers(scope=scope).get(HEADER) if scope["type"] == "http" and scope["method"] == "POST" else None
        if key is None or not scope["path"].startswith(PREFIX) or not _has_user(scope):
            await self._app(scope, receive, send)
        elif not _KEY.fullmatch(key):
            text = f"Idempotency-Key: 1 to {LONGEST_KEY} characters of ASCII, such as a UUID"
            await problem(422, text, errors=[{"field": "header.Idempotency-Key", "message": text}])(
                scope, receive, send
            )
        else:
            await self._serve(scope, receive, send, key.strip('"'))

    async def _serve(self, scope: Scope, receive: Receive, send: Send, key: str) -> None:
        principal = await authenticate(Request(scope, receive), self._context)
        body = await whole_body(receive)
        keyed = Keyed(principal.user_id, key, _fingerprint(scope, body), self._doer)
        sealer = await asyncio.to_thread(Sealer.of, self._context.settings.data)
        async with self._context.database.tenant(principal.tenant_id) as session:
            begun = await begin(session, keyed, sealer)
        if begun.state != "new":
            await _known(begun).send(send) if begun.answer else await _refusal(begun)(scope, receive, send)
            return
        answer = Answer()
        try:
            await self._app(scope, receiving(body), answer.take)
        except Exception:
            await self._forget(principal.tenant_id, begun.id)
            raise
        if answer.status in AGAIN or answer.status >= _FAILED or len(answer.body) > LARGEST:
            await self._forget(principal.tenant_id, begun.id)
        else:
            stored = StoredAnswer(answer.status, answer.raw_headers, answer.body)
            async with self._context.database.tenant(principal.tenant_id) as session:
                await finish(session, begun.id, stored, sealer)
        await answer.send(send)

    async def _forget(self, tenant: TenantId, request_id: str) -> None:
        async with self._context.database.tenant(tenant) as session:
            await forget(session, request_id)


def _has_user(scope: Scope) -> bool:
    if scope["path"] in WITHOUT_USER:
        return False
    headers = Headers(scope=scope)
    return "authorization" in headers or COOKIE in headers.get("cookie", "")


def _fingerprint(scope: Scope, body: bytes) -> bytes:
    headers = Headers(scope=scope)
    told = (scope["path"].encode(), scope["query_string"], headers.get("content-type", "").encode(), body)
    found = hashlib.sha256()
    for part in told:
        found.update(len(part).to_bytes(8, "big") + part)
    return found.digest()


def _known(begun: Begun) -> Answer:
    assert begun.answer is not None
    return Answer(begun.answer.status, [*begun.answer.headers, REPLAYED], begun.answer.body)


def _refusal(begun: Begun) -> ASGIApp:
    match begun.state:
        case "other":
            return problem(422, "this Idempotency-Key was used for another request; take a new one")
        case "lost":
            words = (
                "the server was restarted while it did this: look whether it was done, then take a new Idempotency-Key"
            )
            return problem(409, words)
    return problem(409, "this request is being done", headers={"Retry-After": "1"})
