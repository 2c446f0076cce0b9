"""How much of its plan a company uses.

Storage is what the files of recordings and messages take; prompts are few and do not count. A message has no size of
its own: it is 16 bytes for each millisecond.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import BigInteger, cast, func, select

from offhook.access.model import UserRow
from offhook.directory.model import DeviceRow, PersonRow
from offhook.history.model import RecordingRow, VoicemailRow
from offhook.numbers.model import NumberRow
from offhook.tenancy.service import get_tenant

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

WARN_PERCENT: Final = 80
BYTES_OF_MESSAGE: Final = 16  # a millisecond


@dataclass(frozen=True, slots=True)
class Usage:
    """What a company has; `storage` is in bytes."""

    users: int
    people: int
    devices: int
    numbers: int
    storage: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a company may have: `storage` in bytes; 0 is any number. People and logins are `users`, each for itself."""

    name: str = ""
    users: int = 0
    numbers: int = 0
    channels: int = 0
    storage: int = 0


NO_LIMITS: Final = Plan()


async def usage_of(session: AsyncSession) -> Usage:
    """Return what the session's company has."""
    users, people, devices, numbers = [
        await session.scalar(select(func.count()).select_from(table)) or 0
        for table in (UserRow, PersonRow, DeviceRow, NumberRow)
    ]
    return Usage(users, people, devices, numbers, await storage_of(session))


async def storage_of(session: AsyncSession) -> int:
    """Return how many bytes the company's recordings and messages take."""
    recordings = select(func.coalesce(func.sum(RecordingRow.size), 0)).where(RecordingRow.deleted_at.is_(None))
    length = func.coalesce(func.sum(cast(VoicemailRow.duration_ms, BigInteger)), 0)
    messages = await session.scalar(select(length))
    return int(await session.scalar(recordings) or 0) + BYTES_OF_MESSAGE * int(messages or 0)


async def plan_of(session: AsyncSession) -> Plan:
    """Return the plan of the session's company."""
    row = await get_tenant(session)
    return Plan(row.plan, row.max_users, row.max_numbers, row.max_channels, row.max_storage)


def warnings_of(plan: Plan, usage: Usage) -> list[str]:
    """Say in words what of a plan is used up, or will be soon."""
    pairs = (
        ("users", max(usage.users, usage.people), plan.users),
        ("numbers", usage.numbers, plan.numbers),
        ("storage", usage.storage, plan.storage),
    )
    found = []
    for name, used, limit in pairs:
        if limit and used * 100 >= limit * WARN_PERCENT:
            found.append(f"{name}: {used * 100 // limit} % of the plan are used")
    return found
