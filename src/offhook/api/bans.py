"""Addresses that the switch does not answer: `GET /bans`, `POST /bans`, `DELETE /bans/{place}`.

Bans are the installation's: who runs that sees, adds and lifts them. A company's administrator sees those that wrong
passwords for the company's own accounts led to, to mend a telephone; of other companies' it learns nothing.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.models import Body, Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.errors import InvalidValue, RemoteError, ResourceError

router = APIRouter(tags=["bans"])
_log = logging.getLogger(__name__)


class BanModel(Model):
    """An address or network of which nothing is looked at until the ban ends."""

    place: str = Field(examples=["203.0.113.9", "2001:db8:1:2::/64"])
    reason: Literal["failures", "scanning", "network", "manual"] = Field(
        description="failures: wrong passwords · scanning: many names, or much that proves nothing · network: several "
        "banned addresses in it · manual: by hand"
    )
    since: Utc
    until: Utc
    times: int = Field(description="How often it was banned for wrong passwords of late; each time lasts longer")
    dropped: int = Field(description="How much was dropped during this ban, since the switch started")
    note: str = Field("", description="What was written down with a ban by hand")
    names: list[str] = Field([], description="SIP accounts for which wrong passwords came from there; own ones only")


class NewBan(Body):
    """A ban by hand."""

    place: str = Field(
        min_length=1,
        max_length=64,
        examples=["203.0.113.9", "203.0.113.0/24"],
        description="An address, or a network of 24 bits (IPv6: 64 or 48)",
    )
    seconds: int = Field(ge=60, le=366 * 86_400, description="How long")
    note: str = Field("", max_length=200)


class BanListModel(Model):
    """Bans, the newest first: all of the installation, or those that concern the company."""

    items: list[BanModel]


@router.get("/bans", responses=responses(401, 403, 503))
async def read_bans(context: InContext, caller: Annotated[Caller, Depends(permitted("bans.read"))]) -> BanListModel:
    """List who is banned from SIP, for scanning or wrong passwords."""
    whose = {} if caller.principal.provider else {"tenant": caller.principal.tenant_id}
    found: list[dict[str, Any]] = await _ask(context, "bans", **whose)
    return BanListModel(items=[_model(one) for one in found])


@router.post("/bans", status_code=201, responses=responses(401, 403, 422, 503))
async def add_ban(
    context: InContext, caller: Annotated[Caller, Depends(permitted("bans.add"))], new: NewBan
) -> BanModel:
    """Ban an address or network by hand; telephones that are registered there go on being served."""
    told: dict[str, Any] = await _ask(context, "impose_ban", **new.model_dump())
    if refused := told.get("refused"):
        raise InvalidValue("place", refused)
    _log.warning("%s was banned by %s", told["ban"]["place"], caller.principal.login)
    return _model(told["ban"])


@router.delete("/bans/{place:path}", status_code=204, responses=responses(401, 403, 404, 503))
async def lift_ban(
    context: InContext,
    caller: Annotated[Caller, Depends(permitted("bans.lift"))],
    place: Annotated[str, Path(max_length=64, examples=["203.0.113.9"])],
) -> None:
    """End a ban, and forget that there was one."""
    if not await _ask(context, "lift_ban", place=place):
        raise HTTPException(404, "nothing of this name is banned")
    _log.warning("the ban of %s was lifted by %s", place, caller.principal.login)


async def _ask(context: InContext, do: str, **arguments: Any) -> Any:
    try:
        return await context.ask(context.settings, do, **arguments)
    except (ResourceError, RemoteError) as error:
        raise HTTPException(503, "the switch does not answer") from error


def _model(ban: dict[str, Any]) -> BanModel:
    times = {name: datetime.fromtimestamp(ban[name] / 1e6, UTC) for name in ("since", "until")}
    return BanModel.model_validate({**ban, **times})
