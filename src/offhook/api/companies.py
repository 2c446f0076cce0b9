"""Companies, for who runs the installation: `/companies`. What a company sees of its own plan: `/company/usage`."""

from __future__ import annotations

import secrets
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import Context, InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, id_or_none, known_id
from offhook.api.models import Body, Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.ids import TenantId
from offhook.tenancy import companies
from offhook.tenancy.companies import CompanyState, NewCompany
from offhook.tenancy.usage import Plan, plan_of, usage_of, warnings_of

router = APIRouter(tags=["companies"])
Provider = Annotated[Caller, Depends(permitted("companies.change"))]
Languages = Literal["en", "ru", "et", "de", "am"]
_PASSWORD_BYTES = 12
_MOST = 1_000_000
_MOST_BYTES = 1 << 50


class PlanModel(Body):
    """What a company may have; 0 is any number."""

    name: str = Field("", max_length=80, examples=["Office 20"])
    users: int = Field(0, ge=0, le=_MOST, description="Logins, and people: so many of each")
    numbers: int = Field(0, ge=0, le=_MOST)
    channels: int = Field(0, ge=0, le=_MOST, description="Calls at once, inside ones too; emergency calls always pass")
    storage: int = Field(0, ge=0, le=_MOST_BYTES, description="Bytes of recordings and messages")


class UsageModel(Model):
    """What of that there is."""

    users: int
    people: int
    devices: int
    numbers: int
    storage: int


class CompanyUsageModel(Model):
    """A company's plan, what of it is used, and warnings in words."""

    plan: PlanModel
    usage: UsageModel
    warnings: list[str] = Field(examples=[["storage: 92 % of the plan are used"]])


class ServedCompanyModel(CompanyUsageModel):
    """A company as the provider sees it."""

    id: str
    name: str
    country: str
    language: str
    timezone: str
    currency: str
    sip_domain: str
    created_at: Utc
    suspended_at: Utc | None
    suspended_reason: str
    delete_at: Utc | None = Field(description="When it is removed with all that is its, unless it is resumed before")


class ServedCompanyListModel(Model):
    """Companies in the order of their making."""

    items: list[ServedCompanyModel]
    next_cursor: str | None


class FirstLogin(Body):
    """The login of a company's first administrator."""

    login: str = Field(min_length=1, max_length=254, examples=["mari@customer.example"])
    password: str | None = Field(
        None, min_length=8, max_length=1024, description="Left out, one is made and shown once"
    )


class NewCompanyModel(Body):
    """A company to be made."""

    name: str = Field(min_length=1, max_length=120, examples=["Customer OÜ"])
    country: str = Field(max_length=2, examples=["EE"])
    language: Languages = "en"
    timezone: str = Field(max_length=64, examples=["Europe/Tallinn"])
    currency: str = Field(max_length=3, examples=["EUR"])
    sip_domain: str = Field(max_length=253, examples=["customer.pbx.example.com"])
    plan: PlanModel = Field(default_factory=lambda: PlanModel.model_validate({}))
    administrator: FirstLogin


class MadeCompanyModel(Model):
    """What was made; `password` is shown this once, where it was not chosen."""

    company: ServedCompanyModel
    login: str
    password: str | None


