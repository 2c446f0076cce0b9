"""One child process: started, restarted when it dies, stopped in order.

Invariant: at most one process per child exists, and none after `stop`. A child runs in a session of its own, so that
Ctrl-C reaches the supervisor only; it learns of the supervisor's death by the end of a pipe (`supervisor/parent.py`).
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from offhook.supervisor import standby
from offhook.supervisor.backoff import Backoff
from offhook.supervisor.logs import open_log, tail

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from pathlib import Path

log = logging.getLogger(__name__)

SPARE_AFTER_SECONDS: Final = 2.0
SHOW_LOG_AT: Final = 2  # deaths in a row: the first may be an accident, further ones repeat themselves


@dataclass(frozen=True, slots=True)
class Launch:
    """What a process is started with; `lent` sockets are closed on our side once it has them."""

    environment: dict[str, str]
    descriptors: list[int]
    lent: list[socket.socket] = field(default_factory=list)


class Spare:
    """A process in waiting for one child (`supervisor/standby.py`); made a little after the child started."""

    def __init__(self, command: list[str], log: Path, launch: Callable[[], Launch]) -> None:
        self._command = command
        self._log = log
        self._launch = launch
        self._process: asyncio.subprocess.Process | None = None
        self._link: socket.socket | None = None
        self._preparing: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The process in waiting, None when there is none."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    def prepare(self, delay_s: float = 0.0) -> None:
        """Have one after `delay_s`, unless there is one."""
        if self._preparing is None or self._preparing.done():
            self._preparing = asyncio.get_running_loop().create_task(self._prepare(delay_s))

    def take(self, launch: Launch) -> asyncio.subprocess.Process | None:
        """Let the process in waiting take over and return it; None when there is none."""
        process, link, self._process, self._link = self._process, self._link, None, None
        if process is None or link is None:
            return None
        with link:
            try:
                standby.send_go(link, launch.lent[0].fileno())
            except OSError:
                return None
        return process if process.returncode is None else None

    async def stop(self) -> None:
        """End it."""
        if self._preparing is not None:
            self._preparing.cancel()
            with suppress(asyncio.CancelledError):
                await self._preparing
        if self._link is not None:
            self._link.close()
        if self._process is not None:
            _signal(self._process, signal.SIGKILL)
            await self._process.wait()

    async def _prepare(self, delay_s: float) -> None:
        await asyncio.sleep(delay_s)
        if self.pid is not None:
            return
        ours, theirs = standby.link()
        plain = self._launch()
        number = theirs.fileno()
        launch = Launch(plain.environment | {standby.VARIABLE: str(number)}, [*plain.descriptors, number])
        try:
            self._process = await _start(self._command, launch, self._log)
            self._link = ours
        except OSError as error:
            ours.close()
            log.warning("no process can be held in waiting: %s", error)
        finally:
            theirs.close()


class Child:
    """A process that shall always run."""

    def __init__(
        self,
        name: str,
        command: list[str],
        log: Path,
        launch: Callable[[], Launch],
        tell: Callable[[str], None],
        spare: Spare | None = None,
    ) -> None:
        self.name = name
        self.backoff = Backoff()
        self._command = command
        self._log = log
        self._launch = launch
        self._tell = tell
        self._spare = spare
        self._process: asyncio.subprocess.Process | None = None
        self._keeping: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The running process, None between two lives."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    def start(self) -> None:
        """Keep it running from now on."""
        self._keeping = asyncio.get_running_loop().create_task(self._keep())

    async def stop(self, grace_s: float, hurry: asyncio.Event) -> None:
        """End it: SIGTERM, and SIGKILL after `grace_s` or when `hurry` is set."""
        if self._keeping is not None:
            self._keeping.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeping
        if self._spare is not None:
            await self._spare.stop()
        process = self._process
        if process is None or process.returncode is not None:
            return
        _signal(process, signal.SIGTERM)
        ended = asyncio.ensure_future(process.wait())
        hurried = asyncio.ensure_future(hurry.wait())
        try:
            await asyncio.wait({ended, hurried}, timeout=grace_s, return_when=asyncio.FIRST_COMPLETED)
            if not ended.done():
                _signal(process, signal.SIGKILL)
            await ended
        finally:
            hurried.cancel()

    async def _keep(self) -> None:
        while True:
            started = time.monotonic()
            try:
                await self._run_once()
                reason = _how_it_ended(self._process.returncode if self._process else None)
            except OSError as error:
                reason = f"could not be started: {error.strerror}"
            pause = self.backoff.pause(time.monotonic() - started)
            self._tell(f"{self.name} {reason}; " + (f"next start in {pause:.1f} s" if pause else "starting it again"))
            if self.backoff.failures == SHOW_LOG_AT and (lines := tail(self._log)):
                self._tell(f"the end of {self._log}:\n{lines}")
            await asyncio.sleep(pause)

    async def _run_once(self) -> None:
        launch = self._launch()
        try:
            spare = self._spare.take(launch) if self._spare is not None else None
            self._process = spare or await _start(self._command, launch, self._log)
        finally:
            for lent in launch.lent:
                lent.close()
        if self._spare is not None:
            self._spare.prepare(SPARE_AFTER_SECONDS)
        await self._process.wait()


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(number)


async def _start(command: list[str], launch: Launch, log_file: Path) -> asyncio.subprocess.Process:
    """Start a process; a cancelled start loses none."""
    output = open_log(log_file)
    try:
        starting = asyncio.ensure_future(
            asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **launch.environment},
                pass_fds=launch.descriptors,
                start_new_session=True,
            )
        )
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            process = await starting
            _signal(process, signal.SIGKILL)
            await process.wait()
            raise
    finally:
        os.close(output)


def _how_it_ended(status: int | None) -> str:
    if status is not None and status < 0:
        try:
            return f"was killed ({signal.Signals(-status).name})"
        except ValueError:
            return f"was killed (signal {-status})"
    return f"ended by itself (status {status})"
