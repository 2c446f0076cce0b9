"""SIP over WebSocket (RFC 7118): `/sip` gives a browser's messages to the switch and brings back the switch's.

Nothing is read into the messages. One frame is one SIP message, text or binary; a frame of line ends alone is a
keep-alive (RFC 5626 §3.5.1). The connection outlives the switch: while none runs, the browser is not read any further.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocketDisconnect, WebSocketState

from offhook.api.connections import ABORT
from offhook.sip.address import Flow, Transport
from offhook.sip.wire import MAX_MESSAGE

if TYPE_CHECKING:
    from starlette.websockets import WebSocket

    from offhook.transport.edge import SwitchLink

_LOG = logging.getLogger(__name__)

PATH: Final = "/sip"
SUBPROTOCOL: Final = "sip"
_GOODBYE: Final = 2.0
_NORMAL, _GOING_AWAY, _UNSUPPORTED, _POLICY, _TOO_BIG = 1000, 1001, 1003, 1008, 1009  # RFC 6455 §7.4.1


@dataclass(frozen=True, slots=True)
class Limits:
    """What browsers may use; times in seconds, sizes in octets."""

    connections: int = 10_000
    per_address: int = 500
    unsent: int = 1 << 20
    first_message: float = 30.0
    idle: float = 8_000.0  # longer than the longest registration


@dataclass(slots=True)
class SipSockets:
    """All WebSockets of `/sip`."""

    link: SwitchLink
    limits: Limits = field(default_factory=Limits)
    per_address: Counter[str] = field(default_factory=Counter)

    def route(self) -> WebSocketRoute:
        """Return the route that serves them."""
        return WebSocketRoute(PATH, self._serve)

    async def _serve(self, socket: WebSocket) -> None:
        if refusal := self._refusal(socket):
            status, text = refusal
            await socket.send_denial_response(PlainTextResponse(text + "\n", status))
            return
        host = _remote(socket)[0]
        self.per_address[host] += 1
        try:
            await socket.accept(SUBPROTOCOL)
            await _Browser(socket, self.link, self.limits).serve()
        finally:
            self.per_address[host] -= 1
            if not self.per_address[host]:
                del self.per_address[host]

    def _refusal(self, socket: WebSocket) -> tuple[int, str] | None:
        if SUBPROTOCOL not in socket.scope["subprotocols"]:
            return 400, "this is for SIP: ask for the subprotocol sip (RFC 7118)"
        origin = socket.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != socket.headers.get("host"):
            return 403, "only pages of this server may connect"
        host = _remote(socket)[0]
        if len(self.link) >= self.limits.connections or self.per_address[host] >= self.limits.per_address:
            _LOG.warning("too many connections, the newest from %s refused", host)
            return 503, "too many connections"
        return None


class _Browser:
    """One WebSocket, as the link holds it."""

    def __init__(self, socket: WebSocket, link: SwitchLink, limits: Limits) -> None:
        server = socket.scope.get("server") or ("127.0.0.1", 80)
        transport: Transport = "wss" if socket.url.scheme == "wss" else "ws"
        self.flow = Flow(transport, (server[0], server[1] or 80), _remote(socket), next(link.numbers))
        self._socket = socket
        self._link = link
        self._limits = limits
        self._out: deque[bytes] = deque()
        self._unsent = 0
        self._wake = asyncio.Event()
        self._ending = ""
        self._code = _NORMAL
        self._ended = asyncio.Event()

    def deliver(self, data: bytes) -> None:
        """Send a message, when it is its turn."""
        self._unsent += len(data)
        if self._unsent > self._limits.unsent:
            self._close(_POLICY, "too much waits to be sent")
            return
        self._out.append(data)
        self._wake.set()

    def end(self, reason: str) -> None:
        """Close the connection."""
        self._close(_GOING_AWAY, reason)

    async def serve(self) -> None:
        """Pump until the browser or the switch ends it."""
        self._link.opened(self)
        reading = asyncio.ensure_future(self._read())
        writing = asyncio.ensure_future(self._write())
        ended = asyncio.ensure_future(self._ended.wait())
        try:
            await asyncio.wait({reading, writing, ended}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._link.closed(self, self._ending or "by the peer")
            for task in (reading, writing, ended):
                task.cancel()
            await asyncio.gather(reading, writing, ended, return_exceptions=True)
        if self._socket.application_state is WebSocketState.CONNECTED is self._socket.client_state:
            await self._say_goodbye()

    async def _say_goodbye(self) -> None:
        """Close by the rules, or without them when the browser takes nothing any more."""
        try:
            async with asyncio.timeout(_GOODBYE):
                await self._socket.close(self._code, self._ending)
        except TimeoutError:
            abort = self._socket.scope.get("extensions", {}).get(ABORT)
            if abort is not None:
                abort()

    def _close(self, code: int, reason: str) -> None:
        if not self._ending:
            self._ending, self._code = reason, code
            self._ended.set()

    async def _read(self) -> None:
        limit = self._limits.first_message
        while True:
            try:
                async with asyncio.timeout(limit):
                    message = await self._socket.receive()
            except TimeoutError:
                self._close(_POLICY, "nothing was said")
                return
            if message["type"] != "websocket.receive":
                return
            text = message.get("text")
            data: bytes = message["bytes"] if text is None else text.encode()
            if len(data) > MAX_MESSAGE:
                self._close(_TOO_BIG, f"at most {MAX_MESSAGE} octets")
                return
            if not data.strip(b"\r\n"):
                if len(data) > 2:  # noqa: PLR2004  CRLF CRLF asks, CRLF answers
                    self.deliver(b"\r\n")
                continue
            limit = self._limits.idle
            await self._link.send(self, data)

    async def _write(self) -> None:
        socket = self._socket
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._out:
                    data = self._out.popleft()
                    self._unsent -= len(data)
                    try:
                        text = data.decode()
                    except UnicodeDecodeError:
                        await socket.send_bytes(data)
                    else:
                        await socket.send_text(text)
        except (WebSocketDisconnect, RuntimeError, OSError):
            return


def _remote(socket: WebSocket) -> tuple[str, int]:
    client = socket.client
    return (client.host, client.port) if client else ("127.0.0.1", 0)
