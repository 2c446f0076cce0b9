"""The history as a table: `GET /calls/export?format=csv|xlsx`, with the filters of `GET /calls`."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from starlette.responses import StreamingResponse

from offhook.api.calls import CallQuery, Reader  # noqa: TC001  read by FastAPI at run time
from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.problems import responses
from offhook.history.export import MOST, Export, to_csv, to_xlsx
from offhook.history.service import list_rows
from offhook.tenancy.service import get_tenant

router = APIRouter(tags=["calls"])
_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TABLE = {
    "content": {
        "text/csv": {"schema": {"type": "string"}},
        _XLSX: {"schema": {"type": "string", "format": "binary"}},
    },
    "description": "The table: UTF-8 with a mark in front, or a workbook with one sheet",
}


@router.get("/calls/export", response_class=StreamingResponse, responses={200: _TABLE, **responses(401, 403, 422, 503)})
async def export_calls(
    context: InContext,
    caller: Reader,
    wanted: Annotated[CallQuery, Depends()],
    format_: Annotated[Literal["csv", "xlsx"], Query(alias="format")] = "csv",
    separator: Annotated[
        Literal["comma", "semicolon", "tab"], Query(description="Of CSV; Excel expects the one of its country")
    ] = "comma",
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many calls at most, the newest first")] = MOST,
) -> StreamingResponse:
    """Give calls as a table, newest first: times in the company's zone, headings in its language where we know it."""
    tenant, asked = caller.principal.tenant_id, wanted.filter()
    async with context.database.tenant(tenant) as session:
        company = await get_tenant(session)
        await list_rows(session, caller.visible, limit=1, wanted=asked)  # what is wrong with the filter is said in time
    export = Export(
        lambda: context.database.tenant(tenant), asked, caller.visible, company.timezone, company.language, limit
    )
    headers = {"Content-Disposition": f'attachment; filename="calls.{format_}"', "Cache-Control": "no-store"}
    if format_ == "csv":
        return StreamingResponse(
            to_csv(export, _SEPARATORS[separator]), headers=headers, media_type="text/csv; charset=utf-8"
        )
    return StreamingResponse(to_xlsx(export), headers=headers, media_type=_XLSX)
