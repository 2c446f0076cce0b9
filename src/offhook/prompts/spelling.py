"""Names as they are spelled on the keys of a telephone (ITU-T E.161), in whatever script they are written.

Invariant: a name is found by its letters without their marks; German ones by both of their spellings (ü: u, ue),
Cyrillic ones by the Latin transcription and by the Cyrillic letters that keys carry in Russia, Ethiopic ones by their
transcription (ሰላም: selam).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_KEYS = {
    letter: key
    for key, letters in {
        "2": "abcабвг",  # noqa: RUF001  Russian letters look like Latin ones
        "3": "defдеёжз",  # noqa: RUF001
        "4": "ghiийкл",
        "5": "jklмноп",  # noqa: RUF001
        "6": "mnoрсту",  # noqa: RUF001
        "7": "pqrsфхцч",  # noqa: RUF001
        "8": "tuvшщъы",
        "9": "wxyzьэюя",
    }.items()
    for letter in letters
} | {digit: digit for digit in "0123456789"}
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe", "æ": "ae"})
_LATIN = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_CYRILLIC_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ"
_TRANSCRIBED = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh sch . y . e yu ya i i e g"
_CYRILLIC = dict(zip(_CYRILLIC_LETTERS, _TRANSCRIBED.split(), strict=True))
_ETHIOPIC = {"A": "e", "U": "u", "I": "i", "AA": "a", "EE": "e", "E": "i", "O": "o", "WA": "wa", "OA": "wa"}
_CONSONANTS = {"X": "H", "HH": "H", "Q": "K", "SZ": "S", "TH": "T", "PH": "P", "TZ": "TS", "C": "CH", "QW": "KW"}
_VOWELS = "AEIOU"


@lru_cache(maxsize=20_000)
def latin(text: str) -> str:
    """Return a text in Latin letters, as near to how it sounds as a table gets."""
    return "".join(_latin_letter(letter) for letter in unicodedata.normalize("NFC", text))


@lru_cache(maxsize=20_000)
def spellings(name: str) -> frozenset[str]:
    """Return the keys of a name from each of its words on, in all ways in which it is spelled."""
    lower = unicodedata.normalize("NFC", name).casefold().replace("-", " ")
    written = unicodedata.normalize("NFC", name).lower().replace("-", " ")
    found = set()
    for text in (lower, written, written.translate(_GERMAN), latin(written)):
        words = [pressed for word in text.split() if (pressed := _pressed(word))]
        for place in range(len(words)):
            found.add("".join(words[place:] + words[:place]))
    return frozenset(found)


def is_spelled(name: str, keys: str) -> bool:
    """Tell whether keys begin a name, or a word of it."""
    return any(one.startswith(keys) for one in spellings(name))


def _pressed(word: str) -> str:
    plain = word.translate(_LATIN)
    keys = (_KEYS.get(letter) or _KEYS.get(unicodedata.normalize("NFD", letter)[0], "") for letter in plain)
    return "".join(keys)


def _latin_letter(letter: str) -> str:
    lower = letter.lower()
    if lower in _CYRILLIC:
        found = _CYRILLIC[lower].strip(".")
        return found.capitalize() if letter != lower else found
    named = unicodedata.name(letter, "")
    if named.startswith("ETHIOPIC SYLLABLE "):
        return _syllable(named.removeprefix("ETHIOPIC SYLLABLE "))
    return letter


def _syllable(name: str) -> str:
    """Return a syllable of the Ethiopic script by its Unicode name: consonants, then one of seven vowels."""
    consonant = name.rstrip(_VOWELS)
    vowel = name[len(consonant) :]
    if name.startswith(("GLOTTAL ", "PHARYNGEAL ")):
        return "a" if name.endswith(" A") else _ETHIOPIC.get(vowel, vowel.lower())
    consonant = _CONSONANTS.get(consonant, consonant)
    if vowel == "E" and consonant:
        return consonant.lower()  # the sixth order, mostly without a vowel
    return consonant.lower() + _ETHIOPIC.get(vowel, vowel.lower())
