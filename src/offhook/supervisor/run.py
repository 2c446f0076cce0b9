"""The supervisor's own course: take the folder and the addresses, start everything, wait, stop everything.

Invariant: when `run` returns, none of the processes that belong to the data folder runs. When it is killed instead,
the children end and the media server and PostgreSQL go on for its successor.
"""

from __future__ import annotations

import asyncio
import dataclasses
import resource
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import psycopg
import sqlalchemy.exc

from offhook.db.engine import Database
from offhook.db.urls import database_urls
from offhook.demo import seed_demo
from offhook.errors import ResourceError
from offhook.supervisor import standby
from offhook.supervisor.addresses import AllSockets, require_loopback
from offhook.supervisor.child import Child, Launch, Spare
from offhook.supervisor.database import DatabaseServer
from offhook.supervisor.folder import DataFolder
from offhook.supervisor.key import take_key
from offhook.supervisor.logs import cut_logs, tail
from offhook.supervisor.media import MediaServer
from offhook.supervisor.parent import Lifeline
from offhook.supervisor.readiness import switch_ready, web_ready
from offhook.supervisor.welcome import READY, demo_welcome, welcome
from offhook.transport.custody import Keeper

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from pathlib import Path

    from offhook.config import Settings
    from offhook.demo import Demo
    from offhook.supervisor.addresses import Held

CHILD_GRACE_SECONDS: Final = 3.5
LAST_WORDS_SECONDS: Final = 1.5
LOOK_SECONDS: Final = 0.05
SLOW_SECONDS: Final = 15.0
HOPELESS_FAILURES: Final = 4
LOG_SECONDS: Final = 60.0
STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def run(settings: Settings, *, demo: bool, tell: Callable[[str], None]) -> int:
    """Run an installation until SIGINT, SIGTERM or SIGHUP; return the exit status.

    `tell` prints a line for the user.

    Raises:
        CannotStart: the user has to do something first.
        ResourceError: a part does not start.
    """
    if demo:
        require_loopback(settings, "The demo has passwords that everyone knows")
    elif (settings.data / "demo.json").exists():
        require_loopback(settings, f"There is a demo with passwords that everyone knows in {settings.data}")
    folder = DataFolder.take(settings)
    try:
        take_key(settings.data)
        sockets = AllSockets.bind(settings)
        try:
            return await Supervisor(settings, sockets, tell).run(demo=demo)
        finally:
            sockets.close()
    finally:
        folder.release()


