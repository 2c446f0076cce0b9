"""By which trunks outside numbers are called: `/routes`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.models import Model
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.configuration import Route
from offhook.trunks.service import list_routes, replace_routes

router = APIRouter(tags=["trunks"])


class RouteModel(Model):
    """Numbers that begin with `prefix` are called by this trunk; the longest prefix that fits rules."""

    prefix: str = Field(max_length=16, description='Of E.164, or of a short number; "": all', examples=["+372", "112"])
    trunk_id: str
    priority: int = Field(1, ge=0, le=1000, description="Of several trunks for one prefix, the lower is tried first")


class RouteListModel(Model):
    """All routes of the company; without any that fits a number, all trunks are tried in turn."""

    items: list[RouteModel] = Field(max_length=10_000)


@router.get("/routes", responses=responses(401, 403, 503))
async def read_routes(
    context: InContext, caller: Annotated[Caller, Depends(permitted("trunks.read"))]
) -> RouteListModel:
    """List the routes, the longest prefix first."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        rows = await list_routes(session)
    items = [RouteModel(prefix=row.prefix, trunk_id=row.trunk_id, priority=row.priority) for row in rows]
    return RouteListModel(items=items)


@router.put("/routes", status_code=204, responses=responses(401, 403, 422, 503))
async def change_routes(
    context: InContext, caller: Annotated[Caller, Depends(permitted("trunks.change"))], routes: RouteListModel
) -> None:
    """Put these routes in the place of all that there are."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        await replace_routes(session, [Route(**one.model_dump()) for one in routes.items])
