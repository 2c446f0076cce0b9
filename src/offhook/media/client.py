"""The connection to a media server: commands out, replies and events in.

Invariant: commands leave in the order given; those of two turns of the loop leave in one frame. After a loss the client
comes back by itself, and every command whose reply was awaited fails with the code `lost`: a snapshot shows what became
of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec

from offhook.errors import MediaError
from offhook.media import protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ReplyT = TypeVar("ReplyT")

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 1.0
HELLO_TIMEOUT_S = 5.0
LARGEST_BACKLOG = 8 << 20
LATE_LOOK_S = 0.5
_LENGTH = 4


class _Waiting(NamedTuple):
    """A command given whose reply is awaited."""

    reply: type[Any]
    future: asyncio.Future[Any]
    deadline: float


class MediaClient:
    """One controller's connection; `on_event` is called on the loop, in order, and must not block."""

    def __init__(self, path: Path, controller: str, on_event: Callable[[protocol.Event], None]) -> None:
        self.errors = 0
        self.fingerprint = ""  # of the server's certificate for DTLS, as in a=fingerprint
        self._path = path
        self._controller = controller
        self._on_event = on_event
        self._ids = itertools.count(1)
        self._encoder = msgspec.msgpack.Encoder()
        self._waiting: dict[int, _Waiting] = {}
        self._outgoing: list[bytes] = []
        self._loop = asyncio.get_running_loop()
        self._look: asyncio.TimerHandle | None = None
        self._transport: asyncio.WriteTransport | None = None
        self._ready = asyncio.Event()
        self._boot: str | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        """Whether commands can be given now."""
        return self._ready.is_set()

    async def start(self, timeout_s: float = 10.0) -> None:
        """Connect and keep connected; returns when the server has answered.

        Raises `MediaError` with the code `away` when it has not within `timeout_s`; the client goes on trying.
        """
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="media client")
        try:
            async with asyncio.timeout(timeout_s):
                await self._ready.wait()
        except TimeoutError:
            raise MediaError("away", f"no media server answers at {self._path}") from None

    async def close(self) -> None:
        """Disconnect for good; sessions stay as their orphan policy says."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def do(self, command: protocol.Command[ReplyT], timeout_s: float = 10.0) -> ReplyT:
        """Give a command and wait for its reply.

        Raises `MediaError`: the server's code, `away` without a connection, `lost` when it broke, `late` after
        `timeout_s` and half a second at most.
        """
        return await self.ask(command, timeout_s)

    def ask(self, command: protocol.Command[ReplyT], timeout_s: float = 10.0) -> asyncio.Future[ReplyT]:
        """Give a command now and return what will hold its reply, or the error that `do` would raise."""
        if self.connected:
            return self._exchange(command, timeout_s)
        away: asyncio.Future[ReplyT] = self._loop.create_future()
        away.set_exception(MediaError("away", "the media server is not connected"))
        return away

    def post(self, command: protocol.Command[Any]) -> None:
        """Give a command without waiting; a refusal is logged and counted in `errors`.

        It goes with the number 0, because nobody looks up what came of it.
        """
        if self.connected:
            self._give(command)
        else:
            self._failed("away", f"{type(command).__name__}: the media server is not connected")

    def _exchange(self, command: protocol.Command[ReplyT], timeout_s: float) -> asyncio.Future[ReplyT]:
        future: asyncio.Future[ReplyT] = self._loop.create_future()
        number = next(self._ids)
        self._waiting[number] = _Waiting(command.reply, future, self._loop.time() + timeout_s)
        self._give(msgspec.structs.replace(command, id=number))
        if self._look is None:
            self._look = self._loop.call_later(LATE_LOOK_S, self._look_for_late)
        return future

    def _look_for_late(self) -> None:
        """Fail what waits too long: one timer for all, because a timer for each command costs more than the command."""
        self._look = None
        now = self._loop.time()
        for number, waiting in list(self._waiting.items()):
            if waiting.deadline <= now:
                del self._waiting[number]
                if not waiting.future.done():
                    waiting.future.set_exception(MediaError("late", "no reply in time"))
        if self._waiting:
            self._look = self._loop.call_later(LATE_LOOK_S, self._look_for_late)

    def _give(self, command: protocol.Command[Any]) -> None:
        if not self._outgoing:
            # One turn later than need be: a program that this turn's event wakes adds its commands to the same frame.
            self._loop.call_soon(self._loop.call_soon, self._flush)
        self._outgoing.append(self._encoder.encode(command))

    def _flush(self) -> None:
        commands, self._outgoing = self._outgoing, []
        if self._transport is None:
            return
        frame: list[bytes] = []
        size = 0
        for command in commands:
            if size + len(command) > protocol.LARGEST_COMMAND_FRAME // 2:
                self._write(self._transport, frame)
                frame, size = [], 0
            frame.append(command)
            size += len(command)
        self._write(self._transport, frame)
        if self._transport.get_write_buffer_size() > LARGEST_BACKLOG:
            log.error("the media server does not read its commands; connecting anew")
            self._transport.abort()

    @staticmethod
    def _write(transport: asyncio.WriteTransport, commands: list[bytes]) -> None:
        if commands:
            body = b"\xdd" + len(commands).to_bytes(4, "big") + b"".join(commands)
            transport.write(len(body).to_bytes(4, "big") + body)

    async def _run(self) -> None:
        pause = FIRST_PAUSE_S
        try:
            while True:
                if await self._serve():
                    pause = FIRST_PAUSE_S
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
        finally:
            self._drop()

    async def _serve(self) -> bool:
        """Connect, and read until the connection ends; returns whether it ever was of use."""
        try:
            self._transport, link = await self._loop.create_unix_connection(
                lambda: _Link(self._received, self._loop.create_future()), str(self._path)
            )
        except OSError:
            return False
        greeting = self._loop.create_task(self._greet(), name="media hello")
        try:
            await link.lost
        finally:
            greeting.cancel()
            was_ready = self.connected
            self._drop()
        return was_ready

    async def _greet(self) -> None:
        try:
            hello = await self._exchange(protocol.SayHello(controller=self._controller), HELLO_TIMEOUT_S)
        except MediaError as error:
            log.error("the media server refuses this controller: %s", error)  # noqa: TRY400  its text says it all
            if self._transport is not None:
                self._transport.abort()
            return
        same = self._boot in (None, hello.boot)
        self._boot = hello.boot
        self.fingerprint = hello.fingerprint
        self._tell(protocol.ServerBack(boot=hello.boot, same=same))
        self._ready.set()

    def _drop(self) -> None:
        if self._transport is not None:
            self._transport.abort()
            self._transport = None
        if self._look is not None:
            self._look.cancel()
            self._look = None
        was_ready = self.connected
        self._ready.clear()
        self._outgoing.clear()
        waiting, self._waiting = self._waiting, {}
        for _, future, _ in waiting.values():
            if not future.done():
                future.set_exception(MediaError("lost", "the connection broke before the reply"))
        if was_ready:
            self._tell(protocol.ServerLost())

    def _tell(self, event: protocol.Event) -> None:
        # Its own turn, so that an error of the handler is the loop's to report and ends nothing here.
        self._loop.call_soon(self._on_event, event)

    def _received(self, body: bytes) -> None:
        for item in msgspec.msgpack.decode(body, type=list[dict[str, Any]]):
            if "event" not in item:
                self._replied(item)
                continue
            try:
                event = msgspec.convert(item, protocol.ServerEvent)
            except msgspec.ValidationError as error:
                log.warning("an event of the media server is not understood: %s", error)
                continue
            self._tell(event)

    def _replied(self, item: dict[str, Any]) -> None:
        error = item.get("error")
        waiting = self._waiting.pop(item.get("id", 0), None)
        if waiting is None:  # posted, or too late
            if error is not None:
                self._failed(error["code"], error.get("text", ""))
            return
        if waiting.future.done():
            return
        if error is not None:
            waiting.future.set_exception(MediaError(error["code"], error.get("text", "")))
        else:
            waiting.future.set_result(msgspec.convert(item.get("ok"), waiting.reply))

    def _failed(self, code: str, text: str) -> None:
        self.errors += 1
        log.warning("the media server did not carry out a command: %s: %s", code, text)


class _Link(asyncio.Protocol):
    """Cuts what comes from the server into frames; `lost` is done when the connection is over."""

    def __init__(self, received: Callable[[bytes], None], lost: asyncio.Future[None]) -> None:
        self.lost = lost
        self._received = received
        self._buffer = bytearray()
        self._transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the connection."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Hand over each frame that is whole."""
        buffer = self._buffer
        buffer += data
        start = 0
        try:
            while len(buffer) - start >= _LENGTH:
                length = int.from_bytes(buffer[start : start + _LENGTH], "big")
                if length > protocol.LARGEST_REPLY_FRAME:
                    self._give_up(f"the media server sent a frame of {length} bytes; connecting anew")
                    return
                end = start + _LENGTH + length
                if len(buffer) < end:
                    break
                self._received(bytes(buffer[start + _LENGTH : end]))
                start = end
        except msgspec.DecodeError as error:
            self._give_up(f"the media server sent what is no frame; connecting anew: {error}")
            return
        del buffer[:start]

    def connection_lost(self, _: Exception | None) -> None:
        """Say so."""
        if not self.lost.done():
            self.lost.set_result(None)

    def _give_up(self, why: str) -> None:
        log.error("%s", why)
        if isinstance(self._transport, asyncio.WriteTransport):
            self._transport.abort()
