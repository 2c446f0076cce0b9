"""Prompts of the session's company: uploaded, or spoken from a text.

Invariant: a row's file was complete when the row was written; a file is replaced whole, so a caller hears the old or
the new prompt. Files lie below `DATA/company-prompts`, one folder a company.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from offhook.db.engine import tenant_of
from offhook.errors import InUse, InvalidValue
from offhook.ids import new_id
from offhook.prompts.conversion import convert
from offhook.prompts.model import PromptRow
from offhook.prompts.sentences import SENTENCES
from offhook.prompts.speech import PLAIN, Manner, Speech, SpeechAway, SpeechFailed, base_language

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class Source:
    """What a prompt is made of: an uploaded `sound`, or a `text` to be spoken.

    Of a text that is changed, `voice` and `speed` stay where they are None; see `prompts.speech.Manner`.
    """

    sound: bytes = b""
    text: str = ""
    voice: str | None = None
    speed: int | None = None


async def add_prompt(session: AsyncSession, data: Path, name: str, language: str, source: Source) -> PromptRow:
    """Add a prompt in a language (BCP 47; its base counts).

    Raises:
        InvalidValue: there is one of this name in this language, the sound is none, or the text cannot be spoken.
        ResourceError: the file cannot be written.
    """
    name, base = name.strip(), base_language(language)
    if not name:
        raise InvalidValue("name", "may not be empty")
    if base != language.replace("_", "-").partition("-")[0].lower():
        raise InvalidValue("language", f"{language} is no language, such as en or et-EE")
    query = select(PromptRow.id).where(PromptRow.name == name, PromptRow.language == base)
    if await session.scalar(query):
        raise InvalidValue("name", "there is such a prompt in this language already")
    row = PromptRow(tenant_id=tenant_of(session), id=new_id(), name=name, language=base, voice="", speed=PLAIN.speed)
    await _make(row, data, source)
    session.add(row)
    await session.flush()
    return row


async def change_prompt(session: AsyncSession, data: Path, prompt_id: str, source: Source) -> PromptRow | None:
    """Let a prompt say something else. None when there is no such prompt.

    Raises:
        InvalidValue: as `add_prompt`.
        ResourceError: as `add_prompt`.
    """
    row = await read_prompt(session, prompt_id)
    if row is not None:
        await _make(row, data, source)
        row.changed_at = func.now()
        await session.flush()
        await session.refresh(row)
    return row


async def remove_prompt(session: AsyncSession, prompt_id: str, uses: Sequence[tuple[str, str]]) -> bool:
    """Remove a prompt; `uses` are kinds and names of what says its name. False when there is none.

    Raises:
        InUse: something says it, and there is no other of its name.
    """
    row = await read_prompt(session, prompt_id)
    if row is None:
        return False
    others = select(PromptRow.id).where(PromptRow.name == row.name, PromptRow.id != row.id)
    if uses and row.name not in SENTENCES and not await session.scalar(others.limit(1)):
        raise InUse("the prompt is in use: let those say something else first", tuple(uses))
    await session.delete(row)
    await session.flush()
    return True


async def read_prompt(session: AsyncSession, prompt_id: str) -> PromptRow | None:
    """Return one prompt, or None."""
    return await session.scalar(select(PromptRow).where(PromptRow.id == prompt_id))


async def list_prompts(session: AsyncSession) -> Sequence[PromptRow]:
    """Return the company's prompts by name and language."""
    return (await session.scalars(select(PromptRow).order_by(PromptRow.name, PromptRow.language))).all()


async def _make(row: PromptRow, data: Path, source: Source) -> None:
    """Make a prompt's file, then say so in its row."""
    target = (await asyncio.to_thread(data.absolute)) / "company-prompts" / row.tenant_id / f"{row.id}.wav"
    sound, text = source.sound, source.text.strip()
    if not sound:
        row.voice = row.voice if source.voice is None else source.voice
        row.speed = row.speed if source.speed is None else source.speed
        try:
            spoken = await Speech(data / "prompts").say(text, row.language, Manner(row.voice, row.speed, gently=True))
        except SpeechAway:
            raise
        except SpeechFailed as error:
            raise InvalidValue("text", str(error)) from error
        sound = await asyncio.to_thread(spoken.read_bytes)
    row.duration_ms = await asyncio.to_thread(convert, sound, target)
    row.kind, row.text, row.file = "text" if text else "upload", text, str(target)
