"""Which calls of a company's history are wanted, and where they are: by words, as `db/call_words.py` writes them.

Invariant: nothing that is searched for becomes part of SQL or of a query's syntax. The database's function
`offhook_find_calls` looks at the company of the transaction only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from phonenumbers import PhoneMetadata
from sqlalchemy import select, text

from offhook.db.base import TenantRow
from offhook.db.call_words import company_mark, digits_of, length_mark, queue_word, short_id, words_of
from offhook.db.engine import tenant_of
from offhook.errors import InvalidValue
from offhook.numbers.model import NumberRow
from offhook.queues.model import QueueRow
from offhook.routing.dialling import to_e164

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.history.cursor import Cursor
    from offhook.ids import People

SHORTEST_PART: Final = 2
MOST_WORDS: Final = 8
LONGEST_TALK_S: Final = 7 * 24 * 3600
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_END = datetime(9999, 1, 1, tzinfo=UTC)
_FIRST_ID = "00000000-0000-0000-0000-000000000000"
_LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff"
_FIND = text(
    "SELECT found_id::text FROM offhook_find_calls(CAST(:query AS tsquery), :since, :until, :before_at, "
    "CAST(:before_id AS uuid), CAST(:shortest AS integer), CAST(:longest AS integer), "
    "CAST(:recorded AS boolean), :most)"
)


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls are wanted; None is any. Times are UTC, `until` is the first moment after; lengths are seconds.

    `number` is a part of a number in any form, `text` the beginnings of words of names, or of numbers. Each other is a
    word of the history or an id.
    """

    since: datetime | None = None
    until: datetime | None = None
    number: str | None = None
    text: str | None = None
    person_id: str | None = None
    extension: str | None = None
    queue_id: str | None = None
    number_id: str | None = None
    direction: str | None = None
    branch_id: str | None = None
    department_id: str | None = None
    result: str | None = None
    owed: bool | None = None
    recorded: bool | None = None
    shortest_s: int | None = None
    longest_s: int | None = None


async def find_calls(
    session: AsyncSession, wanted: CallFilter, seen_by: People | None, *, before: Cursor | None, most: int
) -> list[str]:
    """Return ids of the newest calls that are wanted, `before` a row, at most so many.

    Only those with one of `seen_by`, some people, in them, if they are given.

    Raises:
        InvalidValue: a part to look for is too short.
    """
    if seen_by is not None and not seen_by:
        return []
    query = " & ".join(await _terms(session, wanted, seen_by))
    before_at, before_id = (before.at, before.id) if before else (datetime.now(UTC) + timedelta(days=1), _LAST_ID)
    if wanted.until is not None and wanted.until <= before_at:  # one bound: by two the index begins at the wrong one
        before_at, before_id = wanted.until, _FIRST_ID
    found = await session.execute(
        _FIND,
        {
            "query": query or None,
            "since": wanted.since or _BEGINNING,
            "until": _END,
            "before_at": before_at,
            "before_id": before_id,
            "shortest": None if wanted.shortest_s is None else wanted.shortest_s * 1000,
            "longest": None if wanted.longest_s is None else wanted.longest_s * 1000 + 999,
            "recorded": wanted.recorded,
            "most": most,
        },
    )
    return list(found.scalars())


async def _terms(session: AsyncSession, wanted: CallFilter, seen_by: People | None) -> list[str]:
    """Return what must all be found: each is a word, or a choice of words."""
    mark = company_mark(tenant_of(session))
    exact = {
        "x": wanted.extension,
        "m": short_id(wanted.number_id) if wanted.number_id else None,
        "d": wanted.direction,
        "b": short_id(wanted.branch_id) if wanted.branch_id else None,
        "t": short_id(wanted.department_id) if wanted.department_id else None,
        "r": wanted.result,
    }
    terms = [_word(mark + letter + value) for letter, value in exact.items() if value]
    if seen_by is not None:
        terms.append(_any([_word(f"{mark}p{short_id(one)}") for one in sorted(seen_by)]))
    if wanted.person_id:
        terms.append(_word(f"{mark}p{short_id(wanted.person_id)}"))
    if wanted.owed is not None:
        terms.append(_word(f"{mark}o") if wanted.owed else "!" + _word(f"{mark}o"))
    if wanted.number is not None:
        country = await session.scalar(select(TenantRow.country))
        terms.append(_any(_number_words(mark, wanted.number, country or "")))
    if wanted.queue_id:
        terms.append(_any(await _queue_words(session, mark, wanted.queue_id)))
    if wanted.text is not None:
        terms += await _text_terms(session, mark, wanted.text)
    if wanted.shortest_s is not None or wanted.longest_s is not None:
        lengths = _lengths(wanted.shortest_s or 0, wanted.longest_s or LONGEST_TALK_S)
        terms.append(_any([_word(mark + one) for one in lengths]))
    return terms


def _number_words(mark: str, number: str, country: str) -> list[str]:
    """Return what a part of a number may stand as: a whole one in its national form, or digits of it."""
    digits = digits_of(number)
    if len(digits) < SHORTEST_PART:
        raise InvalidValue("number", f"has fewer than {SHORTEST_PART} digits")
    found = {digits, digits_of(to_e164(number, country) or "")}
    metadata = PhoneMetadata.metadata_for_region(country)
    prefix = (metadata.national_prefix or "") if metadata else ""
    if prefix and digits.startswith(prefix) and len(digits) > len(prefix) + SHORTEST_PART:
        found.add(digits.removeprefix(prefix))
    if digits.startswith("00"):
        found.add(digits[2:])
    return [_word(f"{mark}n{one}", begins=True) for one in sorted(found) if len(one) >= SHORTEST_PART]


async def _queue_words(session: AsyncSession, mark: str, queue_id: str) -> list[str]:
    name = await session.scalar(select(QueueRow.name).where(QueueRow.id == queue_id))
    return [_word(f"{mark}q{short_id(queue_id)}"), *([_word(mark + queue_word(name))] if name else [])]


async def _text_terms(session: AsyncSession, mark: str, searched: str) -> list[str]:
    """Return a choice for each word: a word of a name, a number, or a line of the company that is called so."""
    words = words_of(searched)[:MOST_WORDS]
    if not words:
        raise InvalidValue("q", "has neither letters nor digits")
    lines = (await session.execute(select(NumberRow.id, NumberRow.label))).all()
    terms = []
    for word in words:
        choice = [_word(f"{mark}w{word}", begins=True)]
        if word.isdecimal() and len(word) >= SHORTEST_PART:
            choice.append(_word(f"{mark}n{digits_of(word)}", begins=True))
        called = [one.id for one in lines if any(part.startswith(word) for part in words_of(one.label))]
        terms.append(_any([*choice, *(_word(f"{mark}m{short_id(line)}") for line in called)]))
    return terms


def _lengths(shortest_s: int, longest_s: int) -> list[str]:
    low, high = (int(length_mark(seconds * 1000)[1:]) for seconds in (shortest_s, longest_s))
    return [f"l{one}" for one in range(low, high + 1)]


def _word(lexeme: str, *, begins: bool = False) -> str:
    quoted = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'" + (":*" if begins else "")


def _any(words: list[str]) -> str:
    return f"({' | '.join(words)})"
