"""Who sits at which shared telephone of the session's company.

Invariant: a person sits at one telephone at most, and only where it is shared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from offhook.directory.model import DeviceRow, PersonRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.ids import People


async def list_desks(session: AsyncSession) -> Sequence[DeviceRow]:
    """Return the shared telephones by user name."""
    return (await session.scalars(select(DeviceRow).where(DeviceRow.shared).order_by(DeviceRow.username))).all()


async def take_seat(session: AsyncSession, device_id: str, person_id: str, at: int) -> None:
    """Let a person sit at a device since `at` (UTC, microseconds), "" for nobody; what is gone changes nothing."""
    device = await session.scalar(select(DeviceRow).where(DeviceRow.id == device_id, DeviceRow.shared))
    if device is None:
        return
    if person_id:
        if await session.scalar(select(PersonRow.id).where(PersonRow.id == person_id)) is None:
            return
        others = DeviceRow.seat_id == person_id, DeviceRow.id != device_id
        await session.execute(update(DeviceRow).where(*others).values(seat_id=None, seated_at=0))
    device.seat_id, device.seated_at = person_id or None, at if person_id else 0
    await session.flush()


async def free_seat(session: AsyncSession, device_id: str, people: People | None) -> bool:
    """Log out whoever sits at a telephone, or only one of these people; False when nobody (such) sits there."""
    device = await session.scalar(select(DeviceRow).where(DeviceRow.id == device_id, DeviceRow.shared))
    if device is None or device.seat_id is None or not (people is None or device.seat_id in people):
        return False
    device.seat_id, device.seated_at = None, 0
    await session.flush()
    return True
