"""What is said to people who use feature codes, by id and language."""

# ruff: noqa: RUF001  Russian letters look like Latin ones

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
    "meeting_locked": {
        "en": "The conference is locked now.",
        "ru": "Конференция закрыта для новых участников.",
        "et": "Konverents on nüüd lukus.",
        "de": "Die Konferenz ist jetzt geschlossen.",
        "am": "ስብሰባው አሁን ተዘግቷል።",
    },
    "meeting_open": {
        "en": "The conference is open again.",
        "ru": "Конференция снова открыта.",
        "et": "Konverents on jälle avatud.",
        "de": "Die Konferenz ist wieder offen.",
        "am": "ስብሰባው እንደገና ተከፍቷል።",
    },
    "meeting_is_locked": {
        "en": "The conference is locked. Nobody else may come in.",
        "ru": "Конференция закрыта. Войти нельзя.",
        "et": "Konverents on lukus. Keegi enam siseneda ei saa.",
        "de": "Die Konferenz ist geschlossen. Niemand kann mehr beitreten.",
        "am": "ስብሰባው ተዘግቷል። ማንም ሌላ መግባት አይችልም።",
    },
    "all_muted": {
        "en": "All others are muted.",
        "ru": "Микрофоны остальных выключены.",
        "et": "Kõik teised on vaigistatud.",
        "de": "Alle anderen sind stummgeschaltet.",
        "am": "ሌሎች ሁሉ ድምፃቸው ጠፍቷል።",
    },
    "all_heard": {
        "en": "All are heard again.",
        "ru": "Микрофоны всех включены.",
        "et": "Kõiki on jälle kuulda.",
        "de": "Alle sind wieder zu hören.",
        "am": "ሁሉም እንደገና ይሰማሉ።",
    },
    "you_are_muted": {
        "en": "You are muted.",
        "ru": "Ваш микрофон выключен.",
        "et": "Olete vaigistatud.",
        "de": "Sie sind stummgeschaltet.",
        "am": "ድምፅዎ ጠፍቷል።",
    },
    "you_are_heard": {
        "en": "You are heard again.",
        "ru": "Вас снова слышно.",
        "et": "Teid on jälle kuulda.",
        "de": "Sie sind wieder zu hören.",
        "am": "እንደገና ይሰማሉ።",
    },
    "recording_begins": {
        "en": "The conference is recorded now.",
        "ru": "Ведётся запись конференции.",
        "et": "Konverentsi salvestatakse.",
        "de": "Die Konferenz wird jetzt aufgezeichnet.",
        "am": "ስብሰባው አሁን እየተቀዳ ነው።",
    },
    "recording_ends": {
        "en": "The conference is recorded no longer.",
        "ru": "Запись конференции остановлена.",
        "et": "Konverentsi enam ei salvestata.",
        "de": "Die Konferenz wird nicht mehr aufgezeichnet.",
        "am": "ስብሰባው ከእንግዲህ አይቀዳም።",
    },
    "only_leaders": {
        "en": "Only who leads the conference may do that.",
        "ru": "Это может только ведущий конференции.",
        "et": "Seda saab teha ainult konverentsi juht.",
        "de": "Das darf nur, wer die Konferenz leitet.",
        "am": "ይህን ማድረግ የሚችለው የስብሰባው መሪ ብቻ ነው።",
    },
    "dial_who_comes": {
        "en": "Dial the number, then the hash key.",
        "ru": "Наберите номер и решётку.",
        "et": "Valige number ja trellid.",
        "de": "Wählen Sie die Nummer, dann die Raute.",
        "am": "ቁጥሩን ይደውሉ፣ ከዚያ የመሰላል ቁልፉን ይጫኑ።",
    },
    "guest_is_called": {
        "en": "The number is being called.",
        "ru": "Вызываем абонента.",
        "et": "Numbrile helistatakse.",
        "de": "Die Nummer wird angerufen.",
        "am": "ቁጥሩ እየተደወለ ነው።",
    },
    "guest_is_not_coming": {
        "en": "The number that was called does not come.",
        "ru": "Вызванный абонент не ответил.",
        "et": "Valitud number ei vastanud.",
        "de": "Der Angerufene kommt nicht.",
        "am": "የተደወለው ቁጥር አይመጣም።",
    },
    "not_allowed": {
        "en": "You may not do that.",
        "ru": "У вас нет на это права.",
        "et": "Teil ei ole selleks õigust.",
        "de": "Das dürfen Sie nicht.",
        "am": "ይህን ማድረግ አይፈቀድልዎትም።",
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
