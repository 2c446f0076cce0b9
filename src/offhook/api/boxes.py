"""Mailboxes: `GET` and `PATCH /extensions/{id}/box`; greetings that were spoken by telephone may be heard.

An agent sees the boxes that it may listen to, and changes its own one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.api.sounds import send_sound
from offhook.configuration import Mailing, Situation  # noqa: TC001  read by FastAPI at run time
from offhook.db.sealing import Sealer
from offhook.directory.extensions import find_extension
from offhook.voicemail.boxes import (
    LONGEST_S,
    MOST_ADDRESSES,
    MOST_DAYS,
    MOST_MESSAGES,
    MOST_PEOPLE,
    SHORTEST_S,
    box_of,
    change_box,
)

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.configuration import Box
    from offhook.directory.model import ExtensionRow

router = APIRouter(tags=["voicemails"])

_GREETING = "What callers hear: a prompt by its name; empty: the usual sentence"
_BUSY = f"{_GREETING} (while the person talks)"
_CLOSED = f"{_GREETING} (outside the hours of `schedule_id`)"
_HOLIDAY = f"{_GREETING} (on a holiday)"
_SCHEDULE = "The schedule that says when it is closed; none: the person's own hours"
_LONGEST = "Seconds that a message may last"
_MOST = "So many messages at most; 0: any number"
_KEEP = "Days after which a message is deleted; 0: it is kept"
_FULL = "An extension or an outside number for callers who find the box full; empty: they are owed a call"
_PEOPLE = "Ids of people who may listen, besides the one whose extension it is"
_EMAILS = "Where messages are mailed; none: to the person"
_MAIL = "Whether the sound is in the mail, only told of, or nothing is mailed"
_PIN = "Asked where somebody calls from another telephone; empty: nobody may"
_WHAT_AGENTS_CHANGE = frozenset({"unavailable", "busy", "closed", "holiday", "schedule_id", "mail", "pin"})


class BoxModel(Model):
    """What a mailbox says, takes and keeps. `recorded` are the greetings that were spoken by telephone."""

    unavailable: str = Field(description=_GREETING)
    busy: str = Field(description=_BUSY)
    closed: str = Field(description=_CLOSED)
    holiday: str = Field(description=_HOLIDAY)
    recorded: list[Situation]
    schedule_id: str | None = Field(description=_SCHEDULE)
    longest_s: int = Field(description=_LONGEST)
    most: int = Field(description=_MOST)
    keep_days: int = Field(description=_KEEP)
    full_to: str = Field(description=_FULL)
    people: list[str] = Field(description=_PEOPLE)
    emails: list[str] = Field(description=_EMAILS)
    mail: Mailing = Field(description=_MAIL)
    has_pin: bool


class BoxChange(Body):
    """What is to change; what is left out stays."""

    unavailable: str | None = Field(None, max_length=64, description=_GREETING)
    busy: str | None = Field(None, max_length=64, description=_BUSY)
    closed: str | None = Field(None, max_length=64, description=_CLOSED)
    holiday: str | None = Field(None, max_length=64, description=_HOLIDAY)
    schedule_id: str | None = Field(None, max_length=64, description=f'{_SCHEDULE}; "": none')
    longest_s: int | None = Field(None, ge=SHORTEST_S, le=LONGEST_S, description=_LONGEST)
    most: int | None = Field(None, ge=0, le=MOST_MESSAGES, description=_MOST)
    keep_days: int | None = Field(None, ge=0, le=MOST_DAYS, description=_KEEP)
    full_to: str | None = Field(None, max_length=32, description=_FULL)
    people: Annotated[list[str], Field(max_length=MOST_PEOPLE)] | None = Field(None, description=_PEOPLE)
    emails: Annotated[list[str], Field(max_length=MOST_ADDRESSES)] | None = Field(None, description=_EMAILS)
    mail: Mailing | None = Field(None, description=_MAIL)
    pin: str | None = Field(None, max_length=12, description=_PIN, examples=["4711"])


@router.get("/extensions/{extension_id}/box", responses=responses(401, 403, 404, 503))
async def read_box(
    context: InContext, caller: Annotated[Caller, Depends(permitted("boxes.read"))], extension_id: PathId
) -> BoxModel:
    """Show a mailbox's settings."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _model(box_of(await _extension(session, caller, extension_id)))


@router.patch("/extensions/{extension_id}/box", responses=responses(401, 403, 404, 422, 503))
async def change_settings(
    context: InContext,
    caller: Annotated[Caller, Depends(permitted("boxes.change"))],
    extension_id: PathId,
    change: BoxChange,
) -> BoxModel:
    """Change a mailbox's settings; the next caller finds them."""
    wanted = change.model_dump(exclude_none=True)
    if wanted.get("schedule_id") == "":
        wanted["schedule_id"] = None
    async with context.database.tenant(caller.principal.tenant_id) as session:
        extension = await _extension(session, caller, extension_id)
        if not caller.sees(extension.person_id):
            raise HTTPException(403, "the mailbox is not your own")
        if caller.principal.role == "agent" and not _WHAT_AGENTS_CHANGE.issuperset(wanted):
            raise HTTPException(403, "limits, addresses and listeners are for administrators")
        sealer = Sealer.of(context.settings.data)
        return _model(await change_box(session, sealer, extension, wanted))


@router.get(
    "/extensions/{extension_id}/box/greetings/{situation}/audio",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"audio/wav": {}}, "description": "The greeting"},
        206: {"content": {"audio/wav": {}}, "description": "The part that `Range` asked for"},
        **responses(401, 403, 404, 416, 503),
    },
)
async def read_greeting(
    context: InContext,
    request: Request,
    caller: Annotated[Caller, Depends(permitted("boxes.read"))],
    extension_id: PathId,
    situation: Situation,
) -> StreamingResponse:
    """Give a greeting that was spoken by telephone, as WAV."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        box = box_of(await _extension(session, caller, extension_id))
    if situation not in box.recorded:
        raise HTTPException(404)
    return await send_sound(request, context.settings.data, box.recorded[situation], f"greeting-{situation}")


async def _extension(session: AsyncSession, caller: Caller, extension_id: str) -> ExtensionRow:
    found = await find_extension(session, known_id(extension_id))
    if found is None or found.kind not in {"person", "box"}:
        raise HTTPException(404)
    if not caller.sees(found.person_id, *box_of(found).people):
        raise HTTPException(404)
    return found


def _model(box: Box) -> BoxModel:
    told = {name: getattr(box, name) for name in BoxModel.model_fields if name not in {"recorded", "has_pin"}}
    return BoxModel(**told, recorded=sorted(box.recorded), has_pin=bool(box.pin))
