"""Telephone numbers as an operator writes them, both ways: inside they are E.164, whatever the trunk wants.

Going out a number is first brought into the trunk's form, then the first rule whose prefix fits changes its beginning;
coming in the rules are first, then the number is read by the trunk's form and country. Short numbers (112) have no
form; rules apply to them, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import phonenumbers

from offhook.configuration import NumberFormat
from offhook.routing.dialling import incoming_e164, to_e164

if TYPE_CHECKING:
    from collections.abc import Sequence

    from offhook.configuration import Rule


def outgoing(number: str, wanted: NumberFormat, country: str) -> str:
    """Return a number (E.164, or a short one) as an operator of this country (ISO 3166) wants it."""
    text = number
    if number.startswith("+"):
        match wanted.form:
            case "plain":
                text = number[1:]
            case "international":
                text = wanted.international + number[1:]
            case "national":
                text = _national(number, country) or wanted.international + number[1:]
            case "e164":
                pass
    return changed(text, wanted.rules)


def incoming(number: str, rules: Sequence[Rule], country: str, usual: NumberFormat = NumberFormat()) -> str:  # noqa: B008  it cannot change
    """Return a number that an operator of this country sent as E.164 where it can be one.

    `usual` is how the operator wants such numbers: of two readings the one in its form is taken.
    """
    text = changed(number, rules)
    if usual.form == "plain" and (whole := to_e164("+" + text, country)) and _valid(whole):
        return whole
    if usual.form in ("national", "international") and usual.international and text.startswith(usual.international):
        abroad = to_e164("+" + text[len(usual.international) :], country)
        if abroad and _valid(abroad):
            return abroad
    return incoming_e164(text, country)


def changed(number: str, rules: Sequence[Rule]) -> str:
    """Return a number with its beginning replaced by the first rule that fits."""
    for rule in rules:
        if number.startswith(rule.prefix):
            return rule.replacement + number[len(rule.prefix) :]
    return number


def _valid(number: str) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(number))


def _national(number: str, country: str) -> str | None:
    """Return a number as it is dialled inside its country, None of another country's number."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
    if parsed.country_code != phonenumbers.country_code_for_region(country):
        return None
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return "".join(character for character in written if character.isdigit())
