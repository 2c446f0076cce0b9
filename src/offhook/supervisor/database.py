"""PostgreSQL under the supervisor: the embedded server started, watched and stopped; any server's schema brought up.

Invariant: calls do not depend on it. When it is away, the rest is started all the same, provided that a switch has
worked here before (its sealed copy of the configuration is there), and the schema is seen to once it is back.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from offhook.db import cluster
from offhook.db.migrate import migrate
from offhook.db.postgres import EmbeddedPostgres
from offhook.db.roles import prepare_external
from offhook.db.urls import database_urls
from offhook.errors import ResourceError
from offhook.supervisor.backoff import Backoff

if TYPE_CHECKING:
    from collections.abc import Callable

    from offhook.config import Settings

LOOK_SECONDS: Final = 1.0
RETRY_SECONDS: Final = 5.0


class DatabaseServer:
    """The database of an installation, embedded or external."""

    def __init__(self, settings: Settings, tell: Callable[[str], None]) -> None:
        self._settings = settings
        self._tell = tell
        self._embedded = EmbeddedPostgres(settings.data) if settings.database_url is None else None
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Start the embedded server when there is to be one, and bring the schema up.

        Raises:
            ResourceError: it did not work, and there is nothing that a switch could start from.
        """
        loop = asyncio.get_running_loop()
        try:
            await self._bring_up()
        except ResourceError as error:
            if not (self._settings.data / "configuration.sealed").exists():
                raise
            self._tell(f"{error}\nThe database is away; calls are taken without it, and it is tried again")
            self._tasks.append(loop.create_task(self._bring_up_later()))
        if self._embedded is not None:
            self._tasks.append(loop.create_task(self._watch(self._embedded)))

    async def stop(self) -> None:
        """Stop the embedded server.

        Raises:
            ResourceError: it does not stop.
        """
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task
        if self._embedded is not None:
            await self._embedded.stop()

    async def _bring_up(self) -> None:
        if self._embedded is not None:
            if cluster.cluster_of(self._settings.data) is None:
                self._tell("Making the database (once, some seconds)")
            await self._embedded.start()
        else:
            await prepare_external(self._settings)
        await migrate(database_urls(self._settings).owner_url)

    async def _bring_up_later(self) -> None:
        while True:
            await asyncio.sleep(RETRY_SECONDS)
            with suppress(ResourceError):
                await self._bring_up()
                self._tell("The database is back")
                return

    async def _watch(self, server: EmbeddedPostgres) -> None:
        """Start the server again when it is gone."""
        backoff = Backoff()
        loop = asyncio.get_running_loop()
        seen = loop.time()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if await asyncio.to_thread(self._runs):
                continue
            pause = backoff.pause(loop.time() - seen)
            self._tell("PostgreSQL is gone; starting it again" + (f" in {pause:.1f} s" if pause else ""))
            await asyncio.sleep(pause)
            seen = loop.time()
            try:
                await server.start()
            except ResourceError as error:
                self._tell(str(error))

    def _runs(self) -> bool:
        place = cluster.cluster_of(self._settings.data)
        return place is not None and cluster.postmaster(place) is not None
