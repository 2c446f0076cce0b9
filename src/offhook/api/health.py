"""How the installation does: `GET /health`, for supervisors and load balancers; open to all and without secrets."""

from __future__ import annotations

import asyncio
from typing import Literal

import psycopg
import sqlalchemy.exc
from fastapi import APIRouter
from sqlalchemy import text

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.models import Model
from offhook.recording.room import RoomState, room_of

router = APIRouter(tags=["health"])

_DATABASE_S = 1.5  # who asks for health waits two or three seconds, and a database that hangs is away


class HealthModel(Model):
    """`status` is `ok` when all parts answer and the disk is not full; the web answers, or there would be none."""

    status: Literal["ok", "degraded"]
    database: Literal["ok", "away"]
    switch: Literal["ready", "starting", "away"]
    disk: RoomState


@router.get("/health")
async def read_health(context: InContext) -> HealthModel:
    """Say which parts answer."""
    database: Literal["ok", "away"] = "ok"
    try:
        async with asyncio.timeout(_DATABASE_S), context.database.system() as session:
            await session.execute(text("SELECT 1"))
    except (sqlalchemy.exc.SQLAlchemyError, psycopg.Error, OSError):
        database = "away"
    ready = await context.switch("ready")
    switch: Literal["ready", "starting", "away"] = "away" if ready is None else "ready" if ready else "starting"
    disk = (await asyncio.to_thread(room_of, context.settings.data)).state
    fine = database == "ok" and switch == "ready" and disk != "full"
    return HealthModel(status="ok" if fine else "degraded", database=database, switch=switch, disk=disk)
