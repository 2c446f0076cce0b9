"""Places of the company behind one line, and how much of that is taken: `/sites`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.sites.service import SiteChanges, add_site, change_site, list_sites, read_site, remove_site

if TYPE_CHECKING:
    from offhook.sites.model import SiteRow

router = APIRouter(tags=["sites"])

_MOST_KBIT = 100_000_000
_Networks = Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=256)]


class LineAlarmModel(Model):
    """The line runs out (`near`), or is too full for another call (`full`)."""

    level: Literal["near", "full"]
    since: Utc


class SiteModel(Model):
    """A site; rates are in kbit/s, seen from there. The last four are null while the switch does not answer."""

    id: str
    name: str
    networks: list[str] = Field(description="Addresses that belong there; the narrowest network that fits rules")
    kbit_up: int = Field(description="What sound may take from there to Offhook; 0: any")
    kbit_down: int = Field(description="The same from Offhook to there")
    alarm_percent: int = Field(description="Of a rate: from there on `alarm` warns")
    used_up: int | None = Field(None, description="What calls take now")
    used_down: int | None = None
    branch_id: str | None = Field(None, description="The branch that is there")
    legs: int | None = Field(None, description="Telephones and trunks there that are in calls now")
    alarm: LineAlarmModel | None = None


class NewSite(Body):
    """A site to be added."""

    name: str = Field(min_length=1, max_length=128, examples=["Tartu"])
    networks: _Networks = Field([], examples=[["203.0.113.0/28", "2001:db8:7::/48"]])
    kbit_up: int = Field(0, ge=0, le=_MOST_KBIT)
    kbit_down: int = Field(0, ge=0, le=_MOST_KBIT)
    alarm_percent: int = Field(80, ge=1, le=100)
    branch_id: str | None = Field(None, max_length=64)


class SiteChange(Body):
    """What is to change; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=128)
    networks: _Networks | None = None
    kbit_up: int | None = Field(None, ge=0, le=_MOST_KBIT)
    kbit_down: int | None = Field(None, ge=0, le=_MOST_KBIT)
    alarm_percent: int | None = Field(None, ge=1, le=100)
    branch_id: str | None = Field(None, max_length=64, description='"": none')


class SiteListModel(Model):
    """The company's sites, by name."""

    items: list[SiteModel]


@router.get("/sites", responses=responses(401, 403, 503))
async def read_sites(context: InContext, caller: Annotated[Caller, Depends(permitted("sites.read"))]) -> SiteListModel:
    """List sites with what is taken of their lines."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        sites = await list_sites(session)
    live: dict[str, dict[str, Any]] | None = await context.switch("sites")
    return SiteListModel(items=[_model(site, live) for site in sites])


@router.get("/sites/{site_id}", responses=responses(401, 403, 404, 503))
async def read_one_site(
    context: InContext, caller: Annotated[Caller, Depends(permitted("sites.read"))], site_id: PathId
) -> SiteModel:
    """Show one site with what is taken of its line."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        site = await read_site(session, known_id(site_id))
    if site is None:
        raise HTTPException(404)
    return _model(site, await context.switch("sites"))


@router.post("/sites", status_code=201, responses=responses(401, 403, 422, 503))
async def add(
    context: InContext, caller: Annotated[Caller, Depends(permitted("sites.change"))], new: NewSite
) -> SiteModel:
    """Add a site; new calls count there at once."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        site = await add_site(session, SiteChanges(**new.model_dump()))
    return _model(site, await context.switch("sites"))


@router.patch("/sites/{site_id}", status_code=204, responses=responses(401, 403, 404, 422, 503))
async def change(
    context: InContext,
    caller: Annotated[Caller, Depends(permitted("sites.change"))],
    site_id: PathId,
    changes: SiteChange,
) -> None:
    """Change a site; calls that run keep what they have."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        if await change_site(session, known_id(site_id), SiteChanges(**changes.model_dump())) is None:
            raise HTTPException(404)


@router.delete("/sites/{site_id}", status_code=204, responses=responses(401, 403, 404, 503))
async def remove(
    context: InContext, caller: Annotated[Caller, Depends(permitted("sites.change"))], site_id: PathId
) -> None:
    """Remove a site; its telephones are bound by no line then, unless another site has their address."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        if not await remove_site(session, known_id(site_id)):
            raise HTTPException(404)


def _model(site: SiteRow, live: dict[str, dict[str, Any]] | None) -> SiteModel:
    now: dict[str, Any] = {"used_up": None, "used_down": None, "legs": None}
    if live is not None:
        now = {"used_up": 0, "used_down": 0, "legs": 0, **live.get(site.id, {})}
    if alarm := now.get("alarm"):
        now["alarm"] = {**alarm, "since": datetime.fromtimestamp(alarm["since"] / 1e6, UTC)}
    return SiteModel.model_validate(
        {
            "id": site.id,
            "name": site.name,
            "networks": site.networks,
            "kbit_up": site.kbit_up,
            "kbit_down": site.kbit_down,
            "alarm_percent": site.alarm_percent,
            "branch_id": site.branch_id,
            **now,
        }
    )
