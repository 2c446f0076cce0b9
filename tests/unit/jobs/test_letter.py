"""The voice message's e-mail: words, time zone, and names chosen by strangers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.jobs.letter import WORDINGS, VoiceMessage, compose
from offhook.prompts.sentences import LANGUAGES

MESSAGE = VoiceMessage(
    id="01890000-0000-7000-8000-000000000001",
    company="Tallinn Trading",
    timezone="Europe/Tallinn",
    language="en",
    recipient="clara@example.com",
    extension="Clara (203)",
    caller_name="Mart",
    caller_number="+37255500011",
    at=datetime(2026, 1, 31, 22, 5, 6, tzinfo=UTC),
    duration_ms=83_400,
    sound=b"RIFF....",
)


def text_of(message: VoiceMessage, sender: str = "offhook@localhost") -> str:
    body = message_from_bytes(compose(message, sender).as_bytes(), policy=policy.default).get_body(("plain",))
    assert body is not None
    return body.get_content()


def test_the_letter_tells_who_when_and_how_long() -> None:
    mail = message_from_bytes(compose(MESSAGE, "Offhook <pbx@example.org>").as_bytes(), policy=policy.default)
    assert mail["Subject"] == "Voice message from Mart (+37255500011) (1:23)"
    assert mail["To"] == "clara@example.com"
    assert mail["Message-ID"] == "<voicemail-01890000-0000-7000-8000-000000000001@example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "on 01/02/2026 at 00:05" in text_of(MESSAGE)  # Tallinn is two hours ahead in winter
    (sound,) = mail.iter_attachments()
    assert (sound.get_content_type(), sound.get_filename()) == ("audio/wav", "20260131-220506.wav")
    assert sound.get_content() == b"RIFF...."


def test_every_language_has_a_letter() -> None:
    assert set(WORDINGS) == set(LANGUAGES)
    assert len({text_of(replace(MESSAGE, language=language)) for language in LANGUAGES}) == len(LANGUAGES)
    assert text_of(replace(MESSAGE, language="fi-FI")) == text_of(MESSAGE)


def test_a_lost_file_is_told() -> None:
    message = replace(MESSAGE, sound=None)
    assert "cannot be found" in text_of(message)
    assert not compose(message, "offhook@localhost").is_multipart()


@pytest.mark.parametrize(
    ("name", "number", "shown"), [("", "", "unknown caller"), ("", "201", "201"), ("201", "201", "201")]
)
def test_callers_without_a_name(name: str, number: str, shown: str) -> None:
    assert compose(replace(MESSAGE, caller_name=name, caller_number=number), "x@y")["Subject"].startswith(
        f"Voice message from {shown} (1:23)"
    )


def test_an_unknown_time_zone_is_utc() -> None:
    assert "31/01/2026 at 22:05" in text_of(replace(MESSAGE, timezone="Mars/Olympus"))


ANYTHING = st.text(st.characters(), max_size=150)  # surrogates too, as bytes that are no UTF-8 leave them


@given(name=ANYTHING, number=ANYTHING, company=ANYTHING)
def test_no_name_can_add_a_header(name: str, number: str, company: str) -> None:
    mail = compose(replace(MESSAGE, caller_name=name, caller_number=number, company=company), "offhook@localhost")
    headers = message_from_bytes(mail.as_bytes()).keys()
    assert headers == ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
