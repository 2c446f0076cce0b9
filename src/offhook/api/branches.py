"""Branches of the company: `/branches`. People, numbers, sites, departments and calls belong to one, or to none."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.tenancy.branches import (
    LONGEST,
    BranchChanges,
    add_branch,
    change_branch,
    list_branches,
    read_branch,
    remove_branch,
)

router = APIRouter(tags=["branches"])
Reader = Annotated[Caller, Depends(permitted("branches.read"))]
Administrator = Annotated[Caller, Depends(permitted("branches.change"))]

_COUNTRY = "For your records: numbers are dialled as in the company's country (ISO 3166). Empty: the company's"
_TIMEZONE = "For your records: schedules go by the company's time zone (IANA). Empty: the company's"
_SHOWS = "The number of the company that its people show to whom they call outside; empty: the trunk's"
_RECEPTION = "The extension, a person's or a service's, that has callers who want the branch; empty: none"


class BranchModel(Model):
    """A branch of the company."""

    id: str
    name: str = Field(examples=["Tartu"])
    country: str = Field(description=_COUNTRY, examples=["EE"])
    timezone: str = Field(description=_TIMEZONE, examples=["Europe/Tallinn"])
    shows: str = Field(description=_SHOWS, examples=["+3727300100"])
    reception: str = Field(description=_RECEPTION, examples=["300"])
    city: str = Field(examples=["Tartu"])
    address: str = Field(examples=["Raekoja plats 1"])


class BranchListModel(Model):
    """The company's branches, by name."""

    items: list[BranchModel]


class BranchChange(Body):
    """What is to change; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=LONGEST["name"])
    country: str | None = Field(None, max_length=2, description=_COUNTRY)
    timezone: str | None = Field(None, max_length=64, description=_TIMEZONE)
    shows: str | None = Field(None, max_length=40, description=_SHOWS)
    reception: str | None = Field(None, max_length=15, description=_RECEPTION)
    city: str | None = Field(None, max_length=LONGEST["city"])
    address: str | None = Field(None, max_length=LONGEST["address"])


class NewBranch(BranchChange):
    """A branch to be added."""

    name: str = Field(min_length=1, max_length=LONGEST["name"], examples=["Tartu"])


@router.get("/branches", responses=responses(401, 403, 503))
async def read_branches(context: InContext, caller: Reader) -> BranchListModel:
    """List the branches."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await list_branches(session)
    return BranchListModel(items=[BranchModel.model_validate(one) for one in found])


@router.get("/branches/{branch_id}", responses=responses(401, 403, 404, 503))
async def read_one_branch(context: InContext, caller: Reader, branch_id: PathId) -> BranchModel:
    """Show one branch."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await read_branch(session, known_id(branch_id))
    if found is None:
        raise HTTPException(404)
    return BranchModel.model_validate(found)


@router.post("/branches", status_code=201, responses=responses(401, 403, 422, 503))
async def add_one_branch(context: InContext, caller: Administrator, new: NewBranch) -> BranchModel:
    """Add a branch; then people, numbers and sites can be put there."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        made = await add_branch(session, BranchChanges(**new.model_dump()))
        await session.refresh(made)
    return BranchModel.model_validate(made)


@router.patch("/branches/{branch_id}", status_code=204, responses=responses(401, 403, 404, 422, 503))
async def change_one_branch(context: InContext, caller: Administrator, branch_id: PathId, change: BranchChange) -> None:
    """Change a branch; calls that run keep what they began with."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        if await change_branch(session, known_id(branch_id), BranchChanges(**change.model_dump())) is None:
            raise HTTPException(404)


@router.delete("/branches/{branch_id}", status_code=204, responses=responses(401, 403, 404, 409, 503))
async def remove_one_branch(context: InContext, caller: Administrator, branch_id: PathId) -> None:
    """Remove a branch to which nothing belongs any more."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        if not await remove_branch(session, known_id(branch_id)):
            raise HTTPException(404)
