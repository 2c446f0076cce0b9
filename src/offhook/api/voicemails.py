"""Voicemail: messages listed, heard, marked, deleted and taken back, and sent on to another mailbox."""

from __future__ import annotations

import asyncio
from typing import Annotated, Self

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import Limit, PageCursor, PathId, known_id
from offhook.api.models import Model, PartyModel, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.api.sounds import keys_of, send_sound
from offhook.db.sealing import SealBroken
from offhook.directory.extensions import list_extensions
from offhook.errors import InvalidValue, ResourceError
from offhook.ids import VoicemailId, new_id
from offhook.recording.keys import Vault
from offhook.routing.boxes import BOX_KINDS
from offhook.voicemail.forwarding import LONGEST_COMMENT, Forwarded, forward_message
from offhook.voicemail.service import Voicemail, Wanted, change_voicemail, get_voicemail, list_voicemails

router = APIRouter(tags=["voicemails"])
Reader = Annotated[Caller, Depends(permitted("voicemails.read"))]
Hearer = Annotated[Caller, Depends(permitted("voicemails.hear"))]
Changer = Annotated[Caller, Depends(permitted("voicemails.change"))]


class VoicemailModel(Model):
    """A message that a caller left for an extension, which is null when it was removed since."""

    id: str
    call_id: str
    at: Utc
    duration_seconds: float
    heard_at: Utc | None
    extension: PartyModel | None
    caller: PartyModel = Field(serialization_alias="from")
    forwarded_by: str = Field(description="Who sent it on; empty: the caller left it here")
    comment: str = Field(description="What was written by who sent it on")
    deleted_at: Utc | None = Field(description="When it was deleted; it goes for good some days later")
    audio_url: str


class VoicemailListModel(Model):
    """A page of messages, newest first."""

    items: list[VoicemailModel]
    next_cursor: str | None


class VoicemailChange(BaseModel):
    """What may change of a message."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [{"heard": True}]})

    heard: bool | None = None
    deleted: bool | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.heard is None and self.deleted is None:
            raise ValueError("say what changes: heard, deleted or both")
        return self


class ForwardMessage(BaseModel):
    """Where a message is sent on to."""

    model_config = ConfigDict(extra="forbid", strict=True)

    to: str = Field(max_length=15, description="The number of a person or a mailbox", examples=["202"])
    comment: str = Field("", max_length=LONGEST_COMMENT)


@router.get("/voicemails", responses=responses(401, 422, 503))
async def read_voicemails(
    context: InContext,
    caller: Reader,
    limit: Limit = 50,
    cursor: PageCursor = None,
    box: Annotated[str, Query(max_length=64, description="The id of an extension: messages of its mailbox only")] = "",
    deleted: Annotated[bool, Query(description="Messages that were deleted, instead of the others")] = False,  # noqa: FBT002  a query
) -> VoicemailListModel:
    """List messages, newest first."""
    wanted = Wanted(known_id(box) if box else "", deleted)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        page = await list_voicemails(session, caller.visible, limit=limit, cursor=cursor, wanted=wanted)
    return VoicemailListModel(items=[_model(one) for one in page.voicemails], next_cursor=page.next_cursor)


@router.head("/voicemails/{voicemail_id}/audio", include_in_schema=False)
@router.get(
    "/voicemails/{voicemail_id}/audio",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"audio/wav": {}}, "description": "The message"},
        206: {"content": {"audio/wav": {}}, "description": "The part that `Range` asked for"},
        **responses(401, 404, 416, 503),
    },
)
async def read_audio(context: InContext, request: Request, caller: Hearer, voicemail_id: PathId) -> StreamingResponse:
    """Give a message as WAV."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await get_voicemail(session, caller.visible, VoicemailId(known_id(voicemail_id)))
    if found is None:
        raise HTTPException(404)
    keys = keys_of(context, caller.principal.tenant_id)
    return await send_sound(request, context.settings.data, found.path, f"message-{found.id}", keys)


@router.patch("/voicemails/{voicemail_id}", responses=responses(401, 403, 404, 422, 503))
async def change(context: InContext, caller: Changer, voicemail_id: PathId, wanted: VoicemailChange) -> VoicemailModel:
    """Mark a message heard or new, delete it or take that back; the telephone's message lamp follows."""
    tenant = caller.principal.tenant_id
    async with context.database.tenant(tenant) as session:
        found = await change_voicemail(
            session,
            caller.visible,
            VoicemailId(known_id(voicemail_id)),
            heard=wanted.heard,
            deleted=wanted.deleted,
        )
    if found is None:
        raise HTTPException(404)
    await context.switch("voicemail_changed", tenant=tenant, extension_id=found.extension_id)
    return _model(found)


@router.delete("/voicemails/{voicemail_id}", status_code=204, responses=responses(401, 403, 404, 503))
async def delete(context: InContext, caller: Changer, voicemail_id: PathId) -> None:
    """Delete a message; for some days that can be taken back."""
    await change(context, caller, voicemail_id, VoicemailChange(deleted=True))


@router.post(
    "/voicemails/{voicemail_id}/forward", status_code=204, responses=responses(401, 403, 404, 409, 422, 503, 507)
)
async def forward(context: InContext, caller: Changer, voicemail_id: PathId, wanted: ForwardMessage) -> None:
    """Send a message on: it lies in the other mailbox as a new one, and is mailed as others are."""
    tenant = caller.principal.tenant_id
    async with context.database.tenant(tenant) as session:
        found = await get_voicemail(session, caller.visible, VoicemailId(known_id(voicemail_id)))
        if found is None:
            raise HTTPException(404)
        others = {one.number: one for one in await list_extensions(session) if one.kind in BOX_KINDS}
        box = others.get(wanted.to)
        if box is None or not box.voicemail or box.id == found.extension_id:
            raise InvalidValue("to", "there is no other mailbox of this number")
        own = caller.principal.person_id
        by = next((one.name for one in others.values() if one.person_id and one.person_id == own), "")
        copy = Forwarded(new_id(), box.id, by or caller.principal.login, wanted.comment.strip())
        try:
            await forward_message(session, await asyncio.to_thread(Vault.of, context.settings.data), found.id, copy)
        except SealBroken:
            raise
        except ResourceError as error:
            raise HTTPException(409, "the sound of the message is gone") from error
    await context.switch("voicemail_changed", tenant=tenant, extension_id=box.id)


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
        forwarded_by=found.forwarded_by,
        comment=found.comment,
        deleted_at=found.deleted_at,
        audio_url=f"/api/v1/voicemails/{found.id}/audio",
    )
