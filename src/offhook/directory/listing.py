"""The directory of the session's company: whom colleagues find, and what each person lets be seen.

Invariant: who is hidden is found by nobody here, nor by callers who spell the name (`scenario/nodes/directory.py`); a
mobile number is shown only when its owner shares it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, literal, or_, select, tuple_

from offhook.branches.model import BranchRow, DepartmentRow
from offhook.db.base import TenantRow
from offhook.directory.contact_checks import EMAIL
from offhook.directory.departments import LONGEST_NAME, Belonging, belong
from offhook.directory.model import ExtensionRow, PersonRow
from offhook.directory.name_cursor import cursor_after, read_cursor
from offhook.errors import InvalidValue
from offhook.routing.dialling import to_e164

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

LONGEST_EMAIL = 254
BELONGING = frozenset({"department", "department_id", "branch_id"})


@dataclass(frozen=True, slots=True)
class PersonChanges:
    """What is to be set of a person; None leaves it, "" takes it away. `mobile` as it is dialled.

    `department` is the name of one, where its id is not known; `belong` says what becomes of it.
    """

    may_supervise: bool | None = None
    may_page: bool | None = None
    department: str | None = None
    department_id: str | None = None
    branch_id: str | None = None
    position: str | None = None
    email: str | None = None
    mobile: str | None = None
    share_mobile: bool | None = None
    hidden: bool | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A person as colleagues see it, with the person's extensions in their order: ids and numbers."""

    person: PersonRow
    department: str
    branch: str
    extensions: tuple[tuple[str, str], ...]


async def change_person(session: AsyncSession, person_id: str, changes: PersonChanges) -> PersonRow | None:
    """Change a person. None when there is no such person.

    Raises:
        InvalidValue: a text is too long, or no mail address or telephone number, or there is no such branch or
            department; it is told at the field.
    """
    person = await session.scalar(select(PersonRow).where(PersonRow.id == person_id))
    if person is None:
        return None
    country = (await session.scalars(select(TenantRow.country))).one()
    for one in fields(changes):
        value = getattr(changes, one.name)
        if value is not None and one.name not in BELONGING:
            setattr(person, one.name, _kept(one.name, value, country) if isinstance(value, str) else value)
    name = None if changes.department is None else _kept("department", changes.department, country)
    await belong(session, person, Belonging(changes.branch_id, changes.department_id, name))
    await session.flush()
    return person


def _kept(name: str, text: str, country: str) -> str | None:
    text = " ".join(text.split())
    longest = LONGEST_EMAIL if name == "email" else LONGEST_NAME
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is looked for in the directory: by words, the name or id of a department, the id of a branch; "" is all."""

    text: str = ""
    department: str = ""
    department_id: str = ""
    branch_id: str = ""


async def list_directory(
    session: AsyncSession, wanted: Wanted, *, limit: int, cursor: str | None = None
) -> tuple[list[Listed], str | None]:
    """Return people by name who fit, at most `limit`, and the cursor of the next page.

    All words of the text must be found: in the name, the department, the branch, the position, or at an extension's
    beginning.

    Raises:
        InvalidValue: the cursor is not one of ours.
    """
    row, name = PersonRow, func.lower(PersonRow.name)
    department, branch = (func.coalesce(one.name, "") for one in (DepartmentRow, BranchRow))
    query = (
        select(row, department, branch)
        .outerjoin(DepartmentRow, row.department_id == DepartmentRow.id)
        .outerjoin(BranchRow, row.branch_id == BranchRow.id)
        .where(~row.hidden)
        .order_by(name, row.id)
        .limit(limit + 1)
    )
    if wanted.department:
        query = query.where(func.lower(department) == wanted.department.strip().lower())
    if wanted.department_id:
        query = query.where(row.department_id == wanted.department_id)
    if wanted.branch_id:
        query = query.where(row.branch_id == wanted.branch_id)
    for word in wanted.text.lower().split():
        numbers = select(ExtensionRow.person_id).where(
            and_(ExtensionRow.person_id.is_not(None), ExtensionRow.number.startswith(word, autoescape=True))
        )
        query = query.where(
            or_(
                *(
                    func.lower(one).contains(word, autoescape=True)
                    for one in (row.name, department, branch, row.position)
                ),
                row.id.in_(numbers),
            )
        )
    if cursor is not None:
        last, key = read_cursor(cursor)
        query = query.where(tuple_(name, row.id) > tuple_(func.lower(literal(last)), literal(key, row.id.type)))
    found = (await session.execute(query)).all()
    page = found[:limit]
    more = cursor_after(page[-1][0]) if len(found) > limit else None
    owned = await _extensions(session, [one.id for one, _, _ in page])
    return [Listed(one, place, where, tuple(owned.get(one.id, ()))) for one, place, where in page], more


@dataclass(frozen=True, slots=True)
class ListedDepartment:
    """A department, its branch ("" of the whole company), and how many of its people the directory has."""

    id: str
    name: str
    branch: str
    people: int


async def listed_departments(session: AsyncSession) -> Sequence[ListedDepartment]:
    """Return the departments of those who are listed, by name."""
    row, branch = DepartmentRow, func.coalesce(BranchRow.name, "")
    query = (
        select(row.id, row.name, branch, func.count())
        .join(PersonRow, (PersonRow.department_id == row.id) & ~PersonRow.hidden)
        .outerjoin(BranchRow, row.branch_id == BranchRow.id)
        .group_by(row.id, row.name, branch)
        .order_by(func.lower(row.name), branch, row.id)
    )
    return [ListedDepartment(*one) for one in await session.execute(query)]


async def _extensions(session: AsyncSession, people: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    row = ExtensionRow
    query = select(row.person_id, row.id, row.number).where(row.person_id.in_(people)).order_by(row.number)
    found: dict[str, list[tuple[str, str]]] = {}
    for person, id_, number in await session.execute(query):
        found.setdefault(person or "", []).append((id_, number))
    return found
