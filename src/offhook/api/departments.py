"""Departments, of a branch or of the whole company: `/departments`. Who is in one is said at the person."""

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
from offhook.directory.departments import (
    LONGEST_NAME,
    DepartmentChanges,
    add_department,
    change_department,
    list_departments,
    read_department,
    remove_department,
)

router = APIRouter(tags=["departments"])
Reader = Annotated[Caller, Depends(permitted("branches.read"))]
Administrator = Annotated[Caller, Depends(permitted("branches.change"))]

_BRANCH = "The branch that it belongs to, with all who are in it"
_MANAGER = "The id of the person who leads it"


class DepartmentModel(Model):
    """A department; each branch may have one of the same name."""

    id: str
    name: str = Field(examples=["Sales"])
    branch_id: str | None = Field(description=_BRANCH)
    manager_id: str | None = Field(description=_MANAGER)


class DepartmentListModel(Model):
    """The company's departments, by name."""

    items: list[DepartmentModel]


class DepartmentChange(Body):
    """What is to change; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=LONGEST_NAME)
    branch_id: str | None = Field(None, max_length=64, description=f"{_BRANCH}; empty: of the whole company")
    manager_id: str | None = Field(None, max_length=64, description=f"{_MANAGER}; empty: nobody")


class NewDepartment(DepartmentChange):
    """A department to be added."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME, examples=["Sales"])


@router.get("/departments", responses=responses(401, 403, 503))
async def read_departments(context: InContext, caller: Reader) -> DepartmentListModel:
    """List the departments."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await list_departments(session)
    return DepartmentListModel(items=[DepartmentModel.model_validate(one) for one in found])


@router.get("/departments/{department_id}", responses=responses(401, 403, 404, 503))
async def read_one_department(context: InContext, caller: Reader, department_id: PathId) -> DepartmentModel:
    """Show one department."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await read_department(session, known_id(department_id))
    if found is None:
        raise HTTPException(404)
    return DepartmentModel.model_validate(found)


@router.post("/departments", status_code=201, responses=responses(401, 403, 422, 503))
async def add_one_department(context: InContext, caller: Administrator, new: NewDepartment) -> DepartmentModel:
    """Add a department; then people can be put into it."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return DepartmentModel.model_validate(await add_department(session, DepartmentChanges(**new.model_dump())))


@router.patch("/departments/{department_id}", status_code=204, responses=responses(401, 403, 404, 422, 503))
async def change_one_department(
    context: InContext, caller: Administrator, department_id: PathId, change: DepartmentChange
) -> None:
    """Change a department; its people come along to another branch."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        changes = DepartmentChanges(**change.model_dump())
        if await change_department(session, known_id(department_id), changes) is None:
            raise HTTPException(404)


@router.delete("/departments/{department_id}", status_code=204, responses=responses(401, 403, 404, 409, 503))
async def remove_one_department(context: InContext, caller: Administrator, department_id: PathId) -> None:
    """Remove a department in which nobody is."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        if not await remove_department(session, known_id(department_id)):
            raise HTTPException(404)
