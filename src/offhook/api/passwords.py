"""Passwords: invitations `POST /users/{id}/invite`, `POST /password-resets`, `POST /password`, `PUT /me/password`.

Invariant: nobody learns here which logins there are: a reset is answered alike, and as fast, whoever is named.
"""

from __future__ import annotations

import math
import time
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.access.links import LASTS, addressee, change_password, defer_mail, make_link, use_link
from offhook.access.policy import LONGEST, check_password
from offhook.access.service import LONGEST_LOGIN, verify_login
from offhook.access.users import check_reach, get_user
from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model
from offhook.api.permissions import Caller, permitted, refuse_other_sites
from offhook.api.problems import responses
from offhook.errors import InvalidValue

router = APIRouter(tags=["access"])

MAIL_INVITATION = "mail_invitation"
MAIL_RESET = "mail_reset"
_RESETS = "password reset"  # what resets are counted under, beside logins


class InvitedModel(Model):
    """What became of an invitation: it was mailed, or the link is to be handed over."""

    sent_to: str | None = Field(
        description="The address; null where nothing can be mailed", examples=["dora@example.com"]
    )
    link: str | None = Field(description="To be handed over, and shown this once; null where it was mailed")
    lasts_hours: int = Field(description="How long the link works, once", examples=[72])


class ResetModel(Body):
    """Whose password is forgotten."""

    login: str = Field(min_length=1, max_length=LONGEST_LOGIN, examples=["dora@example.com"])


class AcceptedResetModel(Model):
    """The same for every login."""

    detail: str = "if there is such a login with an address, and this server sends mail, a link is on its way"


class SetPassword(Body):
    """A password for whose link this is."""

    token: str = Field(min_length=1, max_length=200, description="What stands behind # in the link")
    password: str = Field(max_length=LONGEST, examples=["seven green umbrellas"])


class ChangePassword(Body):
    """The own password."""

    old: str = Field(min_length=1, max_length=LONGEST)
    new: str = Field(max_length=LONGEST, examples=["seven green umbrellas"])


@router.post("/users/{user_id}/invite", responses=responses(401, 403, 404, 422, 503))
async def invite(
    context: InContext,
    request: Request,
    caller: Annotated[Caller, Depends(permitted("users.change"))],
    user_id: PathId,
) -> InvitedModel:
    """Let somebody set a password by a link, which is mailed; older links of the login work no more.

    Where this server sends no mail, or the login has no address, the link is in the answer.
    """
    who = caller.principal
    hours = int(LASTS["invitation"].total_seconds() // 3600)
    async with context.database.tenant(who.tenant_id) as session:
        user = await get_user(session, known_id(user_id))
        if user is None:
            raise HTTPException(404)
        check_reach(who, user.row)
        to = await addressee(session, user_id=user.row.id)
        if to is None:
            raise InvalidValue("user_id", "is shut out, or an integration, which needs a token and no password")
        if to.email and context.settings.smtp_url and context.settings.web_address:
            told = msgspec.json.encode({"tenant": who.tenant_id, "user": to.user_id}).decode()
            await defer_mail(session, MAIL_INVITATION, told)
            return InvitedModel(sent_to=to.email, link=None, lasts_hours=hours)
        link = await make_link(session, to.user_id, "invitation")
    address = context.settings.web_address or str(request.base_url).rstrip("/")
    return InvitedModel(sent_to=None, link=link.url(address), lasts_hours=hours)


@router.post("/password-resets", status_code=202, responses=responses(403, 422, 429, 503))
async def ask_for_reset(context: InContext, request: Request, wanted: ResetModel) -> AcceptedResetModel:
    """Have a link mailed to whose password is forgotten; the answer does not tell whether there is such a login."""
    refuse_other_sites(request)
    # As failed logins are, apart from them: so many links for a login from an address, so many from an address.
    name, now = f"{_RESETS} {wanted.login.strip().lower()}", time.monotonic()
    address = f"{_RESETS} {request.client.host if request.client else ''}"
    if wait := context.throttle.wait_s(name, address, now):
        raise HTTPException(429, "too many links were asked for; wait a little", {"Retry-After": str(math.ceil(wait))})
    context.throttle.failed(name, address, now)
    if "\0" not in wanted.login:
        async with context.database.system() as session:  # the worker looks whether there is such a login
            await defer_mail(session, MAIL_RESET, msgspec.json.encode({"login": wanted.login}).decode())
    return AcceptedResetModel()


@router.post("/password", status_code=204, responses=responses(403, 404, 422, 429, 503))
async def set_password(context: InContext, request: Request, wanted: SetPassword) -> None:
    """Set the password by a link: it works once, and all sessions of the login end."""
    refuse_other_sites(request)
    address, now = request.client.host if request.client else "", time.monotonic()
    if wait := context.throttle.wait_s("", address, now):
        raise HTTPException(429, "too many failed tries; wait a little", {"Retry-After": str(math.ceil(wait))})
    if await use_link(context.database, context.passwords, wanted.token, wanted.password) is None:
        context.throttle.failed("", address, now)
        raise HTTPException(404, "the link was used already, is too old, or there is a newer one; ask for another")


@router.put("/me/password", status_code=204, responses=responses(401, 403, 422, 429, 503))
async def change_own_password(
    context: InContext, request: Request, caller: Annotated[Caller, Depends(permitted("me"))], wanted: ChangePassword
) -> None:
    """Change the own password; all other sessions end."""
    who = caller.principal
    await confirm_password(context, request, caller, wanted.old, "old")
    check_password(who.login, wanted.new, "new")
    fresh = await context.passwords.hash(wanted.new)
    async with context.database.tenant(who.tenant_id) as session:
        await change_password(session, who.user_id, fresh, but=who.session_id)


async def confirm_password(context: InContext, request: Request, caller: Caller, password: str, field: str) -> None:
    """Let go on only who is logged in by browser and knows the own password.

    Raises:
        HTTPException: 403 for an API token, 429 after too many wrong ones.
        InvalidValue: it is wrong.
    """
    who, now = caller.principal, time.monotonic()
    address = request.client.host if request.client else ""
    if not who.session_id:
        raise HTTPException(403, "log in by browser for this; a token cannot do it")
    if wait := context.throttle.wait_s(who.login, address, now):
        raise HTTPException(429, "too many wrong passwords; wait a little", {"Retry-After": str(math.ceil(wait))})
    context.throttle.failed(who.login, address, now)
    if await verify_login(context.database, who.login, password, passwords=context.passwords) is None:
        raise InvalidValue(field, "is not your password")
    context.throttle.taken_back(who.login, address)
