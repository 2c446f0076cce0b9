"""By which trunks of the session's company outside numbers are called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from offhook.db.engine import tenant_of
from offhook.db.rules import take_turn
from offhook.errors import InvalidValue
from offhook.ids import new_id
from offhook.trunks.model import RouteRow, TrunkRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.configuration import Route


async def list_routes(session: AsyncSession) -> Sequence[RouteRow]:
    """Return the company's routes, the longest prefix first, then by priority."""
    rows = (await session.scalars(select(RouteRow))).all()
    return sorted(rows, key=lambda row: (-len(row.prefix), row.prefix, row.priority))


async def replace_routes(session: AsyncSession, routes: Sequence[Route]) -> None:
    """Put these routes in the place of all that there are.

    Raises:
        InvalidValue: a prefix is no beginning of a number, a trunk is not the company's, or a pair comes twice.
    """
    await take_turn(session)  # of two who replace all at once, both would stay
    known = set(await session.scalars(select(TrunkRow.id)))
    pairs = set()
    for route in routes:
        if not re.fullmatch(r"[+]?[0-9]*", route.prefix, re.ASCII):
            raise InvalidValue("prefix", f"{route.prefix} is no beginning of a number")
        if route.trunk_id not in known:
            raise InvalidValue("trunk_id", f"{route.trunk_id} is no trunk of the company")
        if (route.prefix, route.trunk_id) in pairs:
            raise InvalidValue("prefix", f"{route.prefix} has the same trunk twice")
        pairs.add((route.prefix, route.trunk_id))
    await session.execute(delete(RouteRow))
    tenant_id = tenant_of(session)
    session.add_all(
        RouteRow(tenant_id=tenant_id, id=new_id(), prefix=one.prefix, trunk_id=one.trunk_id, priority=one.priority)
        for one in routes
    )
    await session.flush()
