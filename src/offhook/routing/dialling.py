"""What a dialled string means in a company: an extension, an outside number, or nothing.

Outside numbers are E.164 (`+` and digits); national forms are read by the company's country (libphonenumber's rules).
Short numbers, those of emergency services above all, have no such form and stay as they are dialled.
"""

from __future__ import annotations

from functools import lru_cache

import phonenumbers

LONGEST_E164 = 15
SHORTEST_E164 = 7


@lru_cache(maxsize=16384)
def to_e164(dialled: str, country: str) -> str | None:
    """Return the number as E.164, or None when it is no possible telephone number in `country` (ISO 3166)."""
    text = dialled.translate(_PUNCTUATION)
    digits = text[1:]
    if text.startswith("+") and digits.isascii() and digits.isdigit() and digits[:1] != "0":
        return text if SHORTEST_E164 <= len(digits) <= LONGEST_E164 else None
    if not (text.isascii() and text.isdigit()):
        return None
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=16384)
def outside_number(dialled: str, country: str) -> str | None:
    """Return what an operator is to be asked for: a short number of the country (112, inquiries) as it is, else E.164.

    None when it is neither.
    """
    text = dialled.translate(_PUNCTUATION)
    if text.isascii() and text.isdigit():
        try:
            number = phonenumbers.parse(text, country)
        except phonenumbers.NumberParseException:
            return None
        if phonenumbers.is_valid_short_number_for_region(number, country):
            return text
    return to_e164(dialled, country)


@lru_cache(maxsize=1024)
def is_emergency(dialled: str, country: str) -> bool:
    """Tell whether an emergency service may be meant: one of the country, or what travellers dial at home."""
    return dialled in _EMERGENCY_ELSEWHERE or phonenumbers.is_emergency_number(dialled, country)


def public_number(dialled: str, country: str) -> str:
    """Return what of the public network is called by a string of digits, "" where it is nothing that exists."""
    number = outside_number(dialled, country)
    if number is None or number == dialled:
        return number or ""
    return number if phonenumbers.is_valid_number(phonenumbers.parse(number)) else ""


@lru_cache(maxsize=16384)
def is_ordinary(number: str, country: str = "") -> bool:
    """Tell whether an E.164 number costs what calls usually cost, and is of a country (ISO 3166), if one is given."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    if country and parsed.country_code != phonenumbers.country_code_for_region(country):
        return False
    return phonenumbers.number_type(parsed) not in _EXPENSIVE


_EXPENSIVE = frozenset(
    {
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
        phonenumbers.PhoneNumberType.UAN,
    }
)
_EMERGENCY_ELSEWHERE = frozenset({"112", "911", "999"})
_PUNCTUATION = str.maketrans("", "", " -().")


@lru_cache(maxsize=16384)
def incoming_e164(number: str, country: str) -> str:
    """Return a number that an operator sent as E.164 where it can be one (the `+` is often missing), else unchanged."""
    if number.startswith("+"):
        return to_e164(number, country) or number
    if (national := to_e164(number, country)) and phonenumbers.is_valid_number(phonenumbers.parse(national)):
        return national
    return to_e164("+" + number, country) or number
