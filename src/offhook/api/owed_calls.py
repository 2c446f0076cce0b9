"""Callers whom nobody answered: `/owed-calls`. One is closed by a conversation with that number, by nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import Limit, PageCursor, PathId, known_id
from offhook.api.models import Body, Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.owed.service import OwedChange, OwedFilter, change_owed, list_owed, read_owed

if TYPE_CHECKING:
    from offhook.owed.model import OwedCallRow

router = APIRouter(tags=["owed calls"])
Reader = Annotated[Caller, Depends(permitted("owed.read"))]
Writer = Annotated[Caller, Depends(permitted("owed.change"))]


class OwedCallModel(Model):
    """A caller to be called back."""

    id: str
    number: str = Field(examples=["+37255512345"])
    name: str = Field(description="As the operator sent it")
    number_id: str | None = Field(description="The company's number that was called last")
    since: Utc = Field(description="When the first of these calls came")
    last_at: Utc = Field(description="When the last of them ended")
    due_at: Utc = Field(description="By when the caller is to be called back")
    overdue: bool
    after_hours: bool = Field(description="The first came while a schedule said closed")
    call_ids: list[str] = Field(description="The calls that nobody answered")
    owner_id: str | None = Field(description="The person who is to call back; null: whoever has time")
    note: str
    tries: int = Field(description="Calls of the company to that number that nobody answered")
    tried_at: Utc | None = Field(description="When the last of them ended")
    closed_at: Utc | None = Field(description="When both talked")
    closed_by: str | None = Field(description="The call in which they did")


class OwedListModel(Model):
    """Those that are due first."""

    items: list[OwedCallModel]
    next_cursor: str | None = None


class OwedCallChange(Body):
    """What is to change; what is left out stays."""

    owner_id: str | None = Field(None, max_length=64, description='A person; "": nobody in particular')
    due_at: AwareDatetime | None = None
    note: str | None = Field(None, max_length=2000)


class OwedQuery(Model):
    """Which ones are listed."""

    state: Literal["open", "overdue", "closed"] = "open"
    owner: str | None = Field(None, max_length=64, description="A person's id")
    after_hours: bool | None = None


@router.get("/owed-calls", responses=responses(401, 403, 422, 503))
async def read_owed_calls(
    context: InContext,
    caller: Reader,
    query: Annotated[OwedQuery, Depends()],
    limit: Limit = 50,
    cursor: PageCursor = None,
) -> OwedListModel:
    """List whom the company owes a call; an agent sees own ones and those of nobody in particular."""
    now = datetime.now(UTC)
    owner = known_id(query.owner) if query.owner else None
    wanted = OwedFilter(now, query.state, owner, query.after_hours, caller.visible)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        rows, following = await list_owed(session, wanted, limit=limit, cursor=cursor)
        return OwedListModel(items=[_model(row, now) for row in rows], next_cursor=following)


@router.get("/owed-calls/{owed_id}", responses=responses(401, 403, 404, 503))
async def read_owed_call(context: InContext, caller: Reader, owed_id: PathId) -> OwedCallModel:
    """Show one."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _found(await read_owed(session, known_id(owed_id), caller.visible))


@router.patch("/owed-calls/{owed_id}", responses=responses(401, 403, 404, 422, 503))
async def change_owed_call(
    context: InContext, caller: Writer, owed_id: PathId, change: OwedCallChange
) -> OwedCallModel:
    """Give it to somebody, put it off, or write a note."""
    wanted = OwedChange(known_id(change.owner_id) if change.owner_id else change.owner_id, change.due_at, change.note)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _found(await change_owed(session, known_id(owed_id), wanted, caller.visible))


def _found(row: OwedCallRow | None) -> OwedCallModel:
    if row is None:
        raise HTTPException(404)
    return _model(row, datetime.now(UTC))


def _model(row: OwedCallRow, now: datetime) -> OwedCallModel:
    return OwedCallModel(
        id=row.id,
        number=row.number,
        name=row.name,
        number_id=row.number_id,
        since=row.since,
        last_at=row.last_at,
        due_at=row.due_at,
        overdue=row.closed_at is None and row.due_at <= now,
        after_hours=row.after_hours,
        call_ids=row.call_ids,
        owner_id=row.owner_id,
        note=row.note,
        tries=len(row.tried_by),
        tried_at=row.tried_at,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
    )
