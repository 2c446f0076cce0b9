"""Speaking a text: WAV files made once per text, language and voice, kept in `DATA/prompts`.

Invariant: a file with its final name is complete, because it is written beside it and renamed. Synthesis runs in a
thread and a process of its own, two at a time at most, so it never blocks the loop. Another `Voice` may be given;
its name is part of the file's name, so nothing old is heard after a change.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import shutil
import subprocess
import uuid
import wave
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from offhook.errors import ResourceError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

AT_ONCE = 2
LONGEST_TEXT = 5000
WORDS_PER_MINUTE = "150"
SYNTHESIS_SECONDS = 30
MISSING = "espeak-ng is not installed: run `scripts/install-system-packages run`, or `apt-get install espeak-ng`"


class SpeechFailed(ResourceError):  # noqa: N818  what happened, as in `PartyGone`
    """A text could not be spoken."""


class SpeechAway(SpeechFailed):
    """The program that speaks is not there."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a text is spoken: by one of `VOICES`, at a speed in per cent of the usual; `gently`: others go first."""

    voice: str = ""
    speed: int = 100
    gently: bool = False


PLAIN = Manner()
VOICES: Mapping[str, str] = {  # with what espeak-ng calls it
    "": "",
    "male": "+m3",
    "male-deep": "+m7",
    "female": "+f3",
    "female-bright": "+f2",
}
SLOWEST, FASTEST = 60, 200


class Voice(Protocol):
    """Something that speaks."""

    @property
    def name(self) -> str:
        """Return what tells this voice from others; it changes when the sound does."""

    def speak(self, text: str, language: str, target: Path, manner: Manner = PLAIN) -> None:
        """Write `text` to `target` as a 16-bit PCM WAV file; blocks.

        Raises:
            SpeechFailed: it cannot.
        """


class Espeak:
    """The synthesiser espeak-ng: few languages are missing, and it sounds like a robot."""

    name = f"espeak-ng-{WORDS_PER_MINUTE}"

    def speak(self, text: str, language: str, target: Path, manner: Manner = PLAIN) -> None:
        """Run espeak-ng; the text goes through its standard input, so it can never be taken for an option.

        Raises:
            SpeechAway: the program is not installed.
            SpeechFailed: it does not know the language, or takes too long.
        """
        voice = {"en": "en-us"}.get(language, language) + VOICES[manner.voice]
        words = str(int(WORDS_PER_MINUTE) * min(max(manner.speed, SLOWEST), FASTEST) // 100)
        command = ["espeak-ng", "--stdin", "-b", "1", "-v", voice, "-s", words, "-w", str(target)]
        if manner.gently and shutil.which(command[0]) and shutil.which("nice"):
            command = ["nice", "-n", "10", *command]
        try:
            done = subprocess.run(  # noqa: S603  no shell; the only foreign word is a language code, checked by base_language
                command, input=text.encode(), capture_output=True, timeout=SYNTHESIS_SECONDS, check=False
            )
        except FileNotFoundError as error:
            raise SpeechAway(MISSING) from error
        except subprocess.TimeoutExpired as error:
            raise SpeechFailed(f"espeak-ng took more than {SYNTHESIS_SECONDS} s") from error
        if done.returncode != 0 or not _has_sound(target):
            said = done.stderr.decode(errors="replace").strip()
            raise SpeechFailed(f"espeak-ng failed with status {done.returncode}: {said or 'no sound came out'}")


def spoken_languages() -> list[str]:
    """Return the languages (BCP 47, without regions) that can be spoken; blocks.

    Raises:
        SpeechAway: the program is not installed.
        SpeechFailed: it does not tell.
    """
    try:
        done = subprocess.run(  # a fixed command
            ["espeak-ng", "--voices"],  # noqa: S607  found as the voice itself is
            capture_output=True,
            timeout=SYNTHESIS_SECONDS,
            check=True,
        )
    except FileNotFoundError as error:
        raise SpeechAway(MISSING) from error
    except (subprocess.SubprocessError, OSError) as error:
        raise SpeechFailed(f"espeak-ng does not tell its voices: {error}") from error
    lines = (line.split() for line in done.stdout.decode(errors="replace").splitlines()[1:])
    bases = {columns[1].partition("-")[0] for columns in lines if len(columns) > 1}
    return sorted(base for base in bases if base_language(base) == base)


def base_language(tag: str) -> str:
    """Return the bare language of a BCP 47 tag in lower case: `et` of `et-EE`; `en` of nonsense."""
    base = tag.replace("_", "-").partition("-")[0].lower()
    return base if base.isascii() and base.isalpha() and len(base) in {2, 3} else "en"


class Speech:
    """Speaks texts into files of one folder."""

    def __init__(self, folder: Path, voice: Voice | None = None) -> None:
        self._folder = folder
        self._voice: Voice = voice or Espeak()
        self._turns = asyncio.Semaphore(AT_ONCE)

    def path(self, text: str, language: str, manner: Manner = PLAIN) -> Path:
        """Return where the spoken text is, or will be once `say` has run."""
        how = () if (manner.voice, manner.speed) == (PLAIN.voice, PLAIN.speed) else (manner.voice, str(manner.speed))
        facts = "\0".join((self._voice.name, base_language(language), text, *how))
        return self._folder / f"{hashlib.sha256(facts.encode()).hexdigest()[:32]}.wav"

    async def say(self, text: str, language: str, manner: Manner = PLAIN) -> Path:
        """Return a WAV file in which `text` is spoken in `language` (BCP 47); made when it is not there yet.

        Raises:
            SpeechFailed: it cannot be spoken, or the disk is full.
        """
        if not text.strip() or len(text) > LONGEST_TEXT:
            raise SpeechFailed(f"a text has 1 to {LONGEST_TEXT} characters")
        target = self.path(text, language, manner)
        async with self._turns:
            if not target.exists():
                await asyncio.to_thread(self._make, text, base_language(language), target, manner)
        return target

    def _make(self, text: str, language: str, target: Path, manner: Manner) -> None:
        part = target.with_name(f".{target.stem}-{uuid.uuid4().hex}.wav")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._voice.speak(text, language, part, manner)
            part.replace(target)
        except OSError as error:
            raise SpeechFailed(f"cannot write {target}: {error.strerror}") from error
        finally:
            with contextlib.suppress(OSError):
                part.unlink()


def _has_sound(path: Path) -> bool:
    try:
        with wave.open(str(path)) as sound:
            frames: int = sound.getnframes()
    except (OSError, wave.Error, EOFError):
        return False
    return frames > 0
