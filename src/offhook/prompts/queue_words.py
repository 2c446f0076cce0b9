"""What a caller in a queue is told with figures in it; other languages hear English."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

POSITION: Mapping[str, str] = {
    "en": "You are number {figure} in line.",
    "ru": "Ваш номер в очереди: {figure}.",
    "et": "Teie number järjekorras on {figure}.",
    "de": "Sie sind Nummer {figure} in der Warteschlange.",
    "am": "በተራ ቁጥርዎ {figure} ነው።",
}
WAIT: Mapping[str, str] = {
    "en": "The expected waiting time in minutes: {figure}.",
    "ru": "Примерное время ожидания в минутах: {figure}.",
    "et": "Eeldatav ooteaeg minutites: {figure}.",
    "de": "Voraussichtliche Wartezeit in Minuten: {figure}.",
    "am": "የሚጠበቀው የጥበቃ ጊዜ በደቂቃ፦ {figure}።",
}


def position_text(position: int, language: str) -> str:
    """Return the sentence that says a place in the line."""
    return _text(POSITION, position, language)


def wait_text(seconds: float, language: str) -> str:
    """Return the sentence that says how long it will take, in whole minutes."""
    return _text(WAIT, max(1, round(seconds / 60)), language)


def _text(words: Mapping[str, str], figure: int, language: str) -> str:
    return words.get(language.partition("-")[0], words["en"]).format(figure=figure)
