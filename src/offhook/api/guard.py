"""What every answer carries and every request is held to: security headers, and limits for bodies.

Pure ASGI: it wraps streamed answers without holding them up.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders

from offhook.api.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 1 << 20
BODY_S = 30.0
MAX_SOUND = 20 << 20
SOUND_S = 300.0
_SOUND = re.compile(r"/api/v1/prompts/(uploads|[^/]+/audio)")
SECURITY_POLICY = (
    "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; "
    "media-src 'self' blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Content-Security-Policy": SECURITY_POLICY,
}


class Guard:
    """The middleware; `strict` tells browsers to come by HTTPS only from now on (RFC 6797)."""

    def __init__(self, app: ASGIApp, *, strict: bool = False) -> None:
        self._app = app
        self._strict = strict

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most, seconds = (MAX_SOUND, SOUND_S) if _SOUND.fullmatch(scope["path"]) else (MAX_BODY, BODY_S)
        left, too_large = most, f"at most {most} bytes"
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        whole = False

        async def counted() -> Message:
            nonlocal left, whole
            try:
                async with asyncio.timeout_at(None if whole else deadline):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, "the request did not come to its end") from None
            whole = not message.get("more_body", False)
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413, too_large)
            return message

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(scope, MutableHeaders(scope=message), strict=self._strict)
            await send(message)

        length = Headers(scope=scope).get("content-length", "0")
        if not length.isdigit() or int(length) > most:
            await problem(413, too_large)(scope, receive, guarded)
        else:
            await self._app(scope, counted, guarded)


def _complete(scope: Scope, headers: MutableHeaders, *, strict: bool) -> None:
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    if scope["path"].startswith("/api/"):
        headers.setdefault("Cache-Control", "no-store")
    if strict and scope["scheme"] == "https":
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
