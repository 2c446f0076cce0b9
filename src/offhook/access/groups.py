"""Supervisors of groups: whom a login sees that does not see the whole company.

Invariant: who sees groups only sees their people and itself; a group that is removed shows nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, func, select, text

from offhook.access.model import UserGroupRow, UserRow
from offhook.branches.model import DepartmentRow
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
    UNION SELECT g.user_id, p.id FROM user_groups g
        JOIN people p ON (p.tenant_id, p.department_id) = (g.tenant_id, g.department_id)
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


class Groups(NamedTuple):
    """The only people that a supervisor sees: the agents of these queues, and these departments (ids)."""

    queues: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


async def groups_of(session: AsyncSession, users: Collection[str]) -> dict[str, Groups]:
    """Return the groups whose people these logins see, by login."""
    query = select(UserGroupRow).where(UserGroupRow.user_id.in_(users))
    rows = (await session.scalars(query.order_by(UserGroupRow.queue_id, UserGroupRow.department_id))).all()
    return {
        user: Groups(
            tuple(row.queue_id for row in rows if row.user_id == user and row.queue_id),
            tuple(row.department_id for row in rows if row.user_id == user and row.department_id),
        )
        for user in users
    }


async def set_groups(session: AsyncSession, user_id: str, groups: Groups) -> None:
    """Let a login see the people of these groups.

    Raises:
        InvalidValue: one of them is none of the company's.
    """
    queues, departments = sorted(set(groups.queues)), sorted(set(groups.departments))
    if await session.scalar(select(func.count()).where(QueueRow.id.in_(queues))) != len(queues):
        raise InvalidValue("groups.queues", "names a queue that the company does not have")
    if await session.scalar(select(func.count()).where(DepartmentRow.id.in_(departments))) != len(departments):
        raise InvalidValue("groups.departments", "names a department that the company does not have")
    await session.execute(delete(UserGroupRow).where(UserGroupRow.user_id == user_id))
    tenant = tenant_of(session)
    own = {"tenant_id": tenant, "user_id": user_id}
    session.add_all(UserGroupRow(**own, id=new_id(), queue_id=one) for one in queues)
    session.add_all(UserGroupRow(**own, id=new_id(), department_id=one) for one in departments)
    await session.flush()
