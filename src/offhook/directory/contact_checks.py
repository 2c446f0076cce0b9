"""What may be said of an outside contact, and which short numbers are free; nothing here asks the database.

Invariant: numbers are kept as E.164 and are none of the company's own, so that a caller can be looked up as an
operator names it. A short number means nothing else: no extension, no feature code, no number that the public
network has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from offhook.directory.codes import DIALLED, hides
from offhook.errors import InvalidValue
from offhook.routing.dialling import is_emergency, public_number, to_e164

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from offhook.codes import Codes

MOST_CONTACTS = 20_000
MOST_NUMBERS, MOST_LABELS = 20, 20
LONGEST_NAME, LONGEST_NOTE, LONGEST_LABEL = 120, 4000, 40
SHORT = re.compile(r"[0-9*#]{1,8}")
EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,189}")


@dataclass(frozen=True, slots=True)
class ContactChanges:
    """What is to be set of a contact; None leaves it. `person_id` "" is nobody, `short` "" is none."""

    name: str | None = None
    company: str | None = None
    numbers: Sequence[str] | None = None
    email: str | None = None
    note: str | None = None
    vip: bool | None = None
    labels: Sequence[str] | None = None
    person_id: str | None = None
    short: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What else of the company counts: its own numbers, extensions with their names, codes, people, short numbers."""

    country: str
    own: Collection[str]
    extensions: Mapping[str, str]
    codes: Codes
    people: Collection[str]
    shorts: Mapping[str, str]  # the ids of the contacts that have them


def checked(changes: ContactChanges, known: Known, contact: str = "") -> ContactChanges:
    """Return the changes in the form in which they are kept; `contact` is the id of the one that they are for.

    Raises:
        InvalidValue: something cannot be; it is told at the field.
    """
    numbers, labels = changes.numbers, changes.labels
    if numbers is not None:
        numbers = _numbers(numbers, known)
    if labels is not None:
        labels = _labels(labels)
    if changes.person_id and changes.person_id not in known.people:
        raise InvalidValue("person_id", "is nobody of the company")
    if changes.short and (refusal := short_refusal(changes.short, known, contact)):
        raise InvalidValue("short", refusal)
    email = _text("email", changes.email, LONGEST_NAME * 2)
    if email and not EMAIL.fullmatch(email):
        raise InvalidValue("email", "is no mail address")
    name = _text("name", changes.name, LONGEST_NAME)
    if name == "":
        raise InvalidValue("name", "may not be empty")
    note = changes.note
    if note is not None and len(note) > LONGEST_NOTE:
        raise InvalidValue("note", f"{LONGEST_NOTE} characters at most")
    company = _text("company", changes.company, LONGEST_NAME)
    return replace(changes, name=name, company=company, numbers=numbers, email=email, labels=labels)


def short_refusal(short: str, known: Known, contact: str = "") -> str:
    """Return why a short number cannot be given to a contact, "" when it can."""
    if not SHORT.fullmatch(short):
        return "1 to 8 of 0-9 * #"
    code = next((name for name in DIALLED if hides(known.codes, name, short)), "")
    meant = public_number(short, known.country)
    refusals = {
        f"{short} is an emergency number": is_emergency(short, known.country),
        f"the extension {short} ({known.extensions.get(short)}) has it": short in known.extensions,
        f"the feature code {getattr(known.codes, code, '')} begins so": code,
        f"{meant} is called by it": meant,
        "another contact has it": known.shorts.get(short, contact) != contact,
    }
    return next((text for text, applies in refusals.items() if applies), "")


def _numbers(texts: Sequence[str], known: Known) -> list[str]:
    found = []
    for place, text in enumerate(texts):
        number = to_e164(text.strip(), known.country)
        if number is None:
            raise InvalidValue(f"numbers.{place}", f"{text!r} is no telephone number")
        if number in known.own:
            raise InvalidValue(f"numbers.{place}", f"{number} is a number of the company itself")
        found.append(number)
    once = list(dict.fromkeys(found))
    if len(once) > MOST_NUMBERS:
        raise InvalidValue("numbers", f"{MOST_NUMBERS} at most")
    return once


def _labels(texts: Sequence[str]) -> list[str]:
    once = list(dict.fromkeys(label for text in texts if (label := _text("labels", text, LONGEST_LABEL))))
    if len(once) > MOST_LABELS:
        raise InvalidValue("labels", f"{MOST_LABELS} at most")
    return once


def _text(field: str, text: str | None, longest: int) -> str | None:
    if text is None:
        return None
    text = " ".join(text.split())
    if len(text) > longest or not text.isprintable():
        raise InvalidValue(field, f"{longest} characters at most that can be printed")
    return text
