"""`GET /metrics`: figures of the whole installation for Prometheus, put together when they are asked for.

Invariant: only addresses of OFFHOOK_METRICS_FROM are shown them, and who sends a provider's token. An address that a
proxy speaks for without being trusted is nobody's. What is away is left out, and `offhook_up` says so.
"""

from __future__ import annotations

import asyncio
import contextlib
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

import psycopg
import sqlalchemy.exc
from prometheus_client import generate_latest
from prometheus_client.registry import Collector, CollectorRegistry
from sqlalchemy import text
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from offhook.api.families import Gathered, OnDisk, families_of
from offhook.api.permissions import authenticate
from offhook.api.processes import usage_of_processes
from offhook.certificates.files import days_left, read_certificate
from offhook.certificates.store import CertificateStore
from offhook.defence.sources import among
from offhook.errors import ResourceError
from offhook.journal.segment import segments
from offhook.journal.spool import spools
from offhook.recording.room import room_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from prometheus_client.metrics_core import Metric
    from starlette.requests import Request

    from offhook.api.context import Context
    from offhook.config import Settings

PATH: Final = "/metrics"
MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_DATABASE_S: Final = 1.5
_FORWARDING: Final = ("x-forwarded-for", "forwarded", "x-real-ip")
_JOBS: Final = text("SELECT status::text, task_name, count(*) FROM procrastinate_jobs GROUP BY 1, 2")
_LATE: Final = text(
    "SELECT coalesce(extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at))), 0)::float8 "
    "FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred' "
    "WHERE j.status = 'todo' AND coalesce(j.scheduled_at, e.at) < now()"
)


def metrics_route() -> Route:
    """Return the route."""
    return Route(PATH, serve_metrics, methods=["GET"], include_in_schema=False)


async def serve_metrics(request: Request) -> Response:
    """Answer with all figures.

    Raises:
        HTTPException: 403 for everybody else.
    """
    context: Context = request.app.state.context
    await require_reader(request, context)
    gathered = await gather(context)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Once(families_of(gathered)))
    return Response(await asyncio.to_thread(generate_latest, registry), media_type=MEDIA_TYPE)


async def require_reader(request: Request, context: Context) -> None:
    """Let in who may read what concerns the whole installation.

    Raises:
        HTTPException: 401 or 403.
    """
    if request.headers.get("authorization"):
        if not (await authenticate(request, context)).provider:
            raise HTTPException(403, "only who runs the installation may read this")
        return
    address = request.client.host if request.client else ""
    forwarded = any(request.headers.get(name) for name in _FORWARDING)
    spoken_for = forwarded and (not context.settings.proxies or _is_loopback(address))  # by whom nobody trusts
    if spoken_for or not among(address, context.settings.metrics_readers):
        raise HTTPException(
            403, "metrics are for addresses of OFFHOOK_METRICS_FROM, or with an API token of who runs the installation"
        )


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


async def gather(context: Context) -> Gathered:
    """Return what there is to tell."""
    switch, jobs, disk, processes = await asyncio.gather(
        context.switch("metrics"),
        _jobs(context),
        asyncio.to_thread(_on_disk, context.settings),
        asyncio.to_thread(usage_of_processes),
    )
    return Gathered(
        switch=switch,
        jobs=None if jobs is None else jobs[0],
        jobs_late_s=None if jobs is None else jobs[1],
        pool=context.database.pool_figures(),
        requests=context.requests,
        disk=disk,
        processes=processes,
    )


async def _jobs(context: Context) -> tuple[list[tuple[str, str, int]], float] | None:
    """Return how many jobs there are by state and task, and how long the oldest that is due has waited, seconds."""
    try:
        async with asyncio.timeout(_DATABASE_S), context.database.system() as session:
            found = [(str(row[0]), str(row[1]), int(row[2])) for row in await session.execute(_JOBS)]
            return found, float(await session.scalar(_LATE) or 0.0)
    except (sqlalchemy.exc.SQLAlchemyError, psycopg.Error, OSError):
        return None


def _on_disk(settings: Settings) -> OnDisk:
    """Look at the disk. Blocks."""
    free = days = None
    with contextlib.suppress(OSError):
        free = room_of(settings.data).free
    if settings.https is not None or settings.sip_tls is not None:
        with contextlib.suppress(ResourceError, OSError):
            days = days_left(read_certificate(CertificateStore(settings).shown))
    journal = settings.data / "journal"
    return OnDisk(free, days, _bytes_of(segments(journal)), len(spools(journal)))


def _bytes_of(paths: Iterable[Path]) -> int:
    count = 0
    for path in paths:
        try:
            count += path.stat().st_size
        except OSError:  # it was followed by a newer one in this moment
            continue
    return count


class _Once(Collector):
    """What was gathered, as a registry wants it."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        """Give all families."""
        return self._families
