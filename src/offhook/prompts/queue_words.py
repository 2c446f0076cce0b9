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
CALLING_BACK: Mapping[str, str] = {
    "en": "You are being connected with {who}, who called and reached nobody.",
    "ru": "Соединяем с клиентом, который не дозвонился: {who}.",  # noqa: RUF001  Russian
    "et": "Ühendame kliendiga, kelle kõnele ei vastatud: {who}.",
    "de": "Sie werden verbunden mit {who}. Der Anruf war nicht beantwortet worden.",
    "am": "ደውለው ያልተመለሰላቸው ደንበኛ {who} ጋር እየተገናኙ ነው።",
}


def calling_back_text(name: str, number: str, language: str) -> str:
    """Return the sentence that tells an agent who is called back: the name, or the digits one by one."""
    who = name if name and not name.lstrip("+").isdigit() else " ".join(number.removeprefix("+"))
    return CALLING_BACK.get(language.partition("-")[0], CALLING_BACK["en"]).format(who=who)


def position_text(position: int, language: str) -> str:
    """Return the sentence that says a place in the line."""
    return _text(POSITION, position, language)


def wait_text(seconds: float, language: str) -> str:
    """Return the sentence that says how long it will take, in whole minutes."""
    return _text(WAIT, max(1, round(seconds / 60)), language)


def _text(words: Mapping[str, str], figure: int, language: str) -> str:
    return words.get(language.partition("-")[0], words["en"]).format(figure=figure)
