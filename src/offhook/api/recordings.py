"""Recordings apart from their calls: `/recordings`: heard, proved unchanged, kept on hold, deleted."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import Limit, PageCursor, PathId, known_id
from offhook.api.models import Body, Model, PartyModel, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.api.sounds import keys_of, send_sound
from offhook.errors import ResourceError
from offhook.recording.service import delete_sound, fingerprint, open_sound
from offhook.recording.store import (
    RecordingFilter,
    deletes_at,
    get_recording,
    list_recordings,
    mark_deleted,
    refuse_held,
    set_hold,
)

if TYPE_CHECKING:
    from offhook.history.model import CallRow, RecordingRow

router = APIRouter(tags=["recordings"])
Hearer = Annotated[Caller, Depends(permitted("recordings.hear"))]
Holder = Annotated[Caller, Depends(permitted("recordings.hold"))]
Deleter = Annotated[Caller, Depends(permitted("recordings.delete"))]


class PauseModel(Model):
    """A silence in a recording at somebody's wish, in seconds from its beginning; without `to` it lasts to the end."""

    from_: float = Field(serialization_alias="from")
    to: float | None
    by: str


class RecordingItemModel(Model):
    """A recording. `sha256` is the fingerprint of the WAV file as it was at the end of the call."""

    id: str
    call_id: str
    started_at: Utc
    duration_seconds: float | None
    error: str | None
    direction: str
    caller: PartyModel = Field(serialization_alias="from")
    number: str = Field(description="What was dialled")
    callee: PartyModel | None = Field(serialization_alias="to")
    rule_id: str | None
    rule: str = Field(description="The recording rule that decided; empty: none was for this conversation")
    pauses: list[PauseModel]
    sha256: str | None
    sealed_at: Utc | None = Field(description="When it was encrypted, and its fingerprint taken; null: it is plain")
    hold: bool = Field(description="It is not deleted, whatever its rule says")
    deletes_at: Utc | None = Field(description="When it is deleted by itself; null: never")
    deleted_at: Utc | None
    audio_url: str | None


class OneRecordingModel(RecordingItemModel):
    """A recording with the loudest sample of each stretch of time, in per cent; a list for each channel."""

    waveform: list[list[int]] | None


class RecordingsModel(Model):
    """A page of recordings, newest first."""

    items: list[RecordingItemModel]
    next_cursor: str | None


class RecordingChange(Body):
    """What is to change."""

    hold: bool


class VerifiedModel(Model):
    """Whether a recording is what it was at the end of its call; null: no fingerprint was taken of it then."""

    unchanged: bool | None
    sha256: str | None = Field(description="As it was at the end of the call")
    found: str | None = Field(description="As it is now; null when it cannot be read")
    reason: str


@router.get("/recordings", responses=responses(401, 422, 503))
async def read_recordings(
    context: InContext,
    caller: Hearer,
    limit: Limit = 50,
    cursor: PageCursor = None,
    number: Annotated[str | None, Query(max_length=64, examples=["+37255512345"])] = None,
    call: Annotated[str | None, Query(max_length=64, description="The id of a call")] = None,
) -> RecordingsModel:
    """List recordings, newest first: all, those with a number on either side, or those of a call."""
    wanted = RecordingFilter(None if call is None else known_id(call), number, caller.visible)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        rows, following = await list_recordings(session, wanted, limit=limit, cursor=cursor)
    return RecordingsModel(items=[RecordingItemModel(**_fields(*row)) for row in rows], next_cursor=following)


@router.get("/recordings/{recording_id}", responses=responses(401, 404, 503))
async def read_one_recording(context: InContext, caller: Hearer, recording_id: PathId) -> OneRecordingModel:
    """Show one recording."""
    recording, call = await _find(context, caller, recording_id)
    return OneRecordingModel(**_fields(recording, call), waveform=recording.waveform)


