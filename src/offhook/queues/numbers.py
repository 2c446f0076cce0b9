"""Extensions by which queues are reached: `queue_id` and `overflow` of the kind `queue`.

Invariant: each names a queue of the company, and no chain of overflows comes back to where it began.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from offhook.directory.model import ExtensionRow
from offhook.errors import InvalidValue
from offhook.numbers.targets import target
from offhook.queues.model import QueueRow

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

KINDS = ("person", "box", "queue")


async def lead_to_queue(
    session: AsyncSession, extension: ExtensionRow, queue_id: str | None, overflow: str | None
) -> None:
    """Say in which queue callers of an extension wait, and where they go after that; None leaves it as it is.

    Raises:
        InvalidValue: there is no such queue or target, the calls would go round, or it is no queue's number.
    """
    if extension.kind != "queue":
        for name, value in (("queue_id", queue_id), ("overflow", overflow)):
            if value:
                raise InvalidValue(name, "only a queue's number has this")
        return
    if queue_id is not None:
        if queue_id not in (await session.scalars(select(QueueRow.id))).all():
            raise InvalidValue("queue_id", "there is no such queue")
        extension.queue_id = queue_id
    if extension.queue_id is None:
        raise InvalidValue("queue_id", "say which queue it leads to")
    if overflow is not None:
        extension.overflow = await target(session, extension.number, overflow, KINDS, "overflow") if overflow else ""
        await _check_circle(session, extension)
    await session.flush()


async def numbers_of_queue(session: AsyncSession, queue_id: str) -> list[tuple[str, str]]:
    """Return ("extensions", its number) of each extension that leads to a queue."""
    query = select(ExtensionRow.number).where(ExtensionRow.queue_id == queue_id).order_by(ExtensionRow.number)
    return [("extensions", number) for number in await session.scalars(query)]


async def numbers_overflowing_to(session: AsyncSession, number: str) -> list[tuple[str, str]]:
    """Return ("extensions", its number) of each queue's number whose callers go on to an extension."""
    query = select(ExtensionRow.number).where(ExtensionRow.overflow == number).order_by(ExtensionRow.number)
    return [("extensions", found) for found in await session.scalars(query)]


async def _check_circle(session: AsyncSession, extension: ExtensionRow) -> None:
    rows = await session.execute(select(ExtensionRow.number, ExtensionRow.overflow).where(ExtensionRow.kind == "queue"))
    after = {row.number: row.overflow for row in rows}
    at = extension.overflow
    while at := after.pop(at, ""):
        if at == extension.number:
            raise InvalidValue("overflow", "the calls would go round in a circle")
