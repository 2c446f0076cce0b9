"""Whether a schedule says open at a moment, and why.

The order: the switch by hand, special days, holidays, the hours of the week. Hours that go over midnight belong to the
day on which they begin, also where that is a special day or a holiday.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import holidays

if TYPE_CHECKING:
    from offhook.configuration import Schedule

Says = Literal["open", "closed", "holiday"]
Why = Literal["switched", "special", "holiday", "hours"]
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Opening:
    """What a schedule says; `label` is the holiday's or special day's name."""

    says: Says
    why: Why
    label: str = ""


def opening(schedule: Schedule, now: datetime) -> Opening:
    """Return what a schedule says at `now` (in the company's zone)."""
    if schedule.switched != "auto":
        return Opening(schedule.switched, "switched")
    minute = now.hour * 60 + now.minute
    today = now.date()
    yesterday = _of_day(schedule, today - timedelta(days=1))
    if any(ends > _DAY and minute < ends - _DAY for _, ends in yesterday.spans):
        return Opening("open", yesterday.why, yesterday.label)
    found = _of_day(schedule, today)
    if any(begins <= minute < ends for begins, ends in found.spans):
        return Opening("open", found.why, found.label)
    return Opening("holiday" if found.why == "holiday" else "closed", found.why, found.label)


def is_known_region(region: str) -> bool:
    """Tell whether there are holidays of a country (EE), or of a part of one (DE-BY)."""
    country, _, part = region.partition("-")
    parts = holidays.list_supported_countries().get(country)
    return parts is not None and (not part or part in parts)


def minutes(text: str) -> int:
    """Return HH:MM as minutes of the day.

    Raises:
        ValueError: it is no time between 00:00 and 24:00.
    """
    hour, colon, minute = text.partition(":")
    if not (colon and len(text) == len("00:00") and hour.isdecimal() and minute.isdecimal() and int(minute) < 60):  # noqa: PLR2004
        raise ValueError(f"{text!r} is no time of the form HH:MM")
    found = int(hour) * 60 + int(minute)
    if found > _DAY:
        raise ValueError(f"{text!r} is after 24:00")
    return found


@dataclass(frozen=True, slots=True)
class _Day:
    spans: tuple[tuple[int, int], ...]
    why: Why
    label: str = ""


def _of_day(schedule: Schedule, day: date) -> _Day:
    for special in schedule.special:
        if date.fromisoformat(special.first) <= day <= date.fromisoformat(special.last):
            spans = (_span(special.begins, special.ends),) if special.begins else ()
            return _Day(spans, "special", special.label)
    if schedule.holidays and (name := _holiday(schedule.holidays, day)):
        return _Day((), "holiday", name)
    of_week = tuple(_span(one.begins, one.ends) for one in schedule.hours if day.isoweekday() in one.days)
    return _Day(of_week, "hours")


def _span(begins: str, ends: str) -> tuple[int, int]:
    first, last = minutes(begins), minutes(ends)
    return first, last if last > first else last + _DAY


def _holiday(region: str, day: date) -> str:
    return _holidays(region, day.year).get(day, "")


@lru_cache(maxsize=256)
def _holidays(region: str, year: int) -> dict[date, str]:
    if not is_known_region(region):
        return {}
    country, _, part = region.partition("-")
    return dict(holidays.country_holidays(country, subdiv=part or None, years=year))
