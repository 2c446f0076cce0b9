"""Messages of mailboxes and prompts of a board, kept in memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offhook.errors import ResourceError
from offhook.media import protocol as media

if TYPE_CHECKING:
    from offhook.routing.boxes import Folder, Message


class MemoryBoxes:
    """Keeps messages of mailboxes as the database does, and marks them as what is set is brought there."""

    def __init__(self, settings: Any) -> None:
        self.kept: dict[str, list[Message]] = {}
        self.away = False
        self.keys: dict[str, bytes] = {}  # of sealed messages, by their ids
        self._settings = settings

    async def read(self, _: str, extension_id: str, folder: Folder, after: Any) -> list[Message]:
        if self.away:
            raise ResourceError("the database is away")
        states = {one.subject.partition("/")[2]: one.value for one in self._settings.kept if one.what == "message"}
        wanted = "new" if folder == "new" else "heard"
        found = [
            replace(one, state=states.get(one.id, one.state))
            for one in sorted(self.kept.get(extension_id, []), key=lambda one: one.at, reverse=folder != "new")
        ]
        later = [one for one in found if after is None or (one.at > after[0] if folder == "new" else one.at < after[0])]
        return [one for one in later if one.state == wanted][:2]

    async def sound(self, _: str, message: Message) -> media.File:
        if self.away:
            raise ResourceError("the key is away")
        key = self.keys.get(message.id)
        return media.File(file=message.path) if key is None else media.File(file=f"{message.path}.sealed", key=key)


class SpokenNames:
    """Prompts whose files are named after them."""

    def prompt(self, name: str, language: str) -> list[Path]:
        return [Path(f"/prompts/{language}/{name}.wav")] if name != "unknown" else []

    async def say(self, text: str, language: str) -> Path:
        if text == "unspeakable":
            raise ResourceError("no voice")
        return Path(f"/prompts/{language}/{text}.wav")
