"""What who dials by name is told; other languages hear English.

A name in letters that the voice of the language does not read is told in Latin ones.
"""

# ruff: noqa: RUF001  Russian letters look like Latin ones

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from offhook.prompts.spelling import latin

if TYPE_CHECKING:
    from collections.abc import Mapping

CHOICE: Mapping[str, str] = {
    "en": "For {name}, extension {number}, press {key}.",
    "ru": "{name}, номер {number}: нажмите {key}.",
    "et": "{name}, sisenumber {number}: vajutage {key}.",
    "de": "Für {name}, Durchwahl {number}, drücken Sie {key}.",
    "am": "{name}፣ የውስጥ ቁጥር {number}፦ {key} ይጫኑ።",
}
CONNECTING: Mapping[str, str] = {
    "en": "{name}, extension {number}.",
    "ru": "{name}, номер {number}.",
    "et": "{name}, sisenumber {number}.",
    "de": "{name}, Durchwahl {number}.",
    "am": "{name}፣ የውስጥ ቁጥር {number}።",
}
TEXTS: Mapping[str, Mapping[str, str]] = {
    "directory_spell": {
        "en": "Spell the name of the person on the keys of your telephone, then press hash.",
        "ru": "Наберите имя сотрудника буквами на клавишах телефона и нажмите решётку.",
        "et": "Sisestage inimese nimi telefoni klahvidel tähtedega ja vajutage trelle.",
        "de": "Geben Sie den Namen mit den Buchstaben der Telefontasten ein, dann die Rautetaste.",
        "am": "የሰውየውን ስም በስልክዎ ቁልፎች ፊደላት ይጻፉ፣ ከዚያ መሰላልን ይጫኑ።",
    },
    "directory_none": {
        "en": "Nobody has a name that is spelled so.",
        "ru": "Сотрудника с таким именем нет.",
        "et": "Sellise nimega inimest ei ole.",
        "de": "Niemand hat einen Namen, der so geschrieben wird.",
        "am": "እንዲህ የሚጻፍ ስም ያለው ሰው የለም።",
    },
}
_SCRIPTS = {"ru": "CYRILLIC", "am": "ETHIOPIC"}


def choice_text(key: str, name: str, number: str, language: str) -> str:
    """Return the sentence that offers a person by a key."""
    return _text(CHOICE, name, number, language, key)


def connecting_text(name: str, number: str, language: str) -> str:
    """Return the sentence that says whom the caller is connected with."""
    return _text(CONNECTING, name, number, language)


def _text(words: Mapping[str, str], name: str, number: str, language: str, key: str = "") -> str:
    base = language.partition("-")[0]
    known = words.get(base, words["en"])
    return known.format(name=_readable(name, base), number=" ".join(number), key=key)


def _readable(name: str, language: str) -> str:
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in name if letter.isalpha()}
    return name if scripts <= {"LATIN", _SCRIPTS.get(language, "LATIN")} else latin(name)
