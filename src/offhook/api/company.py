"""The company's own settings: `GET /company`, `PATCH /company`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field
from sqlalchemy import select

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.models import Model
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.tenancy.model import TenantRow

router = APIRouter(tags=["company"])


class CompanyModel(Model):
    """A company and what is set for all its calls."""

    name: str
    supervision_tone: bool = Field(description="Who is listened to hears a beep each 15 seconds")
    record_tone: bool = Field(description="Who is recorded hears a beep each 15 seconds")


class CompanyChange(Model):
    """What is to change; what is left out stays."""

    supervision_tone: bool | None = None
    record_tone: bool | None = None


@router.get("/company", responses=responses(401, 403, 503))
async def read_company(
    context: InContext, caller: Annotated[Caller, Depends(permitted("company.read"))]
) -> CompanyModel:
    """Say how the company is set up."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return CompanyModel.model_validate((await session.scalars(select(TenantRow))).one())


@router.patch("/company", status_code=204, responses=responses(401, 403, 422, 503))
async def change_company(
    context: InContext, caller: Annotated[Caller, Depends(permitted("company.change"))], change: CompanyChange
) -> None:
    """Change settings; calls that run keep theirs."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        company = (await session.scalars(select(TenantRow))).one()
        for name, value in change.model_dump(exclude_none=True).items():
            setattr(company, name, value)
