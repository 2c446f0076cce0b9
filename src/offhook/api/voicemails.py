"""Voicemail: `GET /voicemails`, `GET /voicemails/{id}/audio`, `PATCH /voicemails/{id}`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import Limit, PageCursor, PathId, known_id
from offhook.api.models import Model, PartyModel, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.api.sounds import send_sound
from offhook.ids import VoicemailId
from offhook.voicemail.service import Voicemail, get_voicemail, list_voicemails, mark_heard

router = APIRouter(tags=["voicemails"])
Reader = Annotated[Caller, Depends(permitted("voicemails.read"))]


class VoicemailModel(Model):
    """A message that a caller left for an extension, which is null when it was removed since."""

    id: str
    call_id: str
    at: Utc
    duration_seconds: float
    heard_at: Utc | None
    extension: PartyModel | None
    caller: PartyModel = Field(serialization_alias="from")
    audio_url: str


class VoicemailListModel(Model):
    """A page of messages, newest first."""

    items: list[VoicemailModel]
    next_cursor: str | None


class VoicemailChange(BaseModel):
    """What may change of a message."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [{"heard": True}]})

    heard: bool


@router.get("/voicemails", responses=responses(401, 422, 503))
async def read_voicemails(
    context: InContext, caller: Reader, limit: Limit = 50, cursor: PageCursor = None
) -> VoicemailListModel:
    """List messages, newest first."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        page = await list_voicemails(session, caller.person_id, limit=limit, cursor=cursor)
    return VoicemailListModel(items=[_model(one) for one in page.voicemails], next_cursor=page.next_cursor)


@router.get(
    "/voicemails/{voicemail_id}/audio",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"audio/wav": {}}, "description": "The message"},
        206: {"content": {"audio/wav": {}}, "description": "The part that `Range` asked for"},
        **responses(401, 404, 416, 503),
    },
)
async def read_audio(context: InContext, request: Request, caller: Reader, voicemail_id: PathId) -> StreamingResponse:
    """Give a message as WAV."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await get_voicemail(session, caller.person_id, VoicemailId(known_id(voicemail_id)))
    if found is None:
        raise HTTPException(404)
    return await send_sound(request, context.settings.data, found.path, f"message-{found.id}")


@router.patch("/voicemails/{voicemail_id}", responses=responses(401, 403, 404, 422, 503))
async def change_voicemail(
    context: InContext,
    caller: Annotated[Caller, Depends(permitted("voicemails.change"))],
    voicemail_id: PathId,
    change: VoicemailChange,
) -> VoicemailModel:
    """Mark a message heard or new; the telephone's message lamp follows."""
    tenant = caller.principal.tenant_id
    async with context.database.tenant(tenant) as session:
        found = await mark_heard(session, caller.person_id, VoicemailId(known_id(voicemail_id)), heard=change.heard)
    if found is None:
        raise HTTPException(404)
    await context.switch("voicemail_changed", tenant=tenant, extension_id=found.extension_id)
    return _model(found)


def _model(found: Voicemail) -> VoicemailModel:
    extension = PartyModel(number=found.extension_number, name=found.extension_name)
    return VoicemailModel(
        id=found.id,
        call_id=found.call_id,
        at=found.at,
        duration_seconds=found.duration_seconds,
        heard_at=found.heard_at,
        extension=extension if found.extension_number else None,
        caller=PartyModel(number=found.caller_number, name=found.caller_name),
        audio_url=f"/api/v1/voicemails/{found.id}/audio",
    )
