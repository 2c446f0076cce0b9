"""Sends deliveries from the worker process: woken by PostgreSQL, and looking every second as well.

Invariant: a delivery is settled only by what its receiver answered; whatever dies in the middle, it is sent again. One
receiver has a bounded share of what is sent at once, and one company, so that a slow one holds up no other.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import psycopg
from sqlalchemy import exc

from offhook.ids import TenantId
from offhook.webhooks.posting import ATTEMPT_S, Outcome
from offhook.webhooks.queue import (
    CHANNEL,
    Claimed,
    Room,
    claim,
    companies_with_deliveries,
    give_back,
    postpone,
    settle,
)
from offhook.webhooks.retry import pause

if TYPE_CHECKING:
    from offhook.db.engine import Database
    from offhook.db.sealing import Sealer
    from offhook.webhooks.posting import Poster

log = logging.getLogger(__name__)

AWAY: Final = (psycopg.Error, exc.DBAPIError, exc.TimeoutError, OSError)
_LONGEST_PAUSE_S: Final = 10.0
_SEALED: Final = "its secret does not open with the key of this installation; make it a new one"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is sent at once, how often is looked, how long a claim holds, and how long who stops waits."""

    most: int = 256
    company: int = 48
    webhook: int = 16
    look_s: float = 1.0
    lease_s: float = 2 * ATTEMPT_S
    stop_s: float = 2.0


class Sender:
    """Sends what is due of all companies until it is cancelled."""

    def __init__(self, database: Database, sealer: Sealer, poster: Poster, limits: Limits | None = None) -> None:
        self._database = database
        self._sealer = sealer
        self._poster = poster
        self._limits = limits or Limits()
        self._chance = random.Random()  # noqa: S311  spreads attempts, hides nothing
        self._woken = asyncio.Event()
        self._due: set[TenantId] = set()
        self._looked = -self._limits.look_s
        self._sending: dict[asyncio.Task[None], Claimed] = {}

    async def run(self) -> None:
        """Send, through all troubles of the database."""
        listening = asyncio.create_task(self._listen(), name="webhooks: listening")
        delay = self._limits.look_s
        try:
            while True:
                try:
                    await self._look()
                    delay = self._limits.look_s
                except AWAY as error:
                    log.warning("deliveries wait: %s: %s", type(error).__name__, str(error).partition("\n")[0])
                    delay = min(2 * delay, _LONGEST_PAUSE_S)
                    await asyncio.sleep(delay)
                with suppress(TimeoutError):
                    async with asyncio.timeout(delay):
                        await self._woken.wait()
        finally:
            listening.cancel()
            await self._stop()
            await asyncio.gather(listening, return_exceptions=True)

    async def _look(self) -> None:
        """Begin to send what is due: of companies that were told of, and every second of all."""
        self._woken.clear()
        due, self._due = self._due, set()
        now = asyncio.get_running_loop().time()
        try:
            if now - self._looked >= self._limits.look_s:
                found = await companies_with_deliveries(self._database)
                for tenant in found:
                    await postpone(self._database, tenant)
                due |= found
                self._looked = now
            for tenant in random.sample(sorted(due), len(due)):  # so that none is always the last
                if len(self._sending) >= self._limits.most:
                    break
                await self._begin(tenant)
                due.discard(tenant)
        finally:
            self._due |= due  # there was no room, or the database kept us from it

    async def _begin(self, tenant: TenantId) -> None:
        own = [one for one in self._sending.values() if one.tenant == tenant]
        most = min(self._limits.most - len(self._sending), self._limits.company - len(own))
        if most <= 0:
            return  # one of them that ends brings us back
        room = Room(most, self._limits.webhook, Counter(one.webhook for one in own))
        for claimed in await claim(self._database, self._sealer, tenant, room, self._limits.lease_s):
            task = asyncio.create_task(self._send(claimed), name=f"delivery {claimed.told.delivery}")
            self._sending[task] = claimed
            task.add_done_callback(self._sent)

    def _sent(self, task: asyncio.Task[None]) -> None:
        claimed = self._sending.pop(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("delivery %s: %s", claimed.told.delivery, error, exc_info=error)
        self._due.add(claimed.tenant)
        self._woken.set()

    async def _send(self, claimed: Claimed) -> None:
        if claimed.secrets:
            outcome = await self._poster.post(claimed.url, claimed.told, claimed.secrets)
        else:
            outcome = Outcome(0, error=_SEALED)
        if not outcome.accepted:
            log.info("webhook %s: %s: %s", claimed.webhook, claimed.told.kind, outcome.trouble)
        await self._settle(claimed, outcome)

    async def _settle(self, claimed: Claimed, outcome: Outcome) -> None:
        """Write down what came of it; while the database is away as long as the claim holds, then it is sent again."""
        wait_s = pause(claimed.attempts, self._chance, outcome.wait_s)
        with suppress(TimeoutError):
            async with asyncio.timeout(self._limits.lease_s):
                while True:
                    try:
                        return await settle(self._database, claimed, outcome, wait_s)
                    except AWAY as error:
                        log.warning("delivery %s cannot be settled yet: %s", claimed.told.delivery, error)
                        await asyncio.sleep(self._limits.look_s)

    async def _stop(self) -> None:
        """Let end what ends soon, and give back the rest."""
        if not self._sending:
            return
        await asyncio.wait(list(self._sending), timeout=self._limits.stop_s)
        left = dict(self._sending)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        for claimed in left.values():
            with suppress(*AWAY):
                await give_back(self._database, claimed)

    async def _listen(self) -> None:
        """Be woken by whoever writes deliveries."""
        delay = self._limits.look_s
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(
                    self._database.url, autocommit=True, connect_timeout=5
                )
                async with connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    delay = self._limits.look_s
                    async for notify in connection.notifies():
                        self._due.add(TenantId(notify.payload))
                        self._woken.set()
            except (psycopg.Error, OSError) as error:
                log.warning("deliveries are looked for only: %s", str(error).partition("\n")[0])
            await asyncio.sleep(delay)
            delay = min(2 * delay, _LONGEST_PAUSE_S)
