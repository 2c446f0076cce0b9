"""Companies: making one, listing them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from offhook.db.engine import tenant_of
from offhook.errors import InvalidValue
from offhook.ids import TenantId

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.db.engine import Database
    from offhook.tenancy.model import TenantRow

COUNTRY = re.compile(r"[A-Z]{2}")
CURRENCY = re.compile(r"[A-Z]{3}")


async def list_tenants(database: Database) -> list[TenantId]:
    """Return all companies, in the order of their making."""
    async with database.system() as session:
        found = await session.scalars(select(func.offhook_tenants()))
        return [TenantId(str(tenant)) for tenant in sorted(found)]


def add_tenant(session: AsyncSession, company: TenantRow) -> None:
    """Add the company that the session was opened for; `company` has no id yet.

    Raises:
        InvalidValue: a code or the time zone is unknown.
    """
    if not COUNTRY.fullmatch(company.country):
        raise InvalidValue("country", "two capital letters (ISO 3166)")
    if not CURRENCY.fullmatch(company.currency):
        raise InvalidValue("currency", "three capital letters (ISO 4217)")
    try:
        ZoneInfo(company.timezone)
    except (KeyError, ValueError, OSError) as error:
        raise InvalidValue("timezone", "an IANA time zone such as Europe/Tallinn") from error
    company.id = tenant_of(session)
    session.add(company)
