"""The connection to a media server: commands out, replies and events in.

Invariant: commands leave in the order given; those of one turn of the loop leave in one frame. After a loss the client
comes back by itself, and every command that had no reply fails with the code `lost`: a snapshot shows what became of
it.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
from typing import TYPE_CHECKING, Any, TypeVar

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


class MediaClient:
    """One controller's connection; `on_event` is called on the loop, in order, and must not block."""

    def __init__(self, path: Path, controller: str, on_event: Callable[[protocol.Event], None]) -> None:
        self.errors = 0
        self._path = path
        self._controller = controller
        self._on_event = on_event
        self._ids = itertools.count(1)
        self._encoder = msgspec.msgpack.Encoder()
        self._waiting: dict[int, tuple[protocol.Command[Any], asyncio.Future[Any] | None]] = {}
        self._outgoing: list[bytes] = []
        self._writer: asyncio.StreamWriter | None = None
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
        `timeout_s`.
        """
        if not self.connected:
            raise MediaError("away", "the media server is not connected")
        return await self._exchange(command, timeout_s)

    def post(self, command: protocol.Command[Any]) -> None:
        """Give a command without waiting; a refusal is logged and counted in `errors`."""
        if self.connected:
            self._give(command, None)
        else:
            self._failed(command, "away", "the media server is not connected")

    async def _exchange(self, command: protocol.Command[ReplyT], timeout_s: float) -> ReplyT:
        future: asyncio.Future[ReplyT] = asyncio.get_running_loop().create_future()
        number = self._give(command, future)
        try:
            async with asyncio.timeout(timeout_s):
                return await future
        except TimeoutError:
            raise MediaError("late", f"no reply within {timeout_s} s") from None
        finally:
            self._waiting.pop(number, None)

    def _give(self, command: protocol.Command[Any], future: asyncio.Future[Any] | None) -> int:
        number = next(self._ids)
        if not self._outgoing:
            asyncio.get_running_loop().call_soon(self._flush)
        self._outgoing.append(self._encoder.encode(msgspec.structs.replace(command, id=number)))
        self._waiting[number] = (command, future)
        return number

    def _flush(self) -> None:
        commands, self._outgoing = self._outgoing, []
        if self._writer is None:
            return
        frame: list[bytes] = []
        size = 0
        for command in commands:
            if size + len(command) > protocol.LARGEST_COMMAND_FRAME // 2:
                self._write(self._writer, frame)
                frame, size = [], 0
            frame.append(command)
            size += len(command)
        self._write(self._writer, frame)
        if self._writer.transport.get_write_buffer_size() > LARGEST_BACKLOG:
            log.error("the media server does not read its commands; connecting anew")
            self._writer.transport.abort()

    @staticmethod
    def _write(writer: asyncio.StreamWriter, commands: list[bytes]) -> None:
        if commands:
            body = b"\xdd" + len(commands).to_bytes(4, "big") + b"".join(commands)
            writer.write(len(body).to_bytes(4, "big") + body)

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
            reader, self._writer = await asyncio.open_unix_connection(str(self._path))
        except OSError:
            return False
        greeting = asyncio.create_task(self._greet(), name="media hello")
        try:
            while True:
                length = int.from_bytes(await reader.readexactly(4), "big")
                if length > protocol.LARGEST_REPLY_FRAME:
                    log.error("the media server sent a frame of %d bytes; connecting anew", length)
                    break
                self._received(await reader.readexactly(length))
        except (OSError, asyncio.IncompleteReadError):
            pass
        except msgspec.DecodeError:
            log.exception("the media server sent what is no frame; connecting anew")
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
            if self._writer is not None:
                self._writer.transport.abort()
            return
        same = self._boot in (None, hello.boot)
        self._boot = hello.boot
        self._tell(protocol.ServerBack(boot=hello.boot, same=same))
        self._ready.set()

    def _drop(self) -> None:
        if self._writer is not None:
            self._writer.transport.abort()
            self._writer = None
        was_ready = self.connected
        self._ready.clear()
        self._outgoing.clear()
        waiting, self._waiting = self._waiting, {}
        for command, future in waiting.values():
            if future is None:
                self._failed(command, "lost", "the connection broke before the reply")
            elif not future.done():
                future.set_exception(MediaError("lost", "the connection broke before the reply"))
        if was_ready:
            self._tell(protocol.ServerLost())

    def _tell(self, event: protocol.Event) -> None:
        # Its own turn, so that an error of the handler is the loop's to report and ends nothing here.
        asyncio.get_running_loop().call_soon(self._on_event, event)

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
        command, future = self._waiting.pop(item.get("id", 0), (None, None))
        if command is None:
            log.warning("a reply of the media server answers nothing: %s", item.get("error", "ok"))
            return
        error = item.get("error")
        if error is not None:
            if future is None:
                self._failed(command, error["code"], error.get("text", ""))
            elif not future.done():
                future.set_exception(MediaError(error["code"], error.get("text", "")))
        elif future is not None and not future.done():
            future.set_result(msgspec.convert(item.get("ok"), command.reply))

    def _failed(self, command: protocol.Command[Any], code: str, text: str) -> None:
        self.errors += 1
        log.warning("the media server did not carry out %s: %s: %s", type(command).__name__, code, text)
