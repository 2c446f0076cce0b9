"""How a request says who sends it, and who is let in: by the one table of permissions (`access/rights.py`).

A request is authenticated by a bearer token or by the session's cookie. Invariant: a cookie alone changes nothing when
the request comes from another site: `SameSite=Strict` keeps it away, and `Origin` is compared as well.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPBearer
from starlette.exceptions import HTTPException

from offhook.access.rights import PERMISSIONS, PROVIDER, holders
from offhook.access.service import Principal, authenticate_session, authenticate_token
from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.problems import NextStep
from offhook.db.acting import act_as, current_actor
from offhook.tenancy.companies import suspension

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from offhook.ids import People, PersonId

__all__ = ["COOKIE", "ENROL", "PERMISSIONS", "Caller", "authenticate", "permitted", "refuse_other_sites"]

COOKIE = "offhook_session"
ENROL = "urn:offhook:enrol"
NOT_COUNTED = frozenset({"/api/v1/events"})  # one long answer
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_bearer = HTTPBearer(auto_error=False, description="An API token")
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="The session of a browser that logged in")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends the request, and whose things may be seen: None is everybody's."""

    principal: Principal
    visible: People | None

    @property
    def people(self) -> list[PersonId] | None:
        """Whose things may be seen, in the form in which the switch is told."""
        return None if self.visible is None else sorted(self.visible)

    def sees(self, *people: str | None) -> bool:
        """Tell whether the things of one of these people may be seen; those of nobody only by who sees everybody's."""
        return self.visible is None or not self.visible.isdisjoint(people)


async def authenticate(request: Request, context: InContext) -> Principal:
    """Return who sends a request.

    Raises:
        HTTPException: 401 without valid credentials, 403 for a cookie sent by another site, 429 for too many requests.
    """
    known: Principal | None = getattr(request.state, "principal", None)
    if known is not None:  # asked for by what is further outside
        return known
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        principal = await authenticate_token(context.database, token.strip())
    elif session := request.cookies.get(COOKIE):
        if request.method not in _SAFE:
            refuse_other_sites(request)
        principal = await authenticate_session(context.database, session)
    else:
        principal = None
    if principal is None:
        raise HTTPException(401, "log in, or send an API token", {"WWW-Authenticate": 'Bearer realm="offhook"'})
    await refuse_suspended(context, principal)
    act_as(
        replace(
            current_actor(),
            via=f"token {principal.token_label}" if principal.token_label else "session",
            login=principal.login,
            user_id=principal.user_id,
            tenant_id=principal.tenant_id,
        )
    )
    if request.url.path not in NOT_COUNTED:
        turn = context.limits.take(principal.user_id, principal.tenant_id, time.monotonic())
        request.state.rate_headers = turn.headers
        if turn.wait_s:
            raise HTTPException(429, "too many requests; wait a little", {"Retry-After": str(math.ceil(turn.wait_s))})
    request.state.principal = principal
    return principal


async def refuse_suspended(context: InContext, principal: Principal) -> None:
    """Refuse people of a company that is not served; who runs the installation comes in all the same.

    Raises:
        HTTPException: 403, with the provider's reason.
    """
    reason = None if principal.provider else await suspension(context.database, principal.tenant_id)
    if reason is not None:
        raise HTTPException(403, f"the company is suspended: {reason}")


def refuse_other_sites(request: Request) -> None:
    """Refuse what a page of another site sent.

    Raises:
        HTTPException: 403.
    """
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    strange = origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower()
    if strange or site in {"cross-site", "same-site"}:
        raise HTTPException(403, "this was sent by a page of another site")


def permitted(permission: str) -> Callable[..., Coroutine[None, None, Caller]]:
    """Return a dependency that lets in who has a permission of the table."""
    roles = holders(permission)

    async def check(
        principal: Annotated[Principal, Depends(authenticate)],
        _token: Annotated[object, Depends(_bearer)] = None,
        _session: Annotated[object, Depends(_cookie)] = None,
    ) -> Caller:
        if roles.isdisjoint(principal.rights):
            if roles == PROVIDER:
                raise HTTPException(403, "only who runs the installation may do this")
            raise HTTPException(403, f"a login with the role {principal.role} may not do this")
        if principal.scopes is not None and permission not in principal.scopes:
            raise HTTPException(403, f"the scopes of this token do not have {permission}")
        if principal.must_enrol and permission != "me":
            raise NextStep(403, ENROL, "the company wants a second factor: set one up (POST /me/second-factor)")
        return Caller(principal, principal.visible)

    check.permission = permission  # type: ignore[attr-defined]  # read by the test that walks all routes
    return check
