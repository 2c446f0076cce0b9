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
    "nobody_to_call": {
        "en": "There is no number to call.",
        "ru": "Нет номера для звонка.",
        "et": "Ei ole numbrit, millele helistada.",
        "de": "Es gibt keine Nummer, die angerufen werden kann.",
        "am": "የሚደወልበት ቁጥር የለም።",
    },
    "retry_is_on": {
        "en": "Your telephone will ring when the number is free.",
        "ru": "Ваш телефон зазвонит, когда номер освободится.",
        "et": "Teie telefon heliseb, kui number on vaba.",
        "de": "Ihr Telefon klingelt, sobald die Nummer frei ist.",
        "am": "ቁጥሩ ሲለቀቅ ስልክዎ ይጠራል።",
    },
    "retry_is_off": {
        "en": "The number is dialled no longer.",
        "ru": "Автодозвон выключен.",
        "et": "Numbrile enam ei helistata.",
        "de": "Die Nummer wird nicht mehr gewählt.",
        "am": "ቁጥሩ ከእንግዲህ አይደወልም።",
    },
    "too_many_retries": {
        "en": "Too many numbers wait to be dialled already.",
        "ru": "Слишком много номеров уже ожидают автодозвона.",
        "et": "Liiga palju numbreid juba ootab valimist.",
        "de": "Es warten schon zu viele Nummern.",
        "am": "ለመደወል የሚጠብቁ ቁጥሮች በጣም በዝተዋል።",
    },
    "still_busy": {
        "en": "The number that you wanted is still busy. It is dialled no longer.",
        "ru": "Нужный вам номер всё ещё занят. Автодозвон завершён.",
        "et": "Soovitud number on endiselt kinni. Sellele enam ei helistata.",
        "de": "Die gewünschte Nummer ist noch immer besetzt. Sie wird nicht mehr gewählt.",
        "am": "የፈለጉት ቁጥር አሁንም ተይዟል። ከእንግዲህ አይደወልም።",
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
