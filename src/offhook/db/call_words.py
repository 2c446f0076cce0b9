"""By which words a call is found: the lexemes of `calls.words`, made where its row is made.

Each begins with four signs of its company, so that the index of all companies leads to one company's calls, and with a
letter for what it is. Numbers stand there by all their ends, so that the beginning of one of them is any part of the
number. Invariant: what is searched for is folded as what was written: without case, accents and punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SHORTEST_END = 4  # digits
LONGEST = 32  # signs of a lexeme, and digits of a number
MOST_NAMES = 24  # words of names
_WORD = re.compile(r"[^\W_]+")
_QUEUE = "queue"


def fold(text: str) -> str:
    """Return a text without case and accents: `Jüri Õun` and `JURI OUN` are one."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(one for one in plain if not unicodedata.combining(one)).casefold()


def words_of(text: str) -> list[str]:
    """Return the words of a name, folded."""
    return [one[:LONGEST] for one in _WORD.findall(fold(text))]


def digits_of(number: str) -> str:
    """Return the digits of a number in any form."""
    return "".join(one for one in number if one in "0123456789")[:LONGEST]


def short_id(identifier: str) -> str:
    """Return the part of an id that tells it from others."""
    return identifier[-12:].lower()


def company_mark(tenant: str) -> str:
    """Return what all lexemes of a company begin with."""
    return tenant[-4:].lower()


def length_mark(talking_ms: int) -> str:
    """Return the lexeme of conversations that are about as long: each is twice as long as the one before."""
    return f"l{(talking_ms // 1000).bit_length()}"


def call_words(row: Mapping[str, Any], tenant: str) -> list[str]:
    """Return the lexemes of a call's row (`journal/rows.py`)."""
    mark = company_mark(tenant)
    return sorted({mark + word for word in _words(row)})


def _words(row: Mapping[str, Any]) -> Iterator[str]:
    yield "d" + row["direction"]
    if row["result"]:
        yield "r" + row["result"]
    if row["owed"]:
        yield "o"
    if row["talking_ms"] is not None:
        yield length_mark(row["talking_ms"])
    if row["number_id"]:
        yield "m" + short_id(row["number_id"])
    for person in row["person_ids"]:
        yield "p" + short_id(person)
    for letter, places in (("b", "branch_ids"), ("t", "department_ids")):
        yield from (letter + short_id(place) for place in row.get(places, ()))
    parties = [*row["parties"], {"number": row["dialled"]}]
    for number in {digits_of(party.get("number", "")) for party in parties}:
        for start in range(max(1, len(number) - SHORTEST_END + 1) if number else 0):
            yield "n" + number[start:]
    yield from {"x" + party["number"] for party in parties if party.get("extension_id") and party.get("number")}
    yield from {"w" + word for word in _names(parties)[:MOST_NAMES]}
    yield from _queues(row["journey"])


def _names(parties: Iterable[Mapping[str, Any]]) -> list[str]:
    texts = [party.get("name", "") for party in parties]
    texts += [number for party in parties if "@" in (number := party.get("number", ""))]
    return [word for text in texts for word in words_of(text)]


def _queues(journey: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for step in journey:
        detail = step["detail"]
        if detail.get(_QUEUE) and isinstance(detail[_QUEUE], str):
            yield queue_word(detail[_QUEUE])
        if detail.get("queue_id"):
            yield "q" + short_id(str(detail["queue_id"]))


def queue_word(name: str) -> str:
    """Return the lexeme of a queue by its name."""
    return "q" + " ".join(words_of(name))[:LONGEST]
