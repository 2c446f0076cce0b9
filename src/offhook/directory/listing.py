"""The directory of the session's company: whom colleagues find, and what each person lets be seen.

Invariant: who is hidden is found by nobody here, nor by callers who spell the name (`scenario/nodes/directory.py`); a
mobile number is shown only when its owner shares it. Departments are what people's are called, without a table of
their own.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, literal, or_, select, tuple_

from offhook.db.base import TenantRow
from offhook.directory.contact_checks import EMAIL
from offhook.directory.model import ExtensionRow, PersonRow
from offhook.directory.name_cursor import cursor_after, read_cursor
from offhook.errors import InvalidValue
from offhook.routing.dialling import to_e164

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

LONGEST = 80
LONGEST_EMAIL = 254


@dataclass(frozen=True, slots=True)
class PersonChanges:
    """What is to be set of a person; None leaves it, "" takes a text away. `mobile` as it is dialled."""

    may_supervise: bool | None = None
    may_page: bool | None = None
    department: str | None = None
    position: str | None = None
    email: str | None = None
    mobile: str | None = None
    share_mobile: bool | None = None
    hidden: bool | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A person as colleagues see it, with the person's extensions in their order: ids and numbers."""

    person: PersonRow
    extensions: tuple[tuple[str, str], ...]


async def change_person(session: AsyncSession, person_id: str, changes: PersonChanges) -> PersonRow | None:
    """Change a person. None when there is no such person.

    Raises:
        InvalidValue: a text is too long, or no mail address or telephone number; it is told at the field.
    """
    person = await session.scalar(select(PersonRow).where(PersonRow.id == person_id))
    if person is None:
        return None
    country = (await session.scalars(select(TenantRow.country))).one()
    for one in fields(changes):
        value = getattr(changes, one.name)
        if value is not None:
            setattr(person, one.name, _kept(one.name, value, country) if isinstance(value, str) else value)
    await session.flush()
    return person


def _kept(name: str, text: str, country: str) -> str | None:
    text = " ".join(text.split())
    longest = LONGEST_EMAIL if name == "email" else LONGEST
    if len(text) > longest or not text.isprintable():
        raise InvalidValue(name, f"{longest} characters at most that can be printed")
    if name == "email":
        if text and not EMAIL.fullmatch(text):
            raise InvalidValue("email", "is no mail address")
        return text or None
    if name == "mobile" and text:
        number = to_e164(text, country)
        if number is None:
            raise InvalidValue("mobile", f"{text} is no telephone number")
        return number
    return text


async def list_directory(
    session: AsyncSession, text: str, department: str, *, limit: int, cursor: str | None = None
) -> tuple[list[Listed], str | None]:
    """Return people by name whom a text and a department fit, at most `limit`, and the cursor of the next page.

    All words of the text must be found: in the name, the department, the position, or at an extension's beginning.

    Raises:
        InvalidValue: the cursor is not one of ours.
    """
    row, name = PersonRow, func.lower(PersonRow.name)
    query = select(row).where(~row.hidden).order_by(name, row.id).limit(limit + 1)
    if department:
        query = query.where(func.lower(row.department) == department.strip().lower())
    for word in text.lower().split():
        numbers = select(ExtensionRow.person_id).where(
            and_(ExtensionRow.person_id.is_not(None), ExtensionRow.number.startswith(word, autoescape=True))
        )
        query = query.where(
            or_(
                *(func.lower(one).contains(word, autoescape=True) for one in (row.name, row.department, row.position)),
                row.id.in_(numbers),
            )
        )
    if cursor is not None:
        last, key = read_cursor(cursor)
        query = query.where(tuple_(name, row.id) > tuple_(func.lower(literal(last)), literal(key, row.id.type)))
    found = (await session.scalars(query)).all()
    page = found[:limit]
    more = cursor_after(page[-1]) if len(found) > limit else None
    owned = await _extensions(session, [one.id for one in page])
    return [Listed(one, tuple(owned.get(one.id, ()))) for one in page], more


async def list_departments(session: AsyncSession) -> Sequence[tuple[str, int]]:
    """Return the departments by name, with how many of their people are found in the directory."""
    row = PersonRow
    query = (
        select(row.department, func.count())
        .where(row.department != "", ~row.hidden)
        .group_by(row.department)
        .order_by(func.lower(row.department), row.department)
    )
    return [(name, count) for name, count in await session.execute(query)]


async def _extensions(session: AsyncSession, people: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    row = ExtensionRow
    query = select(row.person_id, row.id, row.number).where(row.person_id.in_(people)).order_by(row.number)
    found: dict[str, list[tuple[str, str]]] = {}
    for person, id_, number in await session.execute(query):
        found.setdefault(person or "", []).append((id_, number))
    return found
