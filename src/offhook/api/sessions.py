"""Logging in and out: `POST /login`, `POST /logout`, `GET /me`; where one is logged in: `/me/sessions`."""

from __future__ import annotations

import asyncio
import math
import time
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from offhook.access.rights import Role  # noqa: TC001  read by pydantic at run time
from offhook.access.second_factor import passes
from offhook.access.service import (
    SESSION_TIME,
    Principal,
    authenticate_session,
    close_session,
    open_session,
    verify_login,
)
from offhook.access.sessions import device_text, end_sessions, list_sessions
from offhook.access.users import check_reach, get_user
from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Model, Utc
from offhook.api.permissions import COOKIE, Caller, permitted, refuse_other_sites, refuse_suspended
from offhook.api.problems import NextStep, responses
from offhook.db.notes import Note, note
from offhook.db.sealing import Sealer

if TYPE_CHECKING:
    from offhook.access.model import SessionRow
    from offhook.api.context import Context

router = APIRouter(tags=["access"])
SECOND_FACTOR = "urn:offhook:second-factor"


class Login(BaseModel):
    """A login and its password."""

    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [{"user": "anna", "password": "a long secret"}]}
    )

    user: str = Field(min_length=1, max_length=254)
    password: str = Field(min_length=1, max_length=1024)
    code: str | None = Field(None, max_length=40, description="Of the second factor, or a recovery code")


class MeModel(Model):
    """Who is logged in."""

    login: str
    role: Role
    tenant_id: str
    person_id: str | None
    provider: bool = Field(default=False, description="Runs the installation: bans are its affair")
    permissions: list[str] = Field(description="All that this login may do", examples=[["calls.read", "me"]])
    second_factor: bool = Field(default=False, description="Logs in with a code as well")
    must_enrol: bool = Field(
        default=False, description="The company wants a second factor: until there is one, nothing else is allowed"
    )


@router.post("/login", responses=responses(401, 403, 422, 429, 503))
async def log_in(context: InContext, request: Request, response: Response, login: Login) -> MeModel:
    """Open a session: the answer sets its cookie.

    A problem of the type `urn:offhook:second-factor` (401) asks for the same again with a `code`.
    """
    refuse_other_sites(request)
    name, address, now = login.user.strip().lower(), request.client.host if request.client else "", time.monotonic()
    if wait := context.throttle.wait_s(name, address, now):
        raise HTTPException(429, "too many failed logins; wait a little", {"Retry-After": str(math.ceil(wait))})
    # Counted before the slow part, so that many at once are counted too.
    context.throttle.failed(name, address, now)
    principal = await verify_login(context.database, login.user, login.password, passwords=context.passwords)
    if principal is None:
        raise HTTPException(401, "this login and password do not belong together")
    if principal.second_factor and login.code is None:
        context.throttle.taken_back(name, address)
        raise NextStep(401, SECOND_FACTOR, "send the code of your second factor, too")
    if principal.second_factor and not await _passes(context, principal, login.code or ""):
        raise NextStep(401, SECOND_FACTOR, "this is not the code of the moment, or it was used already")
    context.throttle.succeeded(name, address)
    await refuse_suspended(context, principal)
    device = device_text(request.headers.get("user-agent", ""))
    opened = await open_session(context.database, principal, device=device, address=address)
    response.set_cookie(
        COOKIE,
        opened.token,
        max_age=int(SESSION_TIME.total_seconds()),
        httponly=True,
        secure=request.url.scheme == "https",
        samesite="strict",
    )
    # As the next request finds it: with what the company wants of this role.
    return _me(await authenticate_session(context.database, opened.token) or principal)


async def _passes(context: Context, principal: Principal, code: str) -> bool:
    sealer = await asyncio.to_thread(Sealer.of, context.settings.data)
    async with context.database.tenant(principal.tenant_id) as session:
        if await passes(session, sealer, principal.user_id, code, time.time()):
            return True
        await note(session, Note("login_failed", "users", principal.user_id, principal.login))
    return False