class ServedCompanyChange(Body):
    """What is to change; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=120)
    country: str | None = Field(None, max_length=2)
    language: Languages | None = None
    timezone: str | None = Field(None, max_length=64)
    currency: str | None = Field(None, max_length=3)
    plan: PlanModel | None = Field(None, description="Whole; what is there already stays where it has less room")


class Suspension(Body):
    """Why a company is not to be served."""

    reason: str = Field(min_length=1, max_length=200, examples=["the invoice of October is not paid"])


@router.get("/companies", responses=responses(401, 403, 422, 503))
async def read_companies(
    context: InContext,
    _caller: Provider,
    q: Annotated[str, Query(max_length=100, description="A part of name or SIP domain")] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    cursor: Annotated[str, Query(max_length=64, description="`next_cursor` of the page before")] = "",
) -> ServedCompanyListModel:
    """List all companies of the installation with what they use."""
    after = id_or_none(cursor) or None
    found, more = await companies.list_companies(context.database, limit=limit, after=after, query=q)
    return ServedCompanyListModel(items=[_model(one) for one in found], next_cursor=more)


@router.post("/companies", status_code=201, responses=responses(401, 403, 422, 503))
async def make_company(context: InContext, _caller: Provider, new: NewCompanyModel) -> MadeCompanyModel:
    """Make a company with its first administrator; it has no telephones and numbers yet."""
    password = new.administrator.password or secrets.token_urlsafe(_PASSWORD_BYTES)
    told = new.model_dump(exclude={"plan", "administrator"})
    plan = Plan(**new.plan.model_dump())
    made = await companies.make_company(
        context.database, NewCompany(**told, login=new.administrator.login, password=password, plan=plan)
    )
    return MadeCompanyModel(
        company=await _state(context, made),
        login=new.administrator.login.strip().lower(),
        password=None if new.administrator.password else password,
    )


@router.get("/companies/{company_id}", responses=responses(401, 403, 404, 503))
async def read_one_company(context: InContext, _caller: Provider, company_id: PathId) -> ServedCompanyModel:
    """Show one company with what it uses."""
    return await _state(context, known_id(company_id))


@router.patch("/companies/{company_id}", status_code=204, responses=responses(401, 403, 404, 422, 503))
async def change_one_company(
    context: InContext, _caller: Provider, company_id: PathId, change: ServedCompanyChange
) -> None:
    """Change a company's settings or plan."""
    plan = None if change.plan is None else Plan(**change.plan.model_dump())
    changes = change.model_dump(exclude={"plan"}, exclude_none=True)
    if not await companies.change_company(context.database, TenantId(known_id(company_id)), changes, plan):
        raise HTTPException(404)


@router.post("/companies/{company_id}/suspend", responses=responses(401, 403, 404, 409, 422, 503))
async def suspend_company(
    context: InContext, _caller: Provider, company_id: PathId, wanted: Suspension
) -> ServedCompanyModel:
    """Serve a company no longer: no logins, no new calls but to emergency services. Calls that go on, go on."""
    if not await companies.suspend(context.database, TenantId(known_id(company_id)), wanted.reason):
        raise HTTPException(404)
    return await _state(context, known_id(company_id))


@router.post("/companies/{company_id}/resume", responses=responses(401, 403, 404, 503))
async def resume_company(context: InContext, _caller: Provider, company_id: PathId) -> ServedCompanyModel:
    """Serve a company again, also one that was to be deleted."""
    if not await companies.resume(context.database, TenantId(known_id(company_id))):
        raise HTTPException(404)
    return await _state(context, known_id(company_id))


@router.delete("/companies/{company_id}", status_code=202, responses=responses(401, 403, 404, 409, 422, 503))
async def delete_company(
    context: InContext,
    _caller: Provider,
    company_id: PathId,
    days: Annotated[int, Query(ge=0, le=365, description="Until it is gone for good")] = companies.GRACE_DAYS,
) -> ServedCompanyModel:
    """Suspend a company, and remove it with all rows and files when the time of grace is over."""
    if await companies.delete_company(context.database, TenantId(known_id(company_id)), days) is None:
        raise HTTPException(404)
    return await _state(context, known_id(company_id))


@router.get("/company/usage", responses=responses(401, 403, 503))
async def read_usage(
    context: InContext, caller: Annotated[Caller, Depends(permitted("company.read"))]
) -> CompanyUsageModel:
    """Say what the company's plan allows, and how much of that there is."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        plan, usage = await plan_of(session), await usage_of(session)
    return CompanyUsageModel(
        plan=PlanModel.model_validate(plan), usage=UsageModel.model_validate(usage), warnings=warnings_of(plan, usage)
    )


async def _state(context: Context, company: str) -> ServedCompanyModel:
    found = await companies.company_state(context.database, TenantId(company))
    if found is None:
        raise HTTPException(404)
    return _model(found)


def _model(state: CompanyState) -> ServedCompanyModel:
    return ServedCompanyModel.model_validate(
        {
            **{name: getattr(state.row, name, None) for name in ServedCompanyModel.model_fields},
            "plan": PlanModel.model_validate(state.plan),
            "usage": UsageModel.model_validate(state.usage),
            "warnings": warnings_of(state.plan, state.usage),
        }
    )
