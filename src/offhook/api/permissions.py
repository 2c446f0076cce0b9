"""Who may do what: the one table of permissions, and how a request says who sends it.

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

from offhook.access.service import Principal, authenticate_session, authenticate_token
from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.db.acting import act_as, current_actor
from offhook.ids import PersonId

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from offhook.access.service import Right

COOKIE = "offhook_session"
NOT_COUNTED = frozenset({"/api/v1/events"})  # one long answer
_NOBODY = PersonId("00000000-0000-0000-0000-000000000000")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_EVERYONE: frozenset[Right] = frozenset({"admin", "supervisor", "agent"})
_ADMINS: frozenset[Right] = frozenset({"admin"})
_LEADERS: frozenset[Right] = frozenset({"admin", "supervisor"})
_PROVIDER: frozenset[Right] = frozenset({"provider"})  # what belongs to no company

PERMISSIONS: Mapping[str, frozenset[Right]] = {
    "me": _EVERYONE,
    "calls.read": _EVERYONE,  # an agent: those with them in it
    "calls.control": _EVERYONE,  # an agent: those with them in it
    "calls.order": _EVERYONE,  # an agent: on own phones
    "calls.supervise": _EVERYONE,  # on the phones of people who may; an agent: on own ones
    "recordings.hear": _EVERYONE,  # an agent: those of their calls
    "recordings.rules.read": _LEADERS,
    "recordings.rules.change": _ADMINS,
    "recordings.hold": _ADMINS,
    "recordings.delete": _ADMINS,
    "recordings.share": _LEADERS,  # by links that need no login
    "keys.read": _ADMINS,
    "keys.change": _ADMINS,
    "traces.read": _ADMINS,  # addresses of the network, and all that telephones and operators say
    "voicemails.read": _EVERYONE,  # an agent: those of their own box
    "voicemails.change": _EVERYONE,
    "boxes.read": _EVERYONE,  # an agent: those it may listen to
    "boxes.change": _EVERYONE,  # an agent: its own one
    "owed.read": _EVERYONE,  # an agent: own ones, and nobody's
    "owed.change": _EVERYONE,
    "numbers.read": _EVERYONE,
    "numbers.change": _ADMINS,
    "extensions.read": _LEADERS,
    "extensions.change": _ADMINS,
    "rules.read": _EVERYONE,  # an agent: own ones
    "rules.change": _EVERYONE,  # an agent: own ones
    "wakeups.read": _EVERYONE,  # an agent: own ones
    "wakeups.change": _EVERYONE,  # an agent: own ones; others, such as who receives guests, anybody's
    "directory.read": _EVERYONE,
    "people.read": _LEADERS,
    "people.change": _ADMINS,
    "branches.read": _EVERYONE,  # departments, too
    "branches.change": _ADMINS,
    "contacts.read": _EVERYONE,
    "contacts.change": _LEADERS,
    "company.read": _LEADERS,
    "company.change": _ADMINS,
    "desks.read": _EVERYONE,  # an agent: where it sits itself
    "desks.change": _EVERYONE,  # an agent: itself
    "devices.read": _LEADERS,
    "trunks.read": _LEADERS,
    "sites.read": _LEADERS,
    "devices.change": _ADMINS,
    "trunks.change": _ADMINS,
    "sites.change": _ADMINS,
    "prompts.read": _LEADERS,
    "prompts.change": _ADMINS,
    "scenarios.read": _LEADERS,
    "scenarios.change": _ADMINS,
    "scenarios.publish": _ADMINS,
    "schedules.read": _LEADERS,
    "schedules.change": _ADMINS,
    "schedules.switch": _LEADERS,  # day and night, by hand
    "lists.read": _LEADERS,
    "lists.change": _LEADERS,
    "queues.read": _LEADERS,
    "queues.change": _ADMINS,
    "agents.read": _EVERYONE,  # an agent: itself
    "agents.change": _EVERYONE,
    "webhooks.read": _ADMINS,  # all that happens in the company is told through them
    "webhooks.change": _ADMINS,
    "bans.read": _PROVIDER | _ADMINS,  # a company's administrator: those of places that know its telephones' names
    "bans.add": _PROVIDER,
    "bans.lift": _PROVIDER,
    "audit.read": _ADMINS,
}

_bearer = HTTPBearer(auto_error=False, description="An API token")
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="The session of a browser that logged in")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends the request; `person_id` is set when only this person's things may be seen."""

    principal: Principal
    person_id: PersonId | None


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
    roles = PERMISSIONS[permission]

    async def check(
        principal: Annotated[Principal, Depends(authenticate)],
        _token: Annotated[object, Depends(_bearer)] = None,
        _session: Annotated[object, Depends(_cookie)] = None,
    ) -> Caller:
        if roles.isdisjoint(principal.rights):
            if roles == _PROVIDER:
                raise HTTPException(403, "only who runs the installation may do this")
            raise HTTPException(403, f"a login with the role {principal.role} may not do this")
        own = principal.role == "agent"
        return Caller(principal, (principal.person_id or _NOBODY) if own else None)

    check.permission = permission  # type: ignore[attr-defined]  # read by the test that walks all routes
    return check
