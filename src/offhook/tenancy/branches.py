"""Branches of the session's company.

Invariant: what people, departments, numbers or sites belong to is not removed; a reception is an extension of the
company, and a number that a branch shows is one of its numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from offhook.branches.model import BranchRow, DepartmentRow
from offhook.db.engine import tenant_of
from offhook.db.rules import remove_unused, take_turn
from offhook.directory.model import ExtensionRow, PersonRow
from offhook.errors import InvalidValue
from offhook.ids import new_id
from offhook.numbers.model import NumberRow
from offhook.numbers.service import e164
from offhook.sites.model import SiteRow
from offhook.tenancy.service import COUNTRY, check_zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

LONGEST = {"name": 80, "city": 80, "address": 250}


@dataclass(frozen=True, slots=True)
class BranchChanges:
    """What is to be set of a branch; None leaves it, "" is the company's or none. See `configuration.Branch`."""

    name: str | None = None
    country: str | None = None
    timezone: str | None = None
    shows: str | None = None
    reception: str | None = None
    city: str | None = None
    address: str | None = None


async def list_branches(session: AsyncSession) -> Sequence[BranchRow]:
    """Return the company's branches by name."""
    row = BranchRow
    return (await session.scalars(select(row).order_by(func.lower(row.name), row.id))).all()


async def read_branch(session: AsyncSession, branch_id: str) -> BranchRow | None:
    """Return one branch, or None."""
    return await session.scalar(select(BranchRow).where(BranchRow.id == branch_id))


async def add_branch(session: AsyncSession, new: BranchChanges) -> BranchRow:
    """Add a branch; it needs a name.

    Raises:
        InvalidValue: a value is none of its kind, the name is empty or taken, or the company has no such thing.
    """
    branch = BranchRow(tenant_id=tenant_of(session), id=new_id(), name="")
    await _apply(session, branch, replace(new, name=new.name or ""))
    session.add(branch)
    await session.flush()
    return branch


async def change_branch(session: AsyncSession, branch_id: str, changes: BranchChanges) -> BranchRow | None:
    """Change a branch. None when there is no such branch.

    Raises:
        InvalidValue: as `add_branch`.
    """
    branch = await read_branch(session, branch_id)
    if branch is not None:
        await _apply(session, branch, changes)
        await session.flush()
    return branch


async def remove_branch(session: AsyncSession, branch_id: str) -> bool:
    """Remove a branch to which nothing belongs any more; calls of before keep its id. False when there is none.

    Raises:
        InUse: something belongs to it.
    """
    branch = await read_branch(session, branch_id)
    uses: list[tuple[str, str]] = []
    for kind, column, row in (
        ("people", PersonRow.name, PersonRow),
        ("departments", DepartmentRow.name, DepartmentRow),
        ("numbers", NumberRow.e164, NumberRow),
        ("sites", SiteRow.name, SiteRow),
    ):
        found = await session.scalars(select(column).where(row.branch_id == branch_id).order_by(column))
        uses += [(kind, name) for name in found]
    return await remove_unused(session, branch, uses, "these belong to it: put them elsewhere first")


async def branches_received_by(session: AsyncSession, extension: str) -> list[tuple[str, str]]:
    """Return ("branches", name) of each branch whose reception is this extension (its number)."""
    query = select(BranchRow.name).where(BranchRow.reception == extension).order_by(BranchRow.name)
    return [("branches", name) for name in await session.scalars(query)]


async def _apply(session: AsyncSession, branch: BranchRow, changes: BranchChanges) -> None:
    await take_turn(session)
    with session.no_autoflush:
        for one in fields(changes):
            value: str | None = getattr(changes, one.name)
            if value is not None:
                setattr(branch, one.name, await _kept(session, one.name, value))
        if not branch.name:
            raise InvalidValue("name", "may not be empty")
        others = {one.name.lower() for one in await list_branches(session) if one.id != branch.id}
    if branch.name.lower() in others:
        raise InvalidValue("name", "another branch has this name")


async def _kept(session: AsyncSession, field: str, value: str) -> str:
    """Return a value as it is kept."""
    value = " ".join(value.split())
    if not value:
        return ""
    match field:
        case "country":
            if not COUNTRY.fullmatch(value):
                raise InvalidValue("country", "two capital letters (ISO 3166), or empty for the company's")
        case "timezone":
            check_zone(value)
        case "shows":
            return await _own_number(session, value)
        case "reception":
            if value not in (await session.scalars(select(ExtensionRow.number))).all():
                raise InvalidValue("reception", f"the company has no extension {value}")
        case _ if len(value) > LONGEST[field] or not value.isprintable():
            raise InvalidValue(field, f"{LONGEST[field]} characters at most that can be printed")
    return value


async def _own_number(session: AsyncSession, value: str) -> str:
    try:
        number = e164(value)
    except InvalidValue as error:
        raise InvalidValue("shows", "a number of the company in its international form (+372…)") from error
    if number not in (await session.scalars(select(NumberRow.e164))).all():
        raise InvalidValue("shows", f"{number} is no number of the company")
    return number