@router.post("/logout", status_code=204, responses=responses(403, 503))
async def log_out(context: InContext, request: Request, response: Response) -> None:
    """End the session; without one nothing happens."""
    refuse_other_sites(request)
    if token := request.cookies.get(COOKIE):
        await close_session(context.database, token)
    response.delete_cookie(COOKIE, httponly=True, secure=request.url.scheme == "https", samesite="strict")


@router.get("/me", responses=responses(401, 503))
async def read_me(caller: Annotated[Caller, Depends(permitted("me"))]) -> MeModel:
    """Say who is logged in."""
    return _me(caller.principal)


def _me(principal: Principal) -> MeModel:
    return MeModel(
        login=principal.login,
        role=principal.role,
        tenant_id=principal.tenant_id,
        person_id=principal.person_id,
        provider=principal.provider,
        permissions=sorted(principal.permissions),
        second_factor=principal.second_factor,
        must_enrol=principal.must_enrol,
    )


class SessionModel(Model):
    """Where somebody is logged in."""

    id: str
    device: str = Field(description="Of what the browser says of itself", examples=["Firefox on Windows"])
    address: str = Field(description="From which it logged in", examples=["203.0.113.7"])
    created_at: Utc
    seen_at: Utc = Field(description="Last used, within five minutes")
    expires_at: Utc = Field(description="If it is used no more")
    current: bool = Field(description="The one that asks")


class SessionListModel(Model):
    """Sessions, the one used last first."""

    items: list[SessionModel]


class EndedModel(Model):
    """How many sessions were ended."""

    ended: int


@router.get("/me/sessions", responses=responses(401, 403, 503))
async def read_sessions(context: InContext, caller: Annotated[Caller, Depends(permitted("me"))]) -> SessionListModel:
    """List where this login is logged in by browser."""
    who = caller.principal
    async with context.database.tenant(who.tenant_id) as session:
        rows = await list_sessions(session, who.user_id)
    return SessionListModel(items=[_session(row, who.session_id) for row in rows])


@router.delete("/me/sessions", responses=responses(401, 403, 503))
async def end_others(context: InContext, caller: Annotated[Caller, Depends(permitted("me"))]) -> EndedModel:
    """End all own sessions but the one that asks."""
    who = caller.principal
    async with context.database.tenant(who.tenant_id) as session:
        return EndedModel(ended=await end_sessions(session, who.user_id, but=who.session_id or None))


@router.delete("/me/sessions/{session_id}", status_code=204, responses=responses(401, 403, 404, 503))
async def end_one(context: InContext, caller: Annotated[Caller, Depends(permitted("me"))], session_id: PathId) -> None:
    """End one of the own sessions."""
    who = caller.principal
    async with context.database.tenant(who.tenant_id) as session:
        if not await end_sessions(session, who.user_id, only=known_id(session_id)):
            raise HTTPException(404)


@router.get("/users/{user_id}/sessions", responses=responses(401, 403, 404, 503))
async def read_sessions_of(
    context: InContext, caller: Annotated[Caller, Depends(permitted("users.read"))], user_id: PathId
) -> SessionListModel:
    """List where a login is logged in by browser."""
    who = caller.principal
    async with context.database.tenant(who.tenant_id) as session:
        user = await get_user(session, known_id(user_id))
        if user is None:
            raise HTTPException(404)
        rows = await list_sessions(session, user.row.id)
    return SessionListModel(items=[_session(row, who.session_id) for row in rows])


@router.delete("/users/{user_id}/sessions", responses=responses(401, 403, 404, 503))
async def end_sessions_of(
    context: InContext, caller: Annotated[Caller, Depends(permitted("users.change"))], user_id: PathId
) -> EndedModel:
    """Log a login out everywhere."""
    who = caller.principal
    async with context.database.tenant(who.tenant_id) as session:
        user = await get_user(session, known_id(user_id))
        if user is None:
            raise HTTPException(404)
        check_reach(who, user.row)
        return EndedModel(ended=await end_sessions(session, user.row.id))


def _session(row: SessionRow, current: str) -> SessionModel:
    return SessionModel(
        id=row.id,
        device=row.device,
        address=row.address,
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        current=row.id == current,
    )
