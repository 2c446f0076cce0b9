"""What a company's plan allows, held where rows are added.

Invariant: who adds takes a turn first (`rules.take_turn`), so that two at once cannot both be the last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sqlalchemy import func, select

from offhook.db.base import TenantRow
from offhook.db.rules import take_turn
from offhook.errors import InUse

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.db.base import CompanyTable

Limited = Literal["users", "numbers"]


async def within_plan(session: AsyncSession, limited: Limited, table: type[CompanyTable]) -> None:
    """See that the plan of the session's company has room for another row of a table.

    Raises:
        InUse: it has not; the text says what to do.
    """
    column = {"users": TenantRow.max_users, "numbers": TenantRow.max_numbers}[limited]
    limit = (await session.scalars(select(column))).one_or_none()
    if not limit:
        return
    await take_turn(session)
    there = await session.scalar(select(func.count()).select_from(table)) or 0
    if there >= limit:
        words = f"the company's plan has room for {limit} {limited}: remove one, or ask the provider for a larger plan"
        raise InUse(words, (("plan", f"{there} of {limit} {limited}"),))
