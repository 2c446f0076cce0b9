"""Schedules of the session's company.

Invariant: what is stored is what `routing/hours.py` understands: times and dates exist, the holidays are known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from offhook.configuration import Hours, Schedule, SpecialDays
from offhook.db.engine import tenant_of
from offhook.db.rules import remove_unused
from offhook.errors import InvalidValue
from offhook.ids import new_id
from offhook.routing.hours import is_known_region, minutes
from offhook.schedules.model import ScheduleRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.configuration import ScheduleSwitch

_MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True)
class ScheduleChanges:
    """What is to be set of a schedule; None leaves it, `holidays=""` is none. See `configuration.Schedule`."""

    name: str | None = None
    hours: Sequence[Hours] | None = None
    special: Sequence[SpecialDays] | None = None
    holidays: str | None = None


async def add_schedule(session: AsyncSession, new: ScheduleChanges) -> ScheduleRow:
    """Add a schedule; it needs a name.

    Raises:
        InvalidValue: the name is empty or taken, a time or date is none, or there are no holidays of that region.
    """
    row = ScheduleRow(tenant_id=tenant_of(session), id=new_id(), name="", hours=[], special=[], switched="auto")
    await _apply(session, row, new)
    if not row.name:
        raise InvalidValue("name", "may not be empty")
    session.add(row)
    await session.flush()
    return row


async def change_schedule(session: AsyncSession, schedule_id: str, changes: ScheduleChanges) -> ScheduleRow | None:
    """Change a schedule. None when there is no such schedule.

    Raises:
        InvalidValue: as `add_schedule`.
    """
    row = await read_schedule(session, schedule_id)
    if row is not None:
        await _apply(session, row, changes)
        await session.flush()
    return row


async def switch_schedule(session: AsyncSession, schedule_id: str, switched: ScheduleSwitch) -> ScheduleRow | None:
    """Say by hand that it is open or closed, or let the hours say it again (`auto`). None without the schedule."""
    row = await read_schedule(session, schedule_id)
    if row is not None:
        row.switched = switched
        await session.flush()
    return row


async def remove_schedule(session: AsyncSession, schedule_id: str, uses: Sequence[tuple[str, str]]) -> bool:
    """Remove a schedule that nothing goes by; `uses` are kinds and names of what does. False when there is none.

    Raises:
        InUse: something goes by it.
    """
    refusal = "the schedule is in use: let those go by another one first"
    return await remove_unused(session, await read_schedule(session, schedule_id), uses, refusal)


async def read_schedule(session: AsyncSession, schedule_id: str) -> ScheduleRow | None:
    """Return one schedule, or None."""
    return await session.scalar(select(ScheduleRow).where(ScheduleRow.id == schedule_id))


async def list_schedules(session: AsyncSession) -> Sequence[ScheduleRow]:
    """Return the company's schedules by name."""
    return (await session.scalars(select(ScheduleRow).order_by(ScheduleRow.name))).all()


def schedule_of(row: ScheduleRow) -> Schedule:
    """Return a schedule as a switch has it."""
    return Schedule(
        id=row.id,
        name=row.name,
        hours=msgspec.convert(row.hours, tuple[Hours, ...]),
        special=msgspec.convert(row.special, tuple[SpecialDays, ...]),
        holidays=row.holidays,
        switched=row.switched,
    )


async def _apply(session: AsyncSession, row: ScheduleRow, changes: ScheduleChanges) -> None:
    if changes.name is not None:
        row.name = await _name(session, row, changes.name)
    if changes.hours is not None:
        row.hours = [_hours(f"hours.{place}", one) for place, one in enumerate(changes.hours)]
    if changes.special is not None:
        row.special = [_special(f"special.{place}", one) for place, one in enumerate(changes.special)]
    if changes.holidays is not None:
        row.holidays = changes.holidays.strip().upper() or None
        if row.holidays and not is_known_region(row.holidays):
            raise InvalidValue("holidays", f"nothing is known of the holidays of {row.holidays}; such as EE, or DE-BY")


async def _name(session: AsyncSession, row: ScheduleRow, name: str) -> str:
    name = name.strip()
    if not name:
        raise InvalidValue("name", "may not be empty")
    query = select(ScheduleRow.id).where(ScheduleRow.name == name, ScheduleRow.id != row.id)
    if await session.scalar(query):
        raise InvalidValue("name", "another schedule has this name")
    return name


def _hours(field: str, hours: Hours) -> dict[str, object]:
    if not hours.days or not set(hours.days) <= set(range(1, 8)):
        raise InvalidValue(f"{field}.days", "at least one of 1 (Monday) to 7 (Sunday)")
    _span(field, hours.begins, hours.ends)
    return {"days": sorted(set(hours.days)), "begins": hours.begins, "ends": hours.ends}


def _special(field: str, days: SpecialDays) -> dict[str, str]:
    first, last = _date(f"{field}.first", days.first), _date(f"{field}.last", days.last)
    if last < first:
        raise InvalidValue(f"{field}.last", "is before the first day")
    if days.begins or days.ends:
        _span(field, days.begins, days.ends)
    return {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "label": days.label.strip(),
        "begins": days.begins,
        "ends": days.ends,
    }


def _span(field: str, begins: str, ends: str) -> None:
    if _minutes(f"{field}.begins", begins) == _MIDNIGHT:
        raise InvalidValue(f"{field}.begins", "24:00 is the end of a day; the next one begins at 00:00")
    _minutes(f"{field}.ends", ends)


def _minutes(field: str, text: str) -> int:
    try:
        return minutes(text)
    except ValueError as error:
        raise InvalidValue(field, str(error)) from error


def _date(field: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidValue(field, f"{text!r} is no date of the form YYYY-MM-DD") from error
