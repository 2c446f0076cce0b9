"""The company's own prompts: `/prompts`; what they say may be heard: `GET /prompts/{id}/audio`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

from fastapi import APIRouter, Depends, Query, Request
from fastapi import Body as BodyParameter
from fastapi.openapi.models import Example  # noqa: TC002  read at run time
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

from offhook.api.context import InContext  # noqa: TC001  read by FastAPI at run time
from offhook.api.lists import PathId, known_id
from offhook.api.models import Body, Model, Utc
from offhook.api.permissions import Caller, permitted
from offhook.api.problems import responses
from offhook.api.sounds import send_sound
from offhook.configuration import PromptKind  # noqa: TC001  read by FastAPI at run time
from offhook.errors import InvalidValue, ResourceError
from offhook.prompts.sentences import SENTENCES
from offhook.prompts.service import (
    Source,
    add_prompt,
    change_prompt,
    list_prompts,
    read_prompt,
    remove_prompt,
)
from offhook.prompts.speech import FASTEST, SLOWEST, VOICES, spoken_languages
from offhook.scenario.uses import scenarios_naming
from offhook.voicemail.boxes import extensions_saying

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.prompts.model import PromptRow

Row = TypeVar("Row")
router = APIRouter(tags=["prompts"])
Reader = Annotated[Caller, Depends(permitted("prompts.read"))]
Editor = Annotated[Caller, Depends(permitted("prompts.change"))]
Name = Annotated[str, Field(min_length=1, max_length=64, description="By which scenarios say it", examples=["sales"])]
Language = Annotated[str, Field(max_length=20, description="BCP 47", examples=["et"])]
Text = Annotated[str, Field(min_length=1, max_length=2000, examples=["You have reached the sales department."])]
SpokenText = Annotated[str, Field(min_length=1, max_length=1000, examples=["Our office is closed until Monday."])]
VoiceName = Literal["", "male", "male-deep", "female", "female-bright"]
Speed = Annotated[int, Field(ge=SLOWEST, le=FASTEST, description="In per cent of the usual one")]
_SPEECH: dict[str, Example] = {
    "Estonian": {
        "summary": "A greeting in Estonian, by a woman, a little slower",
        "value": {
            "name": "closed",
            "language": "et",
            "text": "Tere! Oleme täna suletud. Palun helistage homme.",
            "voice": "female",
            "speed": 90,
        },
    },
    "Russian": {
        "summary": "The same prompt in Russian: callers who chose Russian hear it",
        "value": {"name": "closed", "language": "ru", "text": "Сегодня мы закрыты."},
    },
}
_BODY = {
    "requestBody": {
        "required": True,
        "description": "A sound of any usual format, 20 MiB and 10 minutes at most",
        "content": {"audio/*": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class PromptModel(Model):
    """A prompt of the company in one language; `text` is what it says where it was made from a text."""

    id: str
    name: str
    language: str
    kind: PromptKind
    text: str
    voice: str = Field("", description="That speaks it; empty: the usual one")
    speed: int = Field(100, description="In per cent of the usual one")
    duration_seconds: float
    changed_at: Utc
    audio_url: str


class SentenceModel(Model):
    """A prompt that every company has; one of the company's own with its name is heard instead."""

    name: str
    text: str


class PromptListModel(Model):
    """The company's own prompts by name, and those that every company has."""

    items: list[PromptModel]
    sentences: list[SentenceModel]


class NewPrompt(Body):
    """A prompt to be spoken from a text."""

    name: Name
    language: Language
    text: Text


class NewSpeech(Body):
    """A prompt to be spoken from a text, and how."""

    name: Name
    language: Language
    text: SpokenText
    voice: VoiceName = ""
    speed: Speed = 100


class PromptChange(Body):
    """What a prompt is to say, and how; without `voice` and `speed` it is spoken as before."""

    text: Text
    voice: VoiceName | None = None
    speed: Speed | None = None


class VoicesModel(Model):
    """By what texts are spoken: voices that each language has, languages (BCP 47), speeds in per cent."""

    engine: str = Field(examples=["espeak-ng"])
    voices: list[str] = Field(description="The empty one is the usual")
    languages: list[str] = Field(examples=[["am", "de", "en", "et", "ru"]])
    slowest: int = SLOWEST
    fastest: int = FASTEST


@router.get("/prompts", responses=responses(401, 403, 503))
async def read_prompts(context: InContext, caller: Reader) -> PromptListModel:
    """List prompts."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        items = [_model(row) for row in await list_prompts(session)]
    sentences = [SentenceModel(name=name, text=one.texts["en"]) for name, one in SENTENCES.items()]
    return PromptListModel(items=items, sentences=sentences)


@router.get(
    "/prompts/{prompt_id}/audio",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"audio/wav": {}}, "description": "The prompt"},
        206: {"content": {"audio/wav": {}}, "description": "The part that `Range` asked for"},
        **responses(401, 403, 404, 416, 503),
    },
)
async def read_audio(context: InContext, request: Request, caller: Reader, prompt_id: PathId) -> StreamingResponse:
    """Give a prompt as WAV."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        row = await read_prompt(session, known_id(prompt_id))
    if row is None:
        raise HTTPException(404)
    return await send_sound(request, context.settings.data, row.file, f"prompt-{row.id}")


