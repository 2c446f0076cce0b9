"""The company's directory: `GET /directory`, and its departments: `GET /directory/departments`.

Who is listed, with what, is set at the person (`PATCH /people/{id}`); what people do just now is asked of the switch.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import id_or_none
from offhook.api.models import Body, Model
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.directory.departments import LONGEST_NAME
from offhook.directory.listing import Wanted, list_directory, listed_departments

router = APIRouter(tags=["directory"])
Reader = Annotated[Caller, Depends(permitted("directory.read"))]


class ListedModel(Model):
    """Somebody of the company, as colleagues see it."""

    person_id: str
    name: str = Field(examples=["Dora Lepp"])
    extensions: list[str] = Field(examples=[["204"]])
    department: str = Field(examples=["Sales"])
    branch: str = Field(examples=["Tartu"])
    position: str = Field(examples=["Head of sales"])
    email: str | None
    mobile: str | None = Field(description="Where the person shares it", examples=["+37255512345"])
    presence: Literal["free", "busy", "ringing", "dnd", "away", "offline"] | None = Field(
        description="By telephone, just now; null without an extension, and while the switch does not answer"
    )
    note: str = Field(description="What the person's telephone published")


class DirectoryModel(Model):
    """A page of the directory, by name."""

    items: list[ListedModel]
    next_cursor: str | None


class ListedDepartmentModel(Model):
    """A department, and how many of its people are listed."""

    id: str
    name: str
    branch: str = Field(description="Empty: of the whole company", examples=["Tartu"])
    people: int


class ListedDepartmentsModel(Model):
    """All departments, by name."""

    items: list[ListedDepartmentModel]


class Sought(Body):
    """Who is looked for, and which page."""

    q: str = Field(
        "", max_length=100, description="Words of name, department, branch, position; beginnings of extensions"
    )
    department: str = Field("", max_length=LONGEST_NAME, description="The name of one")
    department_id: str = Field("", max_length=64)
    branch_id: str = Field("", max_length=64)
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=600, description="`next_cursor` of the page before")


@router.get("/directory", responses=responses(401, 403, 422, 503))
async def read_directory(context: InContext, caller: Reader, sought: Annotated[Sought, Query()]) -> DirectoryModel:
    """List colleagues by name; those who are hidden are not among them."""
    tenant = caller.principal.tenant_id
    async with context.database.tenant(tenant) as session:
        wanted = Wanted(sought.q, sought.department, id_or_none(sought.department_id), id_or_none(sought.branch_id))
        found, more = await list_directory(session, wanted, limit=sought.limit, cursor=sought.cursor)
    told: dict[str, dict[str, Any]] = await context.switch("presences", tenant=tenant) or {}
    items = []
    for one in found:
        person = one.person
        now = told.get(person.id, {})
        items.append(
            ListedModel(
                person_id=person.id,
                name=person.name,
                extensions=[number for _, number in one.extensions],
                department=one.department,
                branch=one.branch,
                position=person.position,
                email=person.email,
                mobile=person.mobile if person.mobile and person.share_mobile else None,
                presence=now.get("presence"),
                note=now.get("note", ""),
            )
        )
    return DirectoryModel(items=items, next_cursor=more)


@router.get("/directory/departments", responses=responses(401, 403, 503))
async def read_departments(context: InContext, caller: Reader) -> ListedDepartmentsModel:
    """List the departments of those who are listed."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await listed_departments(session)
    return ListedDepartmentsModel(items=[ListedDepartmentModel.model_validate(one) for one in found])
