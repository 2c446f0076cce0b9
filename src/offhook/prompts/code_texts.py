"""What is said to people who use feature codes, by id and language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXTS: Mapping[str, Mapping[str, str]] = {
    "parked": {
        "en": "The call is parked.",
        "ru": "Вызов припаркован.",
        "et": "Kõne on pargitud.",
        "de": "Der Anruf ist geparkt.",
        "am": "ጥሪው ቆሟል።",
    },
    "nothing_parked": {
        "en": "No call is parked there.",
        "ru": "Там нет припаркованных вызовов.",
        "et": "Seal ei ole pargitud kõnesid.",
        "de": "Dort ist kein Anruf geparkt.",
        "am": "እዚያ የቆመ ጥሪ የለም።",
    },
    "nothing_to_take": {
        "en": "There is no call that you could take.",
        "ru": "Нет вызова, который вы могли бы забрать.",
        "et": "Ei ole kõnet, mille saaksite üle võtta.",
        "de": "Es gibt keinen Anruf, den Sie übernehmen könnten.",
        "am": "መውሰድ የሚችሉት ጥሪ የለም።",
    },
}
PARKED_ON: Mapping[str, str] = {
    "en": "The call is parked on {figure}.",
    "ru": "Вызов припаркован на номере {figure}.",
    "et": "Kõne on pargitud kohal {figure}.",
    "de": "Der Anruf ist auf {figure} geparkt.",
    "am": "ጥሪው በ{figure} ላይ ቆሟል።",
}


def with_figure(words: Mapping[str, str], figure: str, language: str) -> str:
    """Return a sentence with its figure, in English where it is not known in the language (BCP 47)."""
    return words.get(language.replace("_", "-").partition("-")[0].lower(), words["en"]).format(figure=figure)
