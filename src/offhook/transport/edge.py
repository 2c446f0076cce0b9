"""An edge's end of its link with the switch: it holds connections through the switch's restarts (see link.py).

While no switch is there, what came in waits with its connection, which is not read any further. What a switch had not
dealt with when it died goes to the next one; what it had, but had not said so, comes there twice, as on UDP.
Invariant: a switch is told of all connections first; one that let the link go while it lives has forgotten them, so
they are closed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from offhook.errors import BadMessage
from offhook.transport.link import Connecting, ConnectionNumbers, Frame, Kind, LinkReader, encode, encode_opening

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from offhook.sip.address import Flow

_LOG = logging.getLogger(__name__)

_FIRST_PAUSE: Final = 0.02
_LONGEST_PAUSE: Final = 0.25
_CHUNK: Final = 256 * 1024


class Held(Protocol):
    """A connection of an edge. `flow` tells what it is; it is known to the switch from `SwitchLink.opened` on."""

    flow: Flow

    def deliver(self, data: bytes) -> None:
        """Send a message to the peer, without waiting."""

    def end(self, reason: str) -> None:
        """Close the connection; `SwitchLink.closed` follows."""


class SwitchLink:
    """The way to whichever switch runs. `name` says which edge this is: "web" or "tls"."""

    def __init__(self, path: Path, name: str) -> None:
        self.numbers = ConnectionNumbers()
        self.on_connect: Callable[[int, Connecting], None] | None = None
        self._path = path
        self._name = name.encode()
        self._held: dict[int, Held] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._there = asyncio.Event()
        self._token = b""
        self._untaken: deque[tuple[int, bytes]] = deque()
        self._task: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._held)

    def start(self) -> None:
        """Look for a switch from now on."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Let the switch go, which takes the connections for closed."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def opened(self, held: Held) -> None:
        """Tell of a new connection."""
        self._held[held.flow.connection] = held
        if self._there.is_set():
            self._write(encode_opening(held.flow))

    async def send(self, held: Held, data: bytes) -> None:
        """Give a message of a connection to the switch; waits while there is none, or it does not take it."""
        while True:
            await self._there.wait()
            writer = self._writer
            if writer is None:
                continue
            number = held.flow.connection
            self._untaken.append((number, data))
            writer.write(encode(Kind.MESSAGE, number, data))
            with contextlib.suppress(ConnectionError):
                await writer.drain()
            return

    def offer(self, held: Held, data: bytes) -> bool:
        """Give a message to the switch at once; False when that would have to wait, see `send`."""
        writer = self._writer
        if writer is None or writer.transport.get_write_buffer_size() > _CHUNK:
            return False
        self._untaken.append((held.flow.connection, data))
        writer.write(encode(Kind.MESSAGE, held.flow.connection, data))
        return True

    def closed(self, held: Held, reason: str) -> None:
        """Tell that a connection is gone."""
        number = held.flow.connection
        if self._held.pop(number, None) is not None and self._there.is_set():
            self._write(encode(Kind.CLOSED, number, reason.encode()))

    def _write(self, data: bytes) -> None:
        if self._writer is not None:
            self._writer.write(data)

    async def _run(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                reader, writer = await asyncio.open_unix_connection(str(self._path))
            except OSError:
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
                continue
            pause = _FIRST_PAUSE
            try:
                await self._serve(reader, writer)
            except (OSError, asyncio.IncompleteReadError):
                pass
            except BadMessage as error:
                _LOG.error("the link with the switch is broken: %s", error)
            finally:
                self._there.clear()
                self._writer = None
                writer.close()
            _LOG.info("the switch is away; %d connections wait", len(self._held))
            await asyncio.sleep(pause)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        frames = LinkReader()
        while data := await reader.read(_CHUNK):
            for frame in frames.feed(data):
                if frame.kind is Kind.WELCOME:
                    self._greet(frame.content, writer)
                else:
                    self._take(frame)

    def _greet(self, token: bytes, writer: asyncio.StreamWriter) -> None:
        if token == self._token:
            self._untaken.clear()
            for held in list(self._held.values()):
                held.end("the switch lost this connection")
        self._token = token
        self._untaken = deque(one for one in self._untaken if one[0] in self._held)
        openings = [encode_opening(held.flow) for held in self._held.values()]
        again = [encode(Kind.MESSAGE, number, data) for number, data in self._untaken]
        writer.write(b"".join([encode(Kind.HELLO, 0, self._name), *openings, encode(Kind.COMPLETE), *again]))
        self._writer = writer
        self._there.set()

    def _take(self, frame: Frame) -> None:
        if frame.kind is Kind.TAKEN:
            for _ in range(min(frame.connection, len(self._untaken))):
                self._untaken.popleft()
            return
        if frame.kind is Kind.CONNECT and self.on_connect is not None:
            try:
                self.on_connect(frame.connection, msgspec.msgpack.decode(frame.content, type=Connecting))
            except msgspec.MsgspecError as error:
                raise BadMessage(400, "no connection is wanted so") from error
            return
        held = self._held.get(frame.connection)
        if held is None:
            return  # closed meanwhile; the switch is being told
        match frame.kind:
            case Kind.MESSAGE:
                held.deliver(frame.content)
            case Kind.CLOSE:
                held.end(frame.content.decode(errors="replace"))
            case _:
                raise BadMessage(400, f"{frame.kind.name} is no word of a switch")
