"""Taking all that a company has along: `/company/exports`; for who runs the installation `/companies/{id}/exports`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import Context, InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.exports.service import ask_export, file_of, list_exports, read_export
from offhook.ids import TenantId
from offhook.tenancy.companies import company_state

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.exports.model import ExportRow

router = APIRouter(tags=["exports"])
Administrator = Annotated[Caller, Depends(permitted("company.export"))]
Provider = Annotated[Caller, Depends(permitted("companies.change"))]
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {}}, "description": "The archive; ranges are honoured"},
    **responses(401, 403, 404, 503),
}


class ExportModel(Model):
    """An archive of all that the company has; it is deleted by itself after seven days."""

    id: str
    asked_at: Utc
    asked_by: str
    recordings: bool
    include_secrets: bool = Field(validation_alias="accounts")
    state: Literal["waiting", "running", "ready", "failed"]
    error: str = Field(description="Why it failed")
    size: int
    sha256: str
    ready_at: Utc | None
    expires_at: Utc


class ExportListModel(Model):
    """The exports that are kept, newest first."""

    items: list[ExportModel]


class WantedExport(Body):
    """What goes into the archive, besides all tables and the sheet of numbers."""

    recordings: bool = Field(default=False, description="Recordings, messages and prompts as WAV, opened")
    include_secrets: bool = Field(default=False, description="Passwords of telephones and of accounts at operators")


@router.post("/company/export", status_code=202, responses=responses(401, 403, 409, 422, 503))
async def export_company(context: InContext, caller: Administrator, wanted: WantedExport) -> ExportModel:
    """Have an archive of the company made; `GET /company/exports` says when it is ready."""
    return await _ask(context, caller.principal.tenant_id, caller, wanted)


@router.get("/company/exports", responses=responses(401, 403, 503))
async def read_exports(context: InContext, caller: Administrator) -> ExportListModel:
    """List the archives that are kept."""
    return await _list(context, caller.principal.tenant_id)


@router.get("/company/exports/{export_id}/file", response_class=FileResponse, responses=_FILE)
async def download_export(context: InContext, caller: Administrator, export_id: PathId) -> FileResponse:
    """Give an archive that is ready."""
    return await _file(context, caller.principal.tenant_id, known_id(export_id))


@router.delete("/company/exports/{export_id}", status_code=204, responses=responses(401, 403, 404, 503))
async def delete_export(context: InContext, caller: Administrator, export_id: PathId) -> None:
    """Delete an archive; one that is being made is given up."""
    tenant = caller.principal.tenant_id
    async with context.database.tenant(tenant) as session:
        row = await _found(session, known_id(export_id))
        await session.delete(row)
    await asyncio.to_thread(file_of(context.settings.data, tenant, row.id).unlink, missing_ok=True)


@router.post("/companies/{company_id}/export", status_code=202, responses=responses(401, 403, 404, 409, 422, 503))
async def export_customer(
    context: InContext, caller: Provider, company_id: PathId, wanted: WantedExport
) -> ExportModel:
    """Have an archive of a customer made, such as of one who leaves."""
    return await _ask(context, await _customer(context, company_id), caller, wanted)


@router.get("/companies/{company_id}/exports", responses=responses(401, 403, 404, 503))
async def read_customer_exports(context: InContext, _caller: Provider, company_id: PathId) -> ExportListModel:
    """List the archives of a customer."""
    return await _list(context, await _customer(context, company_id))


@router.get(
    "/companies/{company_id}/exports/{export_id}/file",
    response_class=FileResponse,
    responses=_FILE,
)
async def download_customer_export(
    context: InContext, _caller: Provider, company_id: PathId, export_id: PathId
) -> FileResponse:
    """Give an archive of a customer that is ready."""
    return await _file(context, await _customer(context, company_id), known_id(export_id))


async def _customer(context: Context, company_id: str) -> TenantId:
    tenant = TenantId(known_id(company_id))
    if await company_state(context.database, tenant) is None:
        raise HTTPException(404)
    return tenant


async def _ask(context: Context, tenant: TenantId, caller: Caller, wanted: WantedExport) -> ExportModel:
    async with context.database.tenant(tenant) as session:
        row = await ask_export(session, caller.principal.login, **wanted.model_dump())
        return ExportModel.model_validate(row)


async def _list(context: Context, tenant: TenantId) -> ExportListModel:
    async with context.database.tenant(tenant) as session:
        return ExportListModel(items=[ExportModel.model_validate(row) for row in await list_exports(session)])


async def _file(context: Context, tenant: TenantId, export_id: str) -> FileResponse:
    async with context.database.tenant(tenant) as session:
        row = await _found(session, export_id)
    path = file_of(context.settings.data, tenant, row.id)
    if row.state != "ready" or not await asyncio.to_thread(path.exists):
        raise HTTPException(404, "it is not ready, or failed: see its state")
    return FileResponse(path, media_type="application/zip", filename=f"offhook-{row.asked_at:%Y-%m-%d}.zip")


async def _found(session: AsyncSession, export_id: str) -> ExportRow:
    row = await read_export(session, export_id)
    if row is None:
        raise HTTPException(404)
    return row
