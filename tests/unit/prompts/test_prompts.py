"""Prompts: every sentence in every language, recorded voices first, files that are complete or absent."""

from __future__ import annotations

import asyncio
import os
import shutil
import wave
from typing import TYPE_CHECKING

import pytest

from offhook.prompts.catalogue import SOUNDS, Prompts
from offhook.prompts.sentences import LANGUAGES, SENTENCES
from offhook.prompts.speech import PLAIN, Espeak, Manner, Speech, SpeechFailed, base_language

if TYPE_CHECKING:
    from pathlib import Path


def write_wav(path: Path, frames: int = 80) -> None:
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, 8000, frames, "NONE", ""))
        out.writeframes(b"\0\0" * frames)


class CountingVoice:
    """Writes silence and counts."""

    def __init__(self, name: str = "test") -> None:
        self.name = name
        self.spoken: list[tuple[str, str]] = []

    def speak(self, text: str, language: str, target: Path, _manner: Manner = PLAIN) -> None:
        self.spoken.append((text, language))
        write_wav(target)


class BrokenVoice:
    name = "broken"

    def speak(self, _text: str, _language: str, target: Path, _manner: Manner = PLAIN) -> None:
        target.write_bytes(b"half of a fi")
        raise SpeechFailed("no breath")


def test_every_sentence_exists_in_every_language() -> None:
    for name, sentence in SENTENCES.items():
        assert set(sentence.texts) == set(LANGUAGES), name
        assert len(set(sentence.texts.values())) == len(LANGUAGES), name


@pytest.mark.parametrize(
    ("tag", "base"),
    [("et-EE", "et"), ("en_GB", "en"), ("AM", "am"), ("", "en"), ("-x", "en"), ("../etc", "en"), ("--wav", "en")],
)
def test_language_of_a_tag(tag: str, base: str) -> None:
    assert base_language(tag) == base


async def test_a_text_is_spoken_once_per_text_language_and_voice(tmp_path: Path) -> None:
    voice = CountingVoice()
    speech = Speech(tmp_path, voice)
    first = await speech.say("Hello", "en")
    assert await asyncio.gather(*(speech.say("Hello", "en-GB") for _ in range(5))) == [first] * 5
    assert await speech.say("Hello", "de") != first
    assert await Speech(tmp_path, CountingVoice("better")).say("Hello", "en") != first
    assert voice.spoken == [("Hello", "en"), ("Hello", "de")]


async def test_a_failed_voice_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(SpeechFailed, match="no breath"):
        await Speech(tmp_path, BrokenVoice()).say("Hello", "en")
    assert os.listdir(tmp_path) == []  # noqa: PTH208  a test may block


@pytest.mark.parametrize("text", ["", "  \n", "x" * 5001])
async def test_empty_and_endless_texts_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SpeechFailed):
        await Speech(tmp_path, CountingVoice()).say(text, "en")


async def test_an_unwritable_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SpeechFailed, match="cannot write"):
        await Speech(tmp_path / "file", CountingVoice()).say("Hello", "en")


async def test_recorded_voices_come_first_but_only_when_complete(tmp_path: Path) -> None:
    sounds = tmp_path / "sounds" / "en_US_f_Somebody"
    sounds.mkdir(parents=True)
    write_wav(sounds / "vm-nobodyavail.wav")
    voice = CountingVoice()
    prompts = Prompts(Speech(tmp_path / "made", voice), sounds=tmp_path / "sounds")
    assert await prompts.prepare(["en-US", "et"]) == []
    assert prompts.prompt("person_not_available", "en") == [sounds / "vm-nobodyavail.wav"]
    both = prompts.prompt("unavailable_leave_message", "en")  # vm-intro is missing: not half a sentence
    assert len(both) == 1
    assert both[0].parent == tmp_path / "made"
    assert prompts.prompt("person_not_available", "et")[0].parent == tmp_path / "made"
    assert (SENTENCES["welcome"].texts["et"], "et") in voice.spoken


async def test_unprepared_language_falls_back_to_english_and_unknown_prompt_to_silence(tmp_path: Path) -> None:
    prompts = Prompts(Speech(tmp_path, CountingVoice()), sounds=tmp_path)
    assert prompts.prompt("welcome", "en") == []
    await prompts.prepare(["en"])
    assert prompts.prompt("welcome", "fi") == prompts.prompt("welcome", "en") != []
    assert prompts.prompt("no such", "en") == []


async def test_a_language_without_texts_speaks_english(tmp_path: Path) -> None:
    voice = CountingVoice()
    prompts = Prompts(Speech(tmp_path, voice), sounds=tmp_path)
    await prompts.prepare(["fi"])
    assert {language for _, language in voice.spoken} == {"en"}
    assert prompts.prompt("welcome", "fi")


async def test_failures_are_told_and_calls_go_on(tmp_path: Path) -> None:
    prompts = Prompts(Speech(tmp_path, BrokenVoice()), sounds=tmp_path)
    failures = await prompts.prepare(["en"])
    assert len(failures) == len(SENTENCES)
    assert "no breath" in failures[0]
    assert prompts.prompt("welcome", "en") == []


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
@pytest.mark.parametrize("language", LANGUAGES)
async def test_espeak_speaks_every_language(tmp_path: Path, language: str) -> None:
    file = await Speech(tmp_path).say(SENTENCES["welcome"].texts[language], language)
    with wave.open(str(file)) as sound:
        samples = sound.readframes(sound.getnframes())
        assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
        assert 0.8 < sound.getnframes() / sound.getframerate() < 10
    assert max(memoryview(samples).cast("h")) > 3000


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_espeak_says_why_it_failed(tmp_path: Path) -> None:
    with pytest.raises(SpeechFailed, match="status"):
        Espeak().speak("Hello", "zz", tmp_path / "x.wav")


def test_a_missing_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SpeechFailed, match="not installed"):
        Espeak().speak("Hello", "en", tmp_path / "x.wav")


@pytest.mark.skipif(not SOUNDS.is_dir(), reason="asterisk-core-sounds are not installed")
@pytest.mark.parametrize("language", ["en", "ru"])
async def test_debians_recordings_exist(tmp_path: Path, language: str) -> None:
    prompts = Prompts(Speech(tmp_path, CountingVoice()))
    await prompts.prepare([language])
    for name, sentence in SENTENCES.items():
        files = prompts.prompt(name, language)
        assert [file.parent == tmp_path for file in files] == [not sentence.recorded] * max(
            1, len(sentence.recorded)
        ), name
