"""Queues of the session's company.

Invariant: an agent of a queue is a person's extension of the company, and named once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import delete, select

from offhook.configuration import Queue, QueueMember, QueuePriority
from offhook.db.engine import tenant_of
from offhook.db.rules import remove_unused
from offhook.directory.model import ExtensionRow
from offhook.errors import InvalidValue
from offhook.ids import new_id
from offhook.number_lists.model import NumberListRow
from offhook.numbers.model import NumberRow
from offhook.queues.model import QueueMemberRow, QueueRow
from offhook.schedules.model import ScheduleRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

OWN = frozenset({"id", "name", "strategy", "members", "priorities"})  # the rest is in `settings`


async def save_queue(session: AsyncSession, queue: Queue) -> Queue:
    """Add a queue (its id is empty), or put it in the place of the one that there is.

    Raises:
        InvalidValue: the name is empty or taken, a member is no person's extension or there twice, or there is no such
            list.
    """
    name = queue.name.strip()
    if not name:
        raise InvalidValue("name", "may not be empty")
    row = await _row(session, queue.id) if queue.id else None
    if row is None:
        row = QueueRow(tenant_id=tenant_of(session), id=queue.id or new_id())
    if await session.scalar(select(QueueRow.id).where(QueueRow.name == name, QueueRow.id != row.id)):
        raise InvalidValue("name", "another queue has this name")
    await _check_members(session, queue.members)
    await _check_priorities(session, queue.priorities)
    await _check_dialling(session, queue)
    row.name, row.strategy = name, queue.strategy
    row.priorities = msgspec.to_builtins(list(queue.priorities))
    row.settings = {key: value for key, value in msgspec.to_builtins(queue).items() if key not in OWN}
    session.add(row)
    await session.flush()
    await session.execute(delete(QueueMemberRow).where(QueueMemberRow.queue_id == row.id))
    for place, member in enumerate(queue.members):
        found = msgspec.to_builtins(member)
        session.add(QueueMemberRow(tenant_id=row.tenant_id, id=new_id(), queue_id=row.id, place=place, **found))
    await session.flush()
    return msgspec.structs.replace(queue, id=row.id, name=name)


async def remove_queue(session: AsyncSession, queue_id: str, uses: Sequence[tuple[str, str]]) -> bool:
    """Remove a queue that nothing leads to; `uses` are kinds and names of what does. False when there is none.

    Raises:
        InUse: something leads to it.
    """
    refusal = "the queue is in use: let those lead to another one first"
    return await remove_unused(session, await _row(session, queue_id), uses, refusal)


async def read_queue(session: AsyncSession, queue_id: str) -> Queue | None:
    """Return one queue, or None."""
    return next((queue for queue in await list_queues(session) if queue.id == queue_id), None)


async def list_queues(session: AsyncSession) -> list[Queue]:
    """Return the company's queues by name."""
    members: dict[str, list[QueueMember]] = {}
    for one in await session.scalars(select(QueueMemberRow).order_by(QueueMemberRow.place)):
        found = QueueMember(one.extension_id, one.penalty, one.skills, one.always)
        members.setdefault(one.queue_id, []).append(found)
    return [
        _queue(row, members.get(row.id, [])) for row in await session.scalars(select(QueueRow).order_by(QueueRow.name))
    ]


async def queues_asking(session: AsyncSession, list_id: str) -> list[tuple[str, str]]:
    """Return ("queues", its name) of each queue whose priorities go by a list of numbers."""
    found = await list_queues(session)
    return [
        ("queues", queue.name)
        for queue in found
        if list_id == queue.dial_never or any(one.list_id == list_id for one in queue.priorities)
    ]


async def queues_dialling_by(session: AsyncSession, schedule_id: str) -> list[tuple[str, str]]:
    """Return ("queues", its name) of each queue that dials by a schedule."""
    return [("queues", queue.name) for queue in await list_queues(session) if queue.dial_schedule == schedule_id]


async def _row(session: AsyncSession, queue_id: str) -> QueueRow | None:
    return await session.scalar(select(QueueRow).where(QueueRow.id == queue_id))


def _queue(row: QueueRow, members: list[QueueMember]) -> Queue:
    fields: dict[str, Any] = {
        **row.settings,
        "id": row.id,
        "name": row.name,
        "strategy": row.strategy,
        "priorities": row.priorities,
    }
    return msgspec.structs.replace(msgspec.convert(fields, Queue), members=tuple(members))


async def _check_members(session: AsyncSession, members: Sequence[QueueMember]) -> None:
    people = set((await session.scalars(select(ExtensionRow.id).where(ExtensionRow.kind == "person"))).all())
    seen: set[str] = set()
    for place, member in enumerate(members):
        if member.extension_id not in people:
            raise InvalidValue(f"members.{place}.extension_id", "there is no person's extension of this id")
        if member.extension_id in seen:
            raise InvalidValue(f"members.{place}.extension_id", "is there twice")
        seen.add(member.extension_id)


async def _check_priorities(session: AsyncSession, priorities: Sequence[QueuePriority]) -> None:
    lists = set((await session.scalars(select(NumberListRow.id))).all())
    for place, one in enumerate(priorities):
        if one.list_id not in lists:
            raise InvalidValue(f"priorities.{place}.list_id", "there is no such list")


async def _check_dialling(session: AsyncSession, queue: Queue) -> None:
    wanted = (
        ("dial_schedule", select(ScheduleRow.id), {queue.dial_schedule}),
        ("dial_never", select(NumberListRow.id), {queue.dial_never}),
        ("dial_numbers", select(NumberRow.id), set(queue.dial_numbers)),
    )
    for name, query, ids in wanted:
        if (named := ids - {""}) and named - set((await session.scalars(query)).all()):
            raise InvalidValue(name, "there is none of this id")
