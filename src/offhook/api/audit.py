"""The audit log: `GET /audit`, as a sheet `GET /audit/export`. Nobody changes it, so there is nothing else."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, Field
from starlette.responses import StreamingResponse

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import Limit, PageCursor, known_id
from offhook.api.models import Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.audit.service import AuditFilter, list_entries

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from offhook.audit.model import AuditRow

router = APIRouter(tags=["audit"])
Reader = Annotated[Caller, Depends(permitted("audit.read"))]
MOST_LINES = 100_000
_PAGE = 500
_COLUMNS = ("at", "login", "via", "address", "action", "resource", "row_id", "name", "field", "before", "after")


class ChangeModel(Model):
    """One field; where `shown` is false it has changed, but its values are secret or long and are not kept."""

    field: str = Field(examples=["name"])
    before: Any = Field(default=None, description="Null: there was none", examples=["Front desk"])
    after: Any = Field(default=None, description="Null: there is none any more", examples=["Reception"])
    shown: bool = True


class AuditEntryModel(Model):
    """Something that somebody did. `via` is `session`, `token` with its label, or a process: `switch`, `worker`."""

    id: str
    at: Utc
    change_id: str = Field(description="The same for all that one request did")
    user_id: str | None = Field(description="Of the login; null: a process, a telephone, or nobody who is known")
    login: str = Field(examples=["anna"])
    via: str = Field(examples=["session"])
    address: str = Field(examples=["192.0.2.7"])
    action: str = Field(
        description="create, change, delete; login, login_failed; listen, whisper, barge, take_over; hear, export …",
        examples=["change"],
    )
    resource: str = Field(examples=["people"])
    row_id: str | None
    of_id: str | None = Field(description="What the row belongs to, such as the scenario of a version")
    name: str = Field(examples=["Dora Lepp"])
    changes: list[ChangeModel] = Field(description="By name; of a note it is what is known of it")


class AuditModel(Model):
    """A page of the log, newest first."""

    items: list[AuditEntryModel]
    next_cursor: str | None


async def wanted_entries(  # noqa: PLR0913, PLR0917  each is a part of the query
    since: Annotated[AwareDatetime | None, Query(description="From this time on")] = None,
    until: Annotated[AwareDatetime | None, Query(description="Before this time")] = None,
    login: Annotated[str | None, Query(max_length=254, description="Who did it")] = None,
    resource: Annotated[str | None, Query(max_length=64, examples=["people"])] = None,
    action: Annotated[str | None, Query(max_length=64, examples=["change"])] = None,
    row_id: Annotated[str | None, Query(max_length=64, description="What it was done to, or what that is of")] = None,
    change_id: Annotated[str | None, Query(max_length=64, description="What was done together")] = None,
) -> AuditFilter:
    """Return what a query asks for."""
    ids = {name: known_id(value) for name, value in (("row_id", row_id), ("change_id", change_id)) if value is not None}
    return AuditFilter(since, until, login, resource, action, **ids)


Wanted = Annotated[AuditFilter, Depends(wanted_entries)]


@router.get("/audit", responses=responses(401, 403, 404, 422, 503))
async def read_audit(
    context: InContext, caller: Reader, wanted: Wanted, limit: Limit = 50, cursor: PageCursor = None
) -> AuditModel:
    """Tell who changed what, who logged in, and who listened to whom, newest first."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        rows, following = await list_entries(session, wanted, limit=limit, cursor=cursor)
    return AuditModel(items=[_model(row) for row in rows], next_cursor=following)


@router.get(
    "/audit/export",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "A line for each field"},
        **responses(401, 403, 404, 422, 503),
    },
)
async def export_audit(context: InContext, caller: Reader, wanted: Wanted) -> StreamingResponse:
    """Give the log as a sheet (CSV, UTF-8), newest first: a line for each field, 100,000 entries at most."""

    async def lines() -> AsyncIterator[str]:
        yield "\ufeff" + _line(_COLUMNS)
        cursor, left = None, MOST_LINES
        while left > 0:
            async with context.database.tenant(caller.principal.tenant_id) as session:
                rows, cursor = await list_entries(session, wanted, limit=min(_PAGE, left), cursor=cursor)
            left -= len(rows)
            yield "".join(_line(line) for row in rows for line in _sheet(_model(row)))
            if cursor is None:
                return

    name = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return StreamingResponse(lines(), media_type="text/csv; charset=utf-8", headers=name)


def _model(row: AuditRow) -> AuditEntryModel:
    fields = sorted({*row.before, *row.after})
    changes = [ChangeModel(field=name, before=row.before.get(name), after=row.after.get(name)) for name in fields]
    changes += [ChangeModel(field=name, shown=False) for name in row.unshown]
    names = set(AuditEntryModel.model_fields) - {"changes"}
    return AuditEntryModel(changes=changes, **{name: getattr(row, name) for name in names})


def _sheet(entry: AuditEntryModel) -> list[tuple[str, ...]]:
    about = (
        entry.at.isoformat(), entry.login, entry.via, entry.address, entry.action, entry.resource, entry.row_id or "",
        entry.name,
    )  # fmt: skip
    changes = entry.changes or [ChangeModel(field="")]
    return [
        (*about, one.field, *(_cell(value, shown=one.shown) for value in (one.before, one.after))) for one in changes
    ]


def _cell(value: Any, *, shown: bool) -> str:
    if not shown:
        return "(not kept)"
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _line(cells: tuple[str, ...]) -> str:
    """Return a line of the sheet; what a spreadsheet would take for a formula is made text."""
    out = io.StringIO()
    csv.writer(out).writerow(["'" + cell if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell for cell in cells])
    return out.getvalue()
