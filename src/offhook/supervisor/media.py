"""The media server: started detached or adopted, watched through its control socket, stopped in order.

Invariant: it lives in a session of its own and holds no pipe to us, so conversations go on when the supervisor dies.
As long as our connection stands, the process id that it told us is its own (docs/media-control.md).
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

from offhook.errors import ResourceError
from offhook.media import binary
from offhook.supervisor.backoff import Backoff
from offhook.supervisor.logs import open_log, tail

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.config import Settings

START_SECONDS: Final = 10.0
HELLO_SECONDS: Final = 3.0
STOP_SECONDS: Final = 3.0
LONGEST_FRAME: Final = 1 << 20


@dataclass(slots=True)
class Acquaintance:
    """A media server that answered us."""

    pid: int
    version: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def gone(self) -> None:
        """Wait until it is no more."""
        with suppress(OSError):
            while await self.reader.read(65536):
                pass
        self.writer.close()


class MediaServer:
    """The media server of one data folder."""

    def __init__(self, settings: Settings, tell: Callable[[str], None]) -> None:
        self._settings = settings
        self._tell = tell
        self._log = settings.data / "log" / "media.log"
        self._ours: subprocess.Popen[bytes] | None = None
        self._server: Acquaintance | None = None
        self._watching: asyncio.Task[None] | None = None
        self.backoff = Backoff()

    @property
    def pid(self) -> int | None:
        """The running process, None between two lives."""
        return self._server.pid if self._server else None

    async def start(self) -> None:
        """Adopt the server that runs, or start one; then keep one running.

        Raises:
            ResourceError: it does not start; the text says why.
        """
        try:
            self._server = await meet(self._settings)
            self._tell(f"The media server runs already (process {self._server.pid}): its calls go on")
        except ResourceError:
            self._server = await self._launch()
        self._watching = asyncio.get_running_loop().create_task(self._watch())

    async def stop(self, hurry: asyncio.Event) -> None:
        """End it: SIGTERM, and SIGKILL after some seconds or when `hurry` is set."""
        if self._watching is not None:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching
        if self._server is not None:
            server, self._server = self._server, None
            gone = asyncio.ensure_future(server.gone())
            hurried = asyncio.ensure_future(hurry.wait())
            _signal(server.pid, signal.SIGTERM)
            await asyncio.wait({gone, hurried}, timeout=STOP_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if not gone.done():
                _signal(server.pid, signal.SIGKILL)
            await gone
            hurried.cancel()
            await self._reap()
        else:
            await self._reap(hard=True)

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            started = loop.time()
            if self._server is not None:
                await self._server.gone()
                self._server = None
                await self._reap()
            pause = self.backoff.pause(loop.time() - started)
            self._tell(
                "the media server died, calls without it end; "
                + (f"next start in {pause:.1f} s" if pause else "restart")
            )
            await asyncio.sleep(pause)
            try:
                self._server = await self._launch()
            except ResourceError as error:
                self._tell(str(error))

    async def _launch(self) -> Acquaintance:
        command = [str(binary.path()), "--control", str(self._settings.media_socket)]
        log = open_log(self._log)
        try:
            self._ours = subprocess.Popen(  # noqa: ASYNC220, S603  returns at once; our program, arguments of the settings
                [*command, "--rtp-ports", self._settings.rtp_ports],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        except OSError as error:
            raise ResourceError(f"the media server cannot be started: {error}") from error
        finally:
            os.close(log)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + START_SECONDS
        while True:
            try:
                return await meet(self._settings)
            except ResourceError as error:
                if self._ours.poll() is not None or loop.time() > deadline:
                    await self._reap(hard=True)
                    raise ResourceError(
                        f"the media server does not start; {self._log} ends:\n{tail(self._log)}"
                    ) from error
            await asyncio.sleep(0.02)

    async def _reap(self, *, hard: bool = False) -> None:
        if self._ours is not None:
            if hard:
                self._ours.kill()
            await asyncio.to_thread(self._ours.wait)
            self._ours = None


async def meet(settings: Settings) -> Acquaintance:
    """Connect to the media server and learn who it is.

    Raises:
        ResourceError: none answers.
    """
    writer = None
    try:
        async with asyncio.timeout(HELLO_SECONDS):
            reader, writer = await asyncio.open_unix_connection(str(settings.media_socket))
            body = msgspec.msgpack.encode([{"id": 1, "do": "hello", "version": 1, "controller": f"pid {os.getpid()}"}])
            writer.write(len(body).to_bytes(4, "big") + body)
            hello = _answer(await _frame(reader))
            return Acquaintance(int(hello["pid"]), str(hello["server"]), reader, writer)
    except (OSError, EOFError, KeyError, ValueError, TypeError, msgspec.DecodeError) as error:
        if writer is not None:
            writer.close()
        raise ResourceError(f"the media server does not answer on {settings.media_socket}: {error}") from error


async def _frame(reader: asyncio.StreamReader) -> list[Any]:
    length = int.from_bytes(await reader.readexactly(4), "big")
    if length > LONGEST_FRAME:
        raise ValueError("frame too long")
    return msgspec.msgpack.decode(await reader.readexactly(length), type=list[Any])


def _answer(frame: list[Any]) -> dict[str, Any]:
    for item in frame:
        if item.get("id") == 1:
            answer: dict[str, Any] = item["ok"]
            return answer
    raise ValueError("no answer to hello")


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
