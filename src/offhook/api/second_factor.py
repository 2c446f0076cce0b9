"""The second factor: `/me/second-factor`, and taking away that of who lost it: `DELETE /users/{id}/second-factor`."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.access.policy import LONGEST
from offhook.access.second_factor import confirm, disable, enrol, factor_of, renew_codes
from offhook.access.users import check_reach, get_user
from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model
from offhook.api.passwords import confirm_password
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.db.sealing import Sealer

router = APIRouter(tags=["access"])
Own = Annotated[Caller, Depends(permitted("me"))]
ISSUER = "Offhook"


class FactorModel(Model):
    """How the own second factor stands."""

    on: bool
    recovery_codes: int = Field(description="How many are left")


class Password(Body):
    """The own password, once more."""

    password: str = Field(min_length=1, max_length=LONGEST)


class EnrolmentModel(Model):
    """What an app is given. It counts once a code of it was sent (`PUT`)."""

    secret: str = Field(description="To be typed in", examples=["JBSWY3DPEHPK3PXP"])
    uri: str = Field(description="The same as the contents of a QR code (otpauth)")


class Code(Body):
    """What the app shows."""

    code: str = Field(min_length=6, max_length=10, examples=["492039"])


class RecoveryCodesModel(Model):
    """Codes for when the app is lost: each works once, instead of the app's. They are shown this once."""

    recovery_codes: list[str] = Field(examples=[["k3jd-8s7a-q2mz-p4xv"]])


@router.get("/me/second-factor", responses=responses(401, 403, 503))
async def read_factor(context: InContext, caller: Own) -> FactorModel:
    """Say how the own second factor stands."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await factor_of(session, caller.principal.user_id)
    return FactorModel(on=found.on, recovery_codes=found.recovery_codes)


@router.post("/me/second-factor", responses=responses(401, 403, 409, 422, 429, 503))
async def begin(context: InContext, request: Request, caller: Own, wanted: Password) -> EnrolmentModel:
    """Make a secret for an app that shows codes; begun anew, it is another one."""
    await confirm_password(context, request, caller, wanted.password, "password")
    sealer = await asyncio.to_thread(Sealer.of, context.settings.data)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        made = await enrol(session, sealer, caller.principal.user_id, ISSUER)
    return EnrolmentModel(secret=made.secret, uri=made.uri)


@router.put("/me/second-factor", responses=responses(401, 403, 422, 503))
async def switch_on(context: InContext, caller: Own, wanted: Code) -> RecoveryCodesModel:
    """Switch the second factor on by a code of the app; the answer has the recovery codes."""
    sealer = await asyncio.to_thread(Sealer.of, context.settings.data)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        codes = await confirm(session, sealer, caller.principal.user_id, wanted.code, time.time())
    return RecoveryCodesModel(recovery_codes=codes)


@router.post("/me/second-factor/recovery-codes", responses=responses(401, 403, 409, 422, 429, 503))
async def renew(context: InContext, request: Request, caller: Own, wanted: Password) -> RecoveryCodesModel:
    """Make new recovery codes; the old ones work no more."""
    await confirm_password(context, request, caller, wanted.password, "password")
    async with context.database.tenant(caller.principal.tenant_id) as session:
        if not (await factor_of(session, caller.principal.user_id)).on:
            raise HTTPException(409, "there is no second factor; set one up first")
        codes = await renew_codes(session, caller.principal.user_id)
    return RecoveryCodesModel(recovery_codes=codes)


@router.post("/me/second-factor/disable", status_code=204, responses=responses(401, 403, 422, 429, 503))
async def switch_off(context: InContext, request: Request, caller: Own, wanted: Password) -> None:
    """Forget the second factor and its recovery codes."""
    await confirm_password(context, request, caller, wanted.password, "password")
    async with context.database.tenant(caller.principal.tenant_id) as session:
        await disable(session, caller.principal.user_id)


@router.delete("/users/{user_id}/second-factor", status_code=204, responses=responses(401, 403, 404, 503))
async def take_away(
    context: InContext, caller: Annotated[Caller, Depends(permitted("users.change"))], user_id: PathId
) -> None:
    """Take away the second factor of somebody who lost the app and the recovery codes."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        user = await get_user(session, known_id(user_id))
        if user is None:
            raise HTTPException(404)
        check_reach(caller.principal, user.row)
        await disable(session, user.row.id)
