"""Supervisors of groups: whom a login sees that does not see the whole company.

Invariant: who sees groups only sees their people and itself; a group that is removed shows nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, text

from offhook.access.model import UserGroupRow, UserRow
from offhook.db.engine import tenant_of
from offhook.errors import InvalidValue
from offhook.ids import PersonId, new_id
from offhook.queues.model import QueueRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.ids import People

# (user, person) for all of the company; `tenancy/loading.py` tells the switch the same.
GROUP_PEOPLE = """
    SELECT g.user_id, e.person_id FROM user_groups g
        JOIN queue_members m ON (m.tenant_id, m.queue_id) = (g.tenant_id, g.queue_id)
        JOIN extensions e ON (e.tenant_id, e.id) = (m.tenant_id, m.extension_id)
        WHERE e.person_id IS NOT NULL
    UNION SELECT u.id, u.person_id FROM users u WHERE u.person_id IS NOT NULL
"""
_SEEN = text(f"SELECT s.person_id::text FROM ({GROUP_PEOPLE}) s WHERE s.user_id = :user")  # noqa: S608  all ours


async def visible_to(session: AsyncSession, user: UserRow) -> People | None:
    """Return whose things a login may see: everybody's is None."""
    if user.role == "agent":
        return frozenset() if user.person_id is None else frozenset({PersonId(user.person_id)})
    if user.role != "supervisor" or user.everybody:
        return None
    return frozenset(PersonId(person) for person in await session.scalars(_SEEN, {"user": user.id}))


async def groups_of(session: AsyncSession, users: Collection[str]) -> dict[str, list[str]]:
    """Return the queues whose agents each of these logins sees."""
    found: dict[str, list[str]] = {}
    rows = await session.scalars(
        select(UserGroupRow).where(UserGroupRow.user_id.in_(users)).order_by(UserGroupRow.queue_id)
    )
    for row in rows:
        found.setdefault(row.user_id, []).append(row.queue_id)
    return found


async def set_groups(session: AsyncSession, user_id: str, queues: Collection[str]) -> None:
    """Let a login see the agents of these queues.

    Raises:
        InvalidValue: one of them is no queue of the company.
    """
    wanted = sorted(set(queues))
    known = await session.scalar(select(func.count()).where(QueueRow.id.in_(wanted)))
    if known != len(wanted):
        raise InvalidValue("groups.queues", "names a queue that the company does not have")
    await session.execute(delete(UserGroupRow).where(UserGroupRow.user_id == user_id))
    tenant = tenant_of(session)
    session.add_all(UserGroupRow(tenant_id=tenant, id=new_id(), user_id=user_id, queue_id=one) for one in wanted)
    await session.flush()
