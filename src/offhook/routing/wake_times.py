"""When a time of the day comes: for wake-up calls, and for the end of a day at shared telephones.

Times are HH:MM in a company's zone, moments UTC in seconds. A time that is left out when clocks go forward is read by
the offset before that, one that comes twice is the first (RFC 5545 §3.3.5): each comes once on every day.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
KEYS = 4


def read_keys(keys: str) -> str | None:
    """Return four keys as HH:MM, None where they are no time."""
    found = f"{keys[:2]}:{keys[2:]}"
    return found if len(keys) == KEYS and keys.isascii() and TIME.fullmatch(found) else None


def moment_of(day: date, at: str, zone: str) -> float:
    """Return when a time comes on a day."""
    local = datetime.combine(day, time.fromisoformat(at), ZoneInfo(zone))
    return local.astimezone(UTC).timestamp()


def next_moment(at: str, zone: str, after: float) -> float:
    """Return when a time comes next, later than `after`."""
    day = datetime.fromtimestamp(after, ZoneInfo(zone)).date() - timedelta(days=1)
    while (moment := moment_of(day, at, zone)) <= after:
        day += timedelta(days=1)
    return moment


def clock(moment: float, zone: str) -> str:
    """Return what a clock of the zone shows, HH:MM."""
    return datetime.fromtimestamp(moment, ZoneInfo(zone)).strftime("%H:%M")