@router.head("/recordings/{recording_id}/audio", include_in_schema=False)
@router.get(
    "/recordings/{recording_id}/audio",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"audio/wav": {}}, "description": "The recording: the caller left, the callee right"},
        206: {"content": {"audio/wav": {}}, "description": "The part that `Range` asked for"},
        **responses(401, 404, 416, 503),
    },
)
async def read_recording_audio(
    context: InContext, request: Request, caller: Hearer, recording_id: PathId
) -> StreamingResponse:
    """Give a recording as WAV, as it was recorded."""
    recording, call = await _find(context, caller, recording_id)
    if recording.deleted_at is not None:
        raise HTTPException(404, "the recording was deleted")
    keys = keys_of(context, caller.principal.tenant_id)
    return await send_sound(request, context.settings.data, recording.path, f"call-{call.id}", keys)


@router.post("/recordings/{recording_id}/verify", responses=responses(401, 404, 503))
async def verify_recording(context: InContext, caller: Hearer, recording_id: PathId) -> VerifiedModel:
    """Read the whole recording, and say whether it is what it was at the end of its call."""
    recording, _ = await _find(context, caller, recording_id)
    known, found, reason = recording.sha256, None, ""
    if recording.deleted_at is not None:
        return VerifiedModel(unchanged=False, sha256=known, found=None, reason="it was deleted")
    try:
        keys = keys_of(context, caller.principal.tenant_id)
        sound = await open_sound(context.settings.data, recording.path, keys)
        found = await fingerprint(sound)
    except (ResourceError, OSError) as error:
        reason = str(error)
    if known is None:
        return VerifiedModel(unchanged=None, sha256=None, found=found, reason=reason or "it is not sealed yet")
    reason = reason or ("" if found == known else "the content is another one")
    return VerifiedModel(unchanged=found == known, sha256=known, found=found, reason=reason)


@router.patch("/recordings/{recording_id}", responses=responses(401, 403, 404, 409, 422, 503))
async def hold_recording(
    context: InContext, caller: Holder, recording_id: PathId, change: RecordingChange
) -> RecordingItemModel:
    """Keep a recording whatever its rule says (legal hold), or no longer; the history says who did."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await get_recording(session, known_id(recording_id), caller.visible, lock=True)
        if found is None or found[0].deleted_at is not None:
            raise HTTPException(404)
        await set_hold(session, found[0], hold=change.hold, by=caller.principal.login)
        return RecordingItemModel(**_fields(*found))


@router.delete("/recordings/{recording_id}", status_code=204, responses=responses(401, 403, 404, 409, 503))
async def delete_recording(context: InContext, caller: Deleter, recording_id: PathId) -> None:
    """Delete the sound of a recording; the history says who did. One on hold, or of a call that goes on, stays."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await get_recording(session, known_id(recording_id), caller.visible, lock=True)
        if found is None or found[0].deleted_at is not None:
            raise HTTPException(404)
        recording, call = found
        refuse_held(recording)
        if call.ended_at is None:
            raise HTTPException(409, "the call goes on")
        await asyncio.to_thread(delete_sound, context.settings.data, recording.path)
        await mark_deleted(session, recording, by=caller.principal.login)


async def _find(context: InContext, caller: Caller, recording_id: str) -> tuple[RecordingRow, CallRow]:
    async with context.database.tenant(caller.principal.tenant_id) as session:
        found = await get_recording(session, known_id(recording_id), caller.visible)
    if found is None:
        raise HTTPException(404)
    return found


def _fields(recording: RecordingRow, call: CallRow) -> dict[str, Any]:
    callee = PartyModel(number=call.callee_number, name=call.callee_name or "") if call.callee_number else None
    gone = recording.deleted_at is not None
    return {
        "id": recording.id,
        "call_id": call.id,
        "started_at": recording.started_at,
        "duration_seconds": None if recording.duration_ms is None else recording.duration_ms / 1000,
        "error": recording.error,
        "direction": call.direction,
        "caller": PartyModel(number=call.caller_number, name=call.caller_name),
        "number": call.dialled,
        "callee": callee,
        "rule_id": recording.rule_id,
        "rule": recording.rule,
        "pauses": [
            PauseModel(
                from_=one["from_ms"] / 1000, to=None if one["to_ms"] is None else one["to_ms"] / 1000, by=one["by"]
            )
            for one in recording.pauses
        ],
        "sha256": recording.sha256,
        "sealed_at": recording.sealed_at,
        "hold": recording.hold,
        "deletes_at": deletes_at(recording),
        "deleted_at": recording.deleted_at,
        "audio_url": None if gone else f"/api/v1/recordings/{recording.id}/audio",
    }