@router.post("/prompts", status_code=201, responses=responses(401, 403, 422, 503))
async def add(context: InContext, caller: Editor, new: NewPrompt) -> PromptModel:
    """Add a prompt that is spoken from a text."""
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _model(
            await _kept(add_prompt(session, context.settings.data, new.name, new.language, Source(text=new.text)))
        )


@router.get("/prompts/voices", responses=responses(401, 403, 503))
async def read_voices(_caller: Reader) -> VoicesModel:
    """Tell in which languages and voices texts can be spoken here."""
    try:
        languages = await asyncio.to_thread(spoken_languages)
    except ResourceError as error:
        raise HTTPException(503, str(error)) from error
    return VoicesModel(engine="espeak-ng", voices=[*VOICES], languages=languages)


@router.post("/prompts/speech", status_code=201, responses=responses(401, 403, 422, 503))
async def speak(
    context: InContext, caller: Editor, new: Annotated[NewSpeech, BodyParameter(openapi_examples=_SPEECH)]
) -> PromptModel:
    """Add a prompt that is spoken from a text, in a voice and at a speed; its text is kept and may be changed."""
    source = Source(text=new.text, voice=new.voice, speed=new.speed)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _model(await _kept(add_prompt(session, context.settings.data, new.name, new.language, source)))


@router.post("/prompts/uploads", status_code=201, openapi_extra=_BODY, responses=responses(401, 403, 413, 422, 503))
async def upload(
    context: InContext,
    request: Request,
    caller: Editor,
    name: Annotated[str, Query(min_length=1, max_length=64)],
    language: Annotated[str, Query(max_length=20)],
) -> PromptModel:
    """Add a prompt with the sound that is sent."""
    source = Source(sound=await _sound(request))
    async with context.database.tenant(caller.principal.tenant_id) as session:
        return _model(await _kept(add_prompt(session, context.settings.data, name, language, source)))


@router.put("/prompts/{prompt_id}/audio", openapi_extra=_BODY, responses=responses(401, 403, 404, 413, 422, 503))
async def replace(context: InContext, request: Request, caller: Editor, prompt_id: PathId) -> PromptModel:
    """Let a prompt be the sound that is sent."""
    return await _changed(context, caller, prompt_id, Source(sound=await _sound(request)))


@router.patch("/prompts/{prompt_id}", responses=responses(401, 403, 404, 422, 503))
async def change(context: InContext, caller: Editor, prompt_id: PathId, wanted: PromptChange) -> PromptModel:
    """Let a prompt say another text; the next caller hears it."""
    return await _changed(context, caller, prompt_id, Source(text=wanted.text, voice=wanted.voice, speed=wanted.speed))


@router.delete("/prompts/{prompt_id}", status_code=204, responses=responses(401, 403, 404, 409, 503))
async def remove(context: InContext, caller: Editor, prompt_id: PathId) -> None:
    """Remove a prompt that no scenario says, or that is there in another language."""
    known = known_id(prompt_id)
    async with context.database.tenant(caller.principal.tenant_id) as session:
        row = await read_prompt(session, known)
        uses = await _uses(session, row.name) if row else []
        if row is None or not await remove_prompt(session, known, uses):
            raise HTTPException(404)
    await asyncio.to_thread(Path(row.file).unlink, missing_ok=True)


async def _sound(request: Request) -> bytes:
    sound = await request.body()
    if not sound:
        raise InvalidValue("audio", "nothing was sent")
    return sound


async def _changed(context: InContext, caller: Caller, prompt_id: str, source: Source) -> PromptModel:
    async with context.database.tenant(caller.principal.tenant_id) as session:
        row = await _kept(change_prompt(session, context.settings.data, known_id(prompt_id), source))
        if row is None:
            raise HTTPException(404)
        return _model(row)


async def _kept(work: Awaitable[Row]) -> Row:
    try:
        return await work
    except ResourceError as error:
        raise HTTPException(503, str(error)) from error


def _model(row: PromptRow) -> PromptModel:
    return PromptModel(
        id=row.id,
        name=row.name,
        language=row.language,
        kind=row.kind,
        text=row.text,
        voice=row.voice,
        speed=row.speed,
        duration_seconds=row.duration_ms / 1000,
        changed_at=row.changed_at,
        audio_url=f"/api/v1/prompts/{row.id}/audio",
    )


async def _uses(session: AsyncSession, name: str) -> list[tuple[str, str]]:
    return [*await scenarios_naming(session, "prompt", name), *await extensions_saying(session, name)]
