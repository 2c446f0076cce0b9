"""What a mailbox says with figures in it: how many messages, who called, and when; other languages hear English.

Invariant: all texts together are few: numbers are said digit by digit and days by their names, as each text is made
into a file once and kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_COUNTS: Mapping[str, tuple[str, str]] = {
    "en": ("New messages: {}.", "Kept messages: {}."),
    "ru": ("Новых сообщений: {}.", "Сохранённых сообщений: {}."),
    "et": ("Uusi sõnumeid: {}.", "Säilitatud sõnumeid: {}."),
    "de": ("Neue Nachrichten: {}.", "Aufbewahrte Nachrichten: {}."),
    "am": ("አዲስ መልእክቶች፦ {}።", "የተቀመጡ መልእክቶች፦ {}።"),
}
_FROM: Mapping[str, tuple[str, str, str]] = {
    "en": ("From", "From an unknown caller.", "Sent on by {}."),
    "ru": ("От", "Номер не определён.", "Переслал {}."),
    "et": ("Helistaja", "Tundmatu helistaja.", "Edasi saatis {}."),
    "de": ("Von", "Von einem unbekannten Anrufer.", "Weitergesendet von {}."),
    "am": ("ከ", "ከማይታወቅ ደዋይ።", "የላከው {}።"),
}
_DAYS: Mapping[str, tuple[str, str, str]] = {
    "en": ("today", "yesterday", "{day} {month}"),
    "ru": ("сегодня", "вчера", "{day} {month}"),
    "et": ("täna", "eile", "{day}. {month}"),
    "de": ("heute", "gestern", "{day}. {month}"),
    "am": ("ዛሬ", "ትናንት", "{month} {day}"),
}
_MONTHS: Mapping[str, str] = {
    "en": "January February March April May June July August September October November December",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "et": "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "am": "ጃንዋሪ ፌብሩዋሪ ማርች ኤፕሪል ሜይ ጁን ጁላይ ኦገስት ሴፕቴምበር ኦክቶበር ኖቬምበር ዲሴምበር",
}


def count_texts(new: int, old: int, language: str) -> list[str]:
    """Return the sentences that say how many messages there are."""
    words = _COUNTS[_known(language)]
    return [words[0].format(new), words[1].format(old)]


def caller_texts(number: str, name: str, language: str) -> list[str]:
    """Return the texts that say who called: the name, or the digits of the number."""
    words = _FROM[_known(language)]
    digits = [sign for sign in number if sign.isdigit()]
    if name and not any(sign.isdigit() for sign in name):
        return [words[0], name[:60]]
    return [words[0], *digits] if digits else [words[1]]


def sender_text(name: str, language: str) -> str:
    """Return the sentence that says who sent a message on."""
    return _FROM[_known(language)][2].format(name[:60])


def moment_texts(at: datetime, now: datetime, language: str) -> list[str]:
    """Return the texts that say when a message was left, both times in the company's zone."""
    known = _known(language)
    today, yesterday, other = _DAYS[known]
    days = (now.date() - at.date()).days
    month = _MONTHS[known].split()[at.month - 1]
    day = today if days == 0 else yesterday if days == 1 else other.format(day=at.day, month=month)
    return [day, f"{at.hour}:{at.minute:02d}"]


def _known(language: str) -> str:
    base = language.replace("_", "-").partition("-")[0].lower()
    return base if base in _COUNTS else "en"
