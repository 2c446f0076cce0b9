"""Departments of the session's company, and which of them people belong to.

Invariant: whoever is in a department of a branch belongs to that branch; a name is given once in a branch, and once
among the departments of the whole company, whatever its capitals.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from offhook.branches.model import DepartmentRow
from offhook.branches.service import known_branch
from offhook.db.engine import tenant_of
from offhook.db.rules import remove_unused, take_turn
from offhook.directory.model import PersonRow
from offhook.errors import InvalidValue
from offhook.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class DepartmentChanges:
    """What is to be set of a department; None leaves it, "" is no branch or manager."""

    name: str | None = None
    branch_id: str | None = None
    manager_id: str | None = None


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where a person is to belong; None leaves it, "" is none. `department` is the name of one instead of its id."""

    branch_id: str | None = None
    department_id: str | None = None
    department: str | None = None


async def list_departments(session: AsyncSession) -> Sequence[DepartmentRow]:
    """Return the company's departments by name."""
    row = DepartmentRow
    return (await session.scalars(select(row).order_by(func.lower(row.name), row.id))).all()


async def read_department(session: AsyncSession, department_id: str) -> DepartmentRow | None:
    """Return one department, or None."""
    return await session.scalar(select(DepartmentRow).where(DepartmentRow.id == department_id))


async def add_department(session: AsyncSession, new: DepartmentChanges) -> DepartmentRow:
    """Add a department; it needs a name.

    Raises:
        InvalidValue: the name is empty or taken, or there is no such branch or person.
    """
    department = DepartmentRow(tenant_id=tenant_of(session), id=new_id(), name="")
    await _apply(session, department, replace(new, name=new.name or ""))
    session.add(department)
    await session.flush()
    return department


async def change_department(
    session: AsyncSession, department_id: str, changes: DepartmentChanges
) -> DepartmentRow | None:
    """Change a department; its people come along to another branch. None when there is no such department.

    Raises:
        InvalidValue: as `add_department`.
    """
    department = await read_department(session, department_id)
    if department is None:
        return None
    before = department.branch_id
    await _apply(session, department, changes)
    await session.flush()
    if department.branch_id != before:
        await session.execute(
            update(PersonRow).where(PersonRow.department_id == department.id).values(branch_id=department.branch_id)
        )
    return department


async def remove_department(session: AsyncSession, department_id: str) -> bool:
    """Remove a department in which nobody is. False when there is none.

    Raises:
        InUse: there are people in it.
    """
    department = await read_department(session, department_id)
    people = select(PersonRow.name).where(PersonRow.department_id == department_id).order_by(PersonRow.name)
    uses = [("people", name) for name in await session.scalars(people)]
    return await remove_unused(session, department, uses, "there are people in it: take them out of it first")


async def belong(session: AsyncSession, person: PersonRow, wanted: Belonging) -> None:
    """Put a person into a branch, a department, or both. A name that no department has yet makes one.

    Raises:
        InvalidValue: there is no such branch or department, several have the name, or the two do not go together.
    """
    if wanted.branch_id is not None:
        person.branch_id = await known_branch(session, wanted.branch_id)
    department = None if person.department_id is None else await read_department(session, person.department_id)
    if wanted.department_id is not None:
        department = await _known(session, wanted.department_id) if wanted.department_id else None
    elif wanted.department is not None:
        department = await _named(session, wanted.department, person.branch_id) if wanted.department else None
    person.department_id = None if department is None else department.id
    if department is None or department.branch_id is None or department.branch_id == person.branch_id:
        return
    if wanted.branch_id is not None:
        raise InvalidValue("branch_id", f"the department {department.name} belongs to another branch: change both")
    person.branch_id = department.branch_id


async def _known(session: AsyncSession, department_id: str) -> DepartmentRow:
    found = next((one for one in await list_departments(session) if one.id == department_id), None)
    if found is None:
        raise InvalidValue("department_id", "there is no such department")
    return found


async def _named(session: AsyncSession, name: str, branch_id: str | None) -> DepartmentRow:
    """Return the department of this name: the branch's own, else the company's, else a new one there.

    Who is in no branch is put into the only one of the name.
    """
    await take_turn(session)
    named = [one for one in await list_departments(session) if one.name.lower() == name.lower()]
    for branch in (branch_id, None):
        if found := next((one for one in named if one.branch_id == branch), None):
            return found
    if branch_id is None and named:
        if len(named) > 1:
            raise InvalidValue("department", f"{len(named)} branches have one of this name: choose by department_id")
        return named[0]
    return await add_department(session, DepartmentChanges(name, branch_id if named else None))


async def _apply(session: AsyncSession, department: DepartmentRow, changes: DepartmentChanges) -> None:
    await take_turn(session)
    with session.no_autoflush:
        if changes.name is not None:
            department.name = " ".join(changes.name.split())
            if not 0 < len(department.name) <= LONGEST_NAME or not department.name.isprintable():
                raise InvalidValue("name", f"1 to {LONGEST_NAME} characters that can be printed")
        if changes.branch_id is not None:
            department.branch_id = await known_branch(session, changes.branch_id)
        if changes.manager_id is not None:
            people = (await session.scalars(select(PersonRow.id))).all()
            if changes.manager_id and changes.manager_id not in people:
                raise InvalidValue("manager_id", "is nobody of the company")
            department.manager_id = changes.manager_id or None
        others = [one for one in await list_departments(session) if one.id != department.id]
    place = (department.branch_id, department.name.lower())
    if place in {(one.branch_id, one.name.lower()) for one in others}:
        raise InvalidValue("name", "another department there has this name")
