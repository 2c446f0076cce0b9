"""Prompts ready to play: the files of every sentence, in every language that a company uses.

Invariant: `prompt` never waits and never fails. Files are looked up and synthesised by `prepare` at start and when a
company with another language appears; until then, and when speech fails, a prompt has no files and the call goes on.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from offhook.prompts.sentences import SENTENCES
from offhook.prompts.speech import SpeechFailed, base_language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from offhook.prompts.sentences import Sentence
    from offhook.prompts.speech import Speech

log = logging.getLogger(__name__)

SOUNDS = Path("/usr/share/asterisk/sounds")


class Prompts:
    """All prompts of an installation."""

    def __init__(self, speech: Speech, *, sounds: Path = SOUNDS) -> None:
        self._speech = speech
        self._sounds = sounds
        self._files: dict[tuple[str, str], list[Path]] = {}

    async def prepare(self, languages: Iterable[str]) -> list[str]:
        """Make every sentence ready in these languages (BCP 47); return what failed, one plain sentence each."""
        failures: list[str] = []
        for language in sorted({base_language(tag) for tag in languages}):
            folders = sorted(self._sounds.glob(f"{language}*"))
            for name, sentence in SENTENCES.items():
                try:
                    self._files[language, name] = _recorded(sentence, folders) or [
                        await self._spoken(sentence, language)
                    ]
                except SpeechFailed as error:
                    failures.append(f"prompt {name} ({language}): {error}")
        for failure in failures:
            log.warning("%s", failure)
        return failures

    def prompt(self, name: str, language: str) -> list[Path]:
        """Return the WAV files to play in turn; English ones when the language is not prepared, none at worst."""
        return self._files.get((base_language(language), name)) or self._files.get(("en", name)) or []

    async def say(self, text: str, language: str) -> Path:
        """Return a file that says any text; it is kept, so that the same text is made once.

        Raises:
            SpeechFailed: it cannot be spoken.
        """
        return await self._speech.say(text, base_language(language))

    async def _spoken(self, sentence: Sentence, language: str) -> Path:
        text = sentence.texts.get(language)
        return await self._speech.say(text or sentence.texts["en"], language if text else "en")


def _recorded(sentence: Sentence, folders: list[Path]) -> list[Path]:
    for folder in folders:
        files = [folder / f"{name}.wav" for name in sentence.recorded]
        if files and all(file.is_file() for file in files):
            return files
    return []
