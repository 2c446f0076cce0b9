"""Logging in and out: `POST /login`, `POST /logout`, `GET /me`."""

from __future__ import annotations

import math
import time
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from offhook.access.rights import Role  # noqa: TC001  read by pydantic at run time
from offhook.access.service import SESSION_TIME, Principal, close_session, open_session, verify_login
from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.models import Model
from offhook.api.permissions import COOKIE, Caller, permitted, refuse_other_sites, refuse_suspended
from offhook.api.problems import responses

router = APIRouter(tags=["access"])


class Login(BaseModel):
    """A login and its password."""

    model_config = ConfigDict(
        extra="forbid", strict=True, json_schema_extra={"examples": [{"user": "anna", "password": "a long secret"}]}
    )

    user: str = Field(min_length=1, max_length=254)
    password: str = Field(min_length=1, max_length=1024)


class MeModel(Model):
    """Who is logged in."""

    login: str
    role: Role
    tenant_id: str
    person_id: str | None
    provider: bool = Field(default=False, description="Runs the installation: bans are its affair")
    permissions: list[str] = Field(description="All that this login may do", examples=[["calls.read", "me"]])


@router.post("/login", responses=responses(401, 403, 422, 429, 503))
async def log_in(context: InContext, request: Request, response: Response, login: Login) -> MeModel:
    """Open a session: the answer sets its cookie."""
    refuse_other_sites(request)
    name, address, now = login.user.strip().lower(), request.client.host if request.client else "", time.monotonic()
    if wait := context.throttle.wait_s(name, address, now):
        raise HTTPException(429, "too many failed logins; wait a little", {"Retry-After": str(math.ceil(wait))})
    # Counted before the slow part, so that many at once are counted too.
    context.throttle.failed(name, address, now)
    principal = await verify_login(context.database, login.user, login.password, passwords=context.passwords)
    if principal is None:
        raise HTTPException(401, "this login and password do not belong together")
    context.throttle.succeeded(name, address)
    await refuse_suspended(context, principal)
    opened = await open_session(context.database, principal)
    response.set_cookie(
        COOKIE,
        opened.token,
        max_age=int(SESSION_TIME.total_seconds()),
        httponly=True,
        secure=request.url.scheme == "https",
        samesite="strict",
    )
    return _me(principal)


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
    )