class Supervisor:
    """All processes of one installation."""

    def __init__(self, settings: Settings, sockets: AllSockets, tell: Callable[[str], None]) -> None:
        self._settings = settings
        self._sockets = sockets
        self._tell = tell
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        self._hurry = asyncio.Event()
        self._lifeline = Lifeline()
        self._keeper = Keeper(self._loop)
        self._media = MediaServer(settings, tell)
        self._database = DatabaseServer(settings, tell)
        spare_command = [sys.executable, "-m", "offhook", standby.NAME]
        self._spare = Spare(spare_command, self._log("switch"), self._launch_spare)
        self._switch = self._child("switch", self._launch_switch, self._spare)
        self._web = self._child("web", lambda: self._launch_with(sockets.http))
        self._tls = self._child("tls", lambda: self._launch_with(sockets.tls))
        self._worker = self._child("worker", self._launch_plain)
        self._edges = [self._web, self._tls]
        self._children = [self._switch, *self._edges, self._worker]

    async def run(self, *, demo: bool) -> int:
        """Start, wait for a signal, stop."""
        for number in STOP_SIGNALS:
            self._loop.add_signal_handler(number, self._on_signal)
        _raise_file_limit()
        status = 0
        try:
            status = await self._unless_stopped(self._start(demo=demo))
            if status == 0:
                await self._serve()
        finally:
            status = max(status, await self._end())
        return status

    async def _start(self, *, demo: bool) -> int:
        self._spare.prepare()  # it imports while the database starts
        await _all_or_none(self._media.start(), self._database.start())
        facts = await self._seed() if demo else None
        self._switch.start()
        self._web.start()
        self._tls.start()
        status = await self._await_ready()
        if status == 0:
            self._worker.start()  # not before: the others need the processor more
            self._tell(welcome(self._settings) + (demo_welcome(facts) if facts else ""))
            self._tell(READY)
        return status

    async def _serve(self) -> None:
        while not self._stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), LOG_SECONDS)
            await asyncio.to_thread(cut_logs, self._settings.data / "log")

    async def _seed(self) -> Demo | None:
        database = Database(database_urls(self._settings).app_url, connections=1)
        try:
            return await seed_demo(database, self._settings)
        except (psycopg.Error, sqlalchemy.exc.SQLAlchemyError) as error:
            raise ResourceError(f"the demo company cannot be made: {error}") from error
        finally:
            await database.close()

    async def _await_ready(self) -> int:
        """Wait for the switch and the web server; give up on a child that dies again and again."""
        waiting: dict[str, Callable[[Settings], Awaitable[bool]]] = {"switch": switch_ready, "web": web_ready}
        slow = self._loop.time() + SLOW_SECONDS
        while waiting:
            for name in list(waiting):
                if await waiting[name](self._settings):
                    del waiting[name]
            for child in self._children:
                if child.backoff.failures >= HOPELESS_FAILURES:
                    self._tell(f"{child.name} does not start; its log is {self._log(child.name)}")
                    return 1
            if waiting and self._loop.time() > slow:
                slow += SLOW_SECONDS
                for name in waiting:
                    self._tell(f"Still waiting for {name}; its log ends:\n{tail(self._log(name), 5)}")
            await asyncio.sleep(LOOK_SECONDS)
        return 0

    async def _unless_stopped(self, work: Awaitable[int]) -> int:
        """Return what `work` does, or 0 as soon as we are to stop."""
        working = asyncio.ensure_future(work)
        stopped = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return working.result() if working.done() else 0
        finally:
            stopped.cancel()
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)

    async def _end(self) -> int:
        """Stop all; return 1 when something could not be."""
        if self._stop.is_set():
            self._tell("Stopping")
        stops = [child.stop(CHILD_GRACE_SECONDS, self._hurry) for child in (self._switch, self._worker)]
        stopping = [asyncio.ensure_future(stop) for stop in stops]
        await asyncio.wait(stopping, timeout=LAST_WORDS_SECONDS)  # the switch's go through these:
        stopping += [asyncio.ensure_future(edge.stop(CHILD_GRACE_SECONDS, self._hurry)) for edge in self._edges]
        await asyncio.gather(*stopping)
        self._keeper.close()
        ends = await asyncio.gather(self._media.stop(self._hurry), self._database.stop(), return_exceptions=True)
        self._lifeline.close()
        for end in ends:
            if isinstance(end, ResourceError):
                self._tell(str(end))
            elif isinstance(end, BaseException):
                raise end
        return int(any(ends))

    def _on_signal(self) -> None:
        if self._stop.is_set():
            self._hurry.set()
        self._stop.set()

    def _child(self, name: str, launch: Callable[[], Launch], spare: Spare | None = None) -> Child:
        return Child(name, [sys.executable, "-m", "offhook", name], self._log(name), launch, self._tell, spare)

    def _log(self, name: str) -> Path:
        return self._settings.data / "log" / f"{name}.log"

    def _launch_plain(self) -> Launch:
        return Launch(environment(self._settings) | self._lifeline.environment(), [self._lifeline.descriptor])

    def _launch_with(self, held: Held) -> Launch:
        """Return what a child gets that serves these sockets."""
        plain = self._launch_plain()
        return Launch(plain.environment | held.environment(), [*plain.descriptors, *held.descriptors()])

    def _launch_switch(self) -> Launch:
        link = self._keeper.attach()
        spare = self._launch_spare()
        return Launch(
            spare.environment | {"OFFHOOK_CUSTODY_FD": str(link.fileno())}, [*spare.descriptors, link.fileno()], [link]
        )

    def _launch_spare(self) -> Launch:
        """Return what a switch gets, but for the custody link, of which there is one at a time."""
        return self._launch_with(self._sockets.sip)


def environment(settings: Settings) -> dict[str, str]:
    """Return the variables that give another process these settings."""
    values = {field.name: getattr(settings, field.name) for field in dataclasses.fields(settings)}
    values["names"] = ",".join(settings.names)
    return {f"OFFHOOK_{name.upper()}": "" if value is None else str(value) for name, value in values.items()}


async def _all_or_none(*works: Coroutine[Any, Any, None]) -> None:
    """Do all; when one fails, none of the others goes on behind our back."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _raise_file_limit() -> None:
    """Let the processes open as many files and sockets as the system allows."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
