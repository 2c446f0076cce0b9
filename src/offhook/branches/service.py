"""What others ask about branches: whether there is one, and how each is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from offhook.branches.model import BranchRow, DepartmentRow
from offhook.errors import InvalidValue

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def known_branch(session: AsyncSession, branch_id: str) -> str | None:
    """Return the id of a branch that there is; None for "", which is none.

    Raises:
        InvalidValue: the company has no such branch.
    """
    if branch_id and branch_id not in (await session.scalars(select(BranchRow.id))).all():
        raise InvalidValue("branch_id", "there is no such branch")
    return branch_id or None


async def belonging_names(session: AsyncSession) -> dict[str, str]:
    """Return the names of all branches and departments by their ids."""
    rows = (*await session.execute(select(BranchRow.id, BranchRow.name)),)
    more = (*await session.execute(select(DepartmentRow.id, DepartmentRow.name)),)
    return {row.id: row.name for row in (*rows, *more)}
