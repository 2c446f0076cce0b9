"""Links to recordings: `/recordings/{id}/links`; who follows one is served by `shared_recordings.py`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.exceptions import HTTPException

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.api.shared_recordings import PREFIX
from offhook.recording.links import LinkState, NewLink, list_links, make_link, revoke_link, state_of
from offhook.recording.store import get_recording

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.api.context import Context
    from offhook.history.model import RecordingRow
    from offhook.recording.model import RecordingLinkRow

router = APIRouter(tags=["recordings"])
Sharer = Annotated[Caller, Depends(permitted("recordings.share"))]


class NewLinkModel(Body):
    """A link to make; whoever has it hears the recording without a login."""

    lifetime_hours: int = Field(72, ge=1, le=720, description="How long it is good: 30 days at most")
    max_hearings: int | None = Field(None, ge=1, le=1000, description="How often it may be heard; null: any number")
    note: str = Field("", max_length=200, examples=["Complaint 4711, sent to Baltic Tours"])


class LinkModel(Model):
    """A link; a hearing is counted once while it may go on: for the recording's length and ten minutes more."""

    id: str
    note: str
    made_by: str
    created_at: Utc
    expires_at: Utc
    max_hearings: int | None
    hearings: int
    last_heard_at: Utc | None
    state: LinkState
    revoked_at: Utc | None
    revoked_by: str


class MadeLinkModel(LinkModel):
    """A link that was just made, with its address, which is shown this once only."""

    url: str = Field(examples=["https://pbx.example.com/shared/recordings/iV5K3dQ0sN8yT1pX7mJ2bW4cR6gH9zLfA0eUoYqBtDk"])


class LinkListModel(Model):
    """All links to a recording, the newest first."""

    items: list[LinkModel]


@router.get("/recordings/{recording_id}/links", responses=responses(401, 403, 404, 503))
async def read_links(context: InContext, caller: Sharer, recording_id: PathId) -> LinkListModel:
    """List the links to a recording, those too that are good no longer."""
    now = datetime.now(UTC)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        recording = await _recording(session, caller, recording_id)
        return LinkListModel(items=[_model(row, now) for row in await list_links(session, recording.id)])


@router.post("/recordings/{recording_id}/links", status_code=201, responses=responses(401, 403, 404, 409, 422, 503))
async def add_link(
    context: InContext, request: Request, caller: Sharer, recording_id: PathId, new: NewLinkModel
) -> MadeLinkModel:
    """Make a link to a recording; the history of the call says who did."""
    wanted = NewLink(timedelta(hours=new.lifetime_hours), new.max_hearings, new.note.strip())
    async with context.database.tenant(caller.principal.tenant_id) as session:
        recording = await _recording(session, caller, recording_id, lock=True)
        if recording.deleted_at is not None:
            raise HTTPException(404, "the recording was deleted")
        row, token = await make_link(session, recording, wanted, caller.principal.login)
        made = _model(row, datetime.now(UTC))
    return MadeLinkModel(**made.model_dump(), url=f"{_address(context, request)}{PREFIX}{token}")


@router.delete("/recordings/{recording_id}/links/{link_id}", status_code=204, responses=responses(401, 403, 404, 503))
async def remove_link(context: InContext, caller: Sharer, recording_id: PathId, link_id: PathId) -> None:
    """Revoke a link: it leads nowhere from this moment on."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        recording = await _recording(session, caller, recording_id)
        if not await revoke_link(session, recording, known_id(link_id), caller.principal.login):
            raise HTTPException(404)


def _address(context: Context, request: Request) -> str:
    """Return where people reach us: as set, else as this request did."""
    return context.settings.web_address or str(request.base_url).rstrip("/")


async def _recording(session: AsyncSession, caller: Caller, recording_id: str, *, lock: bool = False) -> RecordingRow:
    found = await get_recording(session, known_id(recording_id), caller.visible, lock=lock)
    if found is None:
        raise HTTPException(404)
    return found[0]


def _model(row: RecordingLinkRow, now: datetime) -> LinkModel:
    return LinkModel(
        id=row.id,
        note=row.note,
        made_by=row.made_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        max_hearings=row.most,
        hearings=row.heard,
        last_heard_at=row.heard_at,
        state=state_of(row, now),
        revoked_at=row.revoked_at,
        revoked_by=row.revoked_by,
    )
