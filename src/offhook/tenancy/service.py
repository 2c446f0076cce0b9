"""Companies: making one, listing them, changing one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from offhook.db.engine import tenant_of
from offhook.directory.model import ExtensionRow
from offhook.errors import InvalidValue
from offhook.ids import TenantId
from offhook.tenancy.model import TenantRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.db.engine import Database

COUNTRY = re.compile(r"[A-Z]{2}")
CURRENCY = re.compile(r"[A-Z]{3}")


async def list_tenants(database: Database) -> list[TenantId]:
    """Return all companies, in the order of their making."""
    async with database.system() as session:
        found = await session.scalars(select(func.offhook_tenants()))
        return [TenantId(str(tenant)) for tenant in sorted(found)]


async def get_tenant(session: AsyncSession) -> TenantRow:
    """Return the company that the session was opened for, with its settings."""
    return (await session.scalars(select(TenantRow))).one()


def add_tenant(session: AsyncSession, company: TenantRow) -> None:
    """Add the company that the session was opened for; `company` has no id yet.

    Raises:
        InvalidValue: a code or the time zone is unknown.
    """
    for name in ("name", "country", "currency", "timezone"):
        _check(name, getattr(company, name))
    company.id = tenant_of(session)
    session.add(company)


async def change_tenant(session: AsyncSession, changes: Mapping[str, Any]) -> None:
    """Change settings (columns of the table) of the session's company.

    Raises:
        InvalidValue: a code, the language or the time zone is unknown, or the name is empty.
    """
    company = await get_tenant(session)
    if fallback := changes.get("park_fallback"):
        known = ExtensionRow.number == fallback, ExtensionRow.kind == "person"
        if await session.scalar(select(ExtensionRow.id).where(*known)) is None:
            raise InvalidValue("park_fallback", "there is no person with this extension")
    for name, value in changes.items():
        _check(name, value)
        setattr(company, name, value.strip() if name == "name" else value)
    await session.flush()


def _check(name: str, value: Any) -> None:
    match name:
        case "name" if not value.strip():
            raise InvalidValue("name", "may not be empty")
        case "country" if not COUNTRY.fullmatch(value):
            raise InvalidValue("country", "two capital letters (ISO 3166)")
        case "currency" if not CURRENCY.fullmatch(value):
            raise InvalidValue("currency", "three capital letters (ISO 4217)")
        case "timezone":
            check_zone(value)
        case _:
            pass


def check_zone(name: str) -> None:
    """See that a time zone is one.

    Raises:
        InvalidValue: it is none; it is told at `timezone`.
    """
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise InvalidValue("timezone", "an IANA time zone such as Europe/Tallinn") from error
