"""How the installation does: `GET /health`, `/health/live`, `/health/ready`; open to all and without secrets.

Invariant: what is wrong in the inside is told part by part only to who runs the installation.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

import psycopg
import sqlalchemy.exc
from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse  # noqa: TC002  read by FastAPI at run time
from sqlalchemy import text
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.models import Model
from offhook.api.permissions import authenticate
from offhook.api.problems import problem, responses
from offhook.db.migrate import head_revision
from offhook.recording.room import RoomState, room_of

router = APIRouter(tags=["health"])

_DATABASE_S = 1.5  # who asks for health waits two or three seconds, and a database that hangs is away
_RETRY_S = 5
_GOOD = frozenset({"ok", "ready", "little"})

DatabaseState = Literal["ok", "old", "away"]
SwitchState = Literal["ready", "starting", "away"]


class HealthModel(Model):
    """`status` is `ok` when all parts answer and the disk is not full; the web answers, or there would be none."""

    status: Literal["ok", "degraded"]
    database: Literal["ok", "away"]
    switch: SwitchState
    disk: RoomState


class LiveModel(Model):
    """The web process answers."""

    status: Literal["live"] = "live"


class PartsModel(Model):
    """How the parts do; `old` is a database whose tables are not those of this version."""

    database: DatabaseState
    switch: SwitchState
    media: Literal["ok", "away"]
    disk: RoomState


class ReadyModel(Model):
    """Calls can be taken and kept; `parts` are told to who runs the installation."""

    status: Literal["ready"] = "ready"
    parts: PartsModel | None = None


async def _runs_it(request: Request, context: InContext) -> bool:
    """Tell whether who asks runs the installation; who cannot be known is nobody."""
    try:
        return (await authenticate(request, context)).provider
    except (HTTPException, sqlalchemy.exc.SQLAlchemyError, psycopg.Error, OSError):
        return False


@router.get("/health")
async def read_health(context: InContext) -> HealthModel:
    """Say which parts answer."""
    database, switch, disk = await _database(context), await _switch(context), await _disk(context)
    fine = database != "away" and switch == "ready" and disk != "full"
    return HealthModel(
        status="ok" if fine else "degraded",
        database="away" if database == "away" else "ok",
        switch=switch,
        disk=disk,
    )


@router.get("/health/live")
async def read_live() -> LiveModel:
    """Say that the web process answers: for what restarts a process that hangs."""
    return LiveModel()


@router.get("/health/ready", responses=responses(503), response_model=ReadyModel)
async def read_ready(context: InContext, provider: Annotated[bool, Depends(_runs_it)]) -> ReadyModel | JSONResponse:
    """Say whether the database, the switch, the media server and the disk are there to take calls.

    If not, it is a problem, whose `errors` say to who runs the installation which part lacks what.
    """
    parts = PartsModel(
        database=await _database(context),
        switch=await _switch(context),
        media="ok" if await context.switch("media_connected") else "away",
        disk=await _disk(context),
    )
    wrong = {name: state for name, state in parts.model_dump().items() if state not in _GOOD}
    if wrong:
        errors = [{"field": name, "message": state} for name, state in wrong.items()]
        return problem(503, "not ready", errors=errors if provider else None, headers={"Retry-After": str(_RETRY_S)})
    return ReadyModel(parts=parts if provider else None)


async def _database(context: InContext) -> DatabaseState:
    try:
        async with asyncio.timeout(_DATABASE_S), context.database.system() as session:
            revision = await session.scalar(text("SELECT version_num FROM alembic_version"))
    except (sqlalchemy.exc.ProgrammingError, sqlalchemy.exc.DataError):
        return "old"  # no tables yet
    except (sqlalchemy.exc.SQLAlchemyError, psycopg.Error, OSError):
        return "away"
    return "ok" if revision == await asyncio.to_thread(head_revision) else "old"


async def _switch(context: InContext) -> SwitchState:
    ready = await context.switch("ready")
    return "away" if ready is None else "ready" if ready else "starting"


async def _disk(context: InContext) -> RoomState:
    try:
        return (await asyncio.to_thread(room_of, context.settings.data)).state
    except OSError:
        return "full"
