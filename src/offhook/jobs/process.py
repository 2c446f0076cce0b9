"""The worker process: runs jobs until it is told to stop, and waits for a database that is away."""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

import psycopg
from procrastinate import PsycopgConnector, exceptions

from offhook.db.acting import Actor, act_as
from offhook.db.engine import Database, plain_url
from offhook.db.sealing import Sealer
from offhook.db.urls import database_urls
from offhook.jobs.smtp import smtp_server
from offhook.jobs.tasks import WorkerContext, make_app
from offhook.log import log_to_stderr
from offhook.recording.keys import Vault
from offhook.webhooks.posting import Poster
from offhook.webhooks.sender import Sender

if TYPE_CHECKING:
    from offhook.config import Settings

log = logging.getLogger(__name__)

CONNECTIONS = 4
CONCURRENCY = 4
STOP_SECONDS = 3
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


def connector(url: str) -> PsycopgConnector:
    """Return the queue's way to the database of `url`."""
    return PsycopgConnector(
        conninfo=plain_url(url), min_size=1, max_size=CONNECTIONS, timeout=5, kwargs={"connect_timeout": 5}
    )


def main(settings: Settings) -> None:
    """Run jobs until SIGTERM or SIGINT.

    Raises:
        MisuseError: OFFHOOK_SMTP_URL cannot be read.
    """
    log_to_stderr("worker")
    act_as(Actor("worker"))
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    asyncio.run(run(settings))


async def run(settings: Settings) -> None:
    """Run jobs until SIGTERM or SIGINT; connect again, ever more slowly, while the database is away."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    url = database_urls(settings).app_url
    database = Database(url, connections=CONNECTIONS)
    smtp = smtp_server(settings.smtp_url) if settings.smtp_url else None
    if smtp is None:
        log.info("OFFHOOK_SMTP_URL is not set: voice messages are kept, but not mailed")
    context = WorkerContext(
        database,
        smtp,
        settings.mail_from,
        settings.traces,
        settings.trace_days,
        Vault.of(settings.data),
        settings.web_address,
    )
    pause = FIRST_PAUSE
    sending = asyncio.create_task(send_webhooks(settings, url), name="webhooks")
    sending.add_done_callback(lambda _: stop.set())  # it ends by a fault only: then all of this is to begin anew
    try:
        while not stop.is_set():
            started = loop.time()
            try:
                await _work(url, context, stop)
            except (psycopg.Error, exceptions.ConnectorException) as error:
                if loop.time() - started > LONGEST_PAUSE:
                    pause = FIRST_PAUSE
                log.warning("the job queue is away, next attempt in %.0f s: %s", pause, error)
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), pause)
                pause = min(2 * pause, LONGEST_PAUSE)
    finally:
        sending.cancel()
        (fault,) = await asyncio.gather(sending, return_exceptions=True)
        if isinstance(fault, Exception):
            log.error("sending to webhooks has ended by a fault", exc_info=fault)
        await database.close()


async def send_webhooks(settings: Settings, url: str) -> None:
    """Send what webhooks are to be told, until cancelled."""
    database = Database(url, connections=CONNECTIONS)
    poster = Poster(settings.asked_networks)
    try:
        await Sender(database, Sealer.of(settings.data), poster).run()
    finally:
        await poster.close()
        await database.close()


async def _work(url: str, context: WorkerContext, stop: asyncio.Event) -> None:
    working = asyncio.create_task(_run_jobs(url, context))
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()
    finally:
        stopped.cancel()
        working.cancel()
        await asyncio.gather(working, stopped, return_exceptions=True)


async def _run_jobs(url: str, context: WorkerContext) -> None:
    app = make_app(connector(url))
    async with app.open_async():
        await app.run_worker_async(
            concurrency=CONCURRENCY,
            delete_jobs="successful",
            shutdown_graceful_timeout=STOP_SECONDS,
            additional_context={"worker": context},
            install_signal_handlers=False,
        )
