"""The e-mail that brings a voice message: its words and its form (RFC 5322, RFC 3834)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING

from offhook.prompts.speech import base_language
from offhook.tenancy.zone import zone_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

LONGEST_COMMENT = 1200
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Wording:
    """The letter in one language; `at` is a strftime format."""

    subject: str
    body: str
    missing: str
    kept: str
    unknown: str
    at: str


WORDINGS: Mapping[str, Wording] = {
    "en": Wording(
        subject="Voice message from {caller} ({length})",
        body="{caller} left a message of {length} for {extension} on {at}.",
        missing="The recording cannot be found any more.",
        kept="Listen to it in the web application, or by telephone in your mailbox.",
        unknown="unknown caller",
        at="%d/%m/%Y at %H:%M",
    ),
    "ru": Wording(
        subject="Голосовое сообщение от {caller} ({length})",
        body="{caller}: сообщение длиной {length} для {extension}, {at}.",
        missing="Запись больше не найдена.",
        kept="Прослушать запись можно в приложении или по телефону в почтовом ящике.",
        unknown="неизвестный номер",
        at="%d.%m.%Y %H:%M",
    ),
    "et": Wording(
        subject="Häälsõnum: {caller} ({length})",
        body="{caller} jättis {at} sõnumi pikkusega {length}, saaja {extension}.",
        missing="Salvestist ei leitud enam.",
        kept="Kuulake seda veebirakenduses või telefoni teel oma postkastist.",
        unknown="tundmatu helistaja",
        at="%d.%m.%Y %H:%M",
    ),
    "de": Wording(
        subject="Sprachnachricht von {caller} ({length})",
        body="{caller} hat am {at} eine Nachricht von {length} für {extension} hinterlassen.",
        missing="Die Aufnahme ist nicht mehr auffindbar.",
        kept="Hören Sie sie in der Webanwendung oder am Telefon in Ihrer Mailbox ab.",
        unknown="unbekannter Anrufer",
        at="%d.%m.%Y um %H:%M",
    ),
    "am": Wording(
        subject="የድምፅ መልእክት ከ{caller} ({length})",
        body="{caller} በ{at} ለ{extension} የ{length} መልእክት ትተዋል።",
        missing="ቅጂው አልተገኘም።",
        kept="በድር መተግበሪያው ወይም በስልክ ከመልእክት ሳጥንዎ ያዳምጡት።",
        unknown="ያልታወቀ ደዋይ",
        at="%d/%m/%Y %H:%M",
    ),
}


@dataclass(frozen=True, slots=True)
class VoiceMessage:
    """What the letter tells; `at` is aware, `sound` is None when the file is gone, or `kept` back here.

    `recipient` may be several addresses with commas between; `comment` is of who sent it on. `link` is the address of
    the message in the web application, which asks who comes by it to log in: it holds no secret.
    """

    id: str
    company: str
    timezone: str
    language: str
    recipient: str
    extension: str
    caller_name: str
    caller_number: str
    at: datetime
    duration_ms: int
    sound: bytes | None
    kept: bool = False
    comment: str = ""
    link: str = ""


def compose(message: VoiceMessage, sender: str) -> EmailMessage:
    """Return the mail; its Message-ID is made of the voice message's id, so that a second copy is known as such."""
    words = WORDINGS.get(base_language(message.language), WORDINGS["en"])
    seconds = round(message.duration_ms / 1000)
    facts = {
        "caller": _caller(message) or words.unknown,
        "length": f"{seconds // 60}:{seconds % 60:02d}",
        "extension": one_line(message.extension),
        "at": message.at.astimezone(zone_of(message.timezone)).strftime(words.at),
    }
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = message.recipient
    mail["Subject"] = words.subject.format_map(facts)
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = f"<voicemail-{message.id}@{sender.rpartition('@')[2].rstrip('>') or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"
    lines = [words.body.format_map(facts)]
    if message.comment:
        lines.append(one_line(message.comment, LONGEST_COMMENT))
    if message.sound is None:
        lines.append(words.kept if message.kept else words.missing)
    if message.kept and message.link:
        lines.append(message.link)
    mail.set_content("\n\n".join([*lines, f"-- \n{one_line(message.company)}"]) + "\n")
    if message.sound is not None:
        name = f"{message.at:%Y%m%d-%H%M%S}.wav"
        mail.add_attachment(message.sound, maintype="audio", subtype="wav", filename=name)
    return mail


def _caller(message: VoiceMessage) -> str:
    name, number = one_line(message.caller_name), one_line(message.caller_number)
    return f"{name} ({number})" if name and number and name != number else name or number


def one_line(text: str, longest: int = 120) -> str:
    """Make one line of a text that came from outside: a caller chooses its own name."""
    return CONTROLS.sub(" ", text.encode(errors="replace").decode()).strip()[:longest]
