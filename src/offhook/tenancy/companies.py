"""Companies as the provider has them: made, listed, changed, suspended, deleted.

Invariant: whoever calls this runs the installation; each company is touched in a session of its own, under row-level
security. There is always a company that is served and has a login that runs the installation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, text

from offhook.access.model import UserRow
from offhook.access.service import NewUser, add_user
from offhook.db.base import TenantRow
from offhook.errors import InUse, InvalidValue
from offhook.ids import TenantId, new_id
from offhook.tenancy.service import add_tenant, change_tenant, get_tenant, list_tenants
from offhook.tenancy.usage import NO_LIMITS, Plan, Usage, usage_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.db.engine import Database

GRACE_DAYS: Final = 30
DELETION: Final = "it is to be deleted"
DOMAIN = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
LOCK: Final = text("SELECT pg_advisory_xact_lock(267427850)")  # one suspends at a time: any number of no other use
_LIMITS: Final = ("users", "numbers", "channels", "storage")


@dataclass(frozen=True, slots=True)
class NewCompany:
    """A company to be made, with the login of its first administrator (`password` is plain)."""

    name: str
    country: str
    language: str
    timezone: str
    currency: str
    sip_domain: str
    login: str
    password: str
    plan: Plan = NO_LIMITS


@dataclass(frozen=True, slots=True)
class CompanyState:
    """A company as the provider sees it."""

    row: TenantRow
    plan: Plan
    usage: Usage


async def make_company(database: Database, new: NewCompany) -> TenantId:
    """Make a company and its first login, both or neither.

    Raises:
        InvalidValue: a value is none of its kind.
        sqlalchemy.exc.IntegrityError: the SIP domain or the login is taken.
    """
    domain = new.sip_domain.strip().lower()
    if not DOMAIN.fullmatch(domain):
        raise InvalidValue("sip_domain", "a domain name such as customer.pbx.example.com")
    tenant = TenantId(new_id())
    async with database.tenant(tenant) as session:
        row = TenantRow(
            name=" ".join(new.name.split()),
            country=new.country,
            language=new.language,
            timezone=new.timezone,
            currency=new.currency,
            sip_domain=domain,
            **_columns(new.plan),
        )
        add_tenant(session, row)
        await session.flush()
        await add_user(session, NewUser(new.login, new.password, "admin"))
    return tenant


async def list_companies(
    database: Database, *, limit: int, after: str | None = None, query: str = ""
) -> tuple[list[CompanyState], str | None]:
    """Return companies in the order of their making whose name or domain has `query`, and the last one's id if more."""
    found: list[CompanyState] = []
    for tenant in await list_tenants(database):
        if after is not None and tenant <= after:
            continue
        if len(found) == limit:
            return found, found[-1].row.id
        state = await company_state(database, tenant, query)
        if state is not None:
            found.append(state)
    return found, None


async def company_state(database: Database, tenant: TenantId, query: str = "") -> CompanyState | None:
    """Return one company, None where there is none, or its name and domain have no `query`."""
    async with database.tenant(tenant) as session:
        row = (await session.scalars(select(TenantRow))).one_or_none()
        if row is None or query.lower() not in f"{row.name} {row.sip_domain}".lower():
            return None
        return CompanyState(row, _plan(row), await usage_of(session))


async def change_company(database: Database, tenant: TenantId, changes: Mapping[str, Any], plan: Plan | None) -> bool:
    """Change settings of a company, and its plan; what is there already stays where a plan has less room.

    False when there is no such company.

    Raises:
        InvalidValue: as `change_tenant`.
    """
    async with database.tenant(tenant) as session:
        row = await _row(session)
        if row is None:
            return False
        await change_tenant(session, changes)
        if plan is not None:
            for name, value in _columns(plan).items():
                setattr(row, name, value)
    return True


async def suspend(database: Database, tenant: TenantId, reason: str) -> bool:
    """Serve a company no longer, until `resume`; suspended twice, it has the later reason. False when there is none.

    Raises:
        InvalidValue: no reason is given.
        InUse: nobody who runs the installation would be left.
    """
    if not reason.strip():
        raise InvalidValue("reason", "say why: people of the company read it when they log in")
    return await _close(database, tenant, reason, None)


async def resume(database: Database, tenant: TenantId) -> bool:
    """Serve a company again; one that was to be deleted is not. False when there is no such company."""
    async with database.tenant(tenant) as session:
        row = await _row(session)
        if row is None:
            return False
        row.suspended_at, row.suspended_reason, row.delete_at = None, "", None
    return True


async def delete_company(database: Database, tenant: TenantId, days: int = GRACE_DAYS) -> datetime | None:
    """Suspend a company and have it removed with all its files after so many days; return when.

    None when there is no such company. Until then `resume` takes it back. Deleted twice, the earlier moment holds.

    Raises:
        InUse: nobody who runs the installation would be left.
    """
    at = datetime.now(UTC) + timedelta(days=days)
    if not await _close(database, tenant, DELETION, at):
        return None
    async with database.tenant(tenant) as session:
        return (await get_tenant(session)).delete_at


async def suspension(database: Database, tenant: TenantId) -> str | None:
    """Return why a company is suspended, None where it is served."""
    async with database.tenant(tenant) as session:
        row = TenantRow
        return await session.scalar(select(row.suspended_reason).where(row.suspended_at.is_not(None)))


async def _close(database: Database, tenant: TenantId, reason: str, delete_at: datetime | None) -> bool:
    async with database.tenant(tenant) as session:
        await session.execute(LOCK)
        row = await _row(session)
        if row is None:
            return False
        if row.suspended_at is None and not await _others_run_it(database, tenant):
            raise InUse(
                "its logins are the only ones that run the installation: let another company have one first",
                (("users", "the last that run the installation"),),
            )
        row.suspended_at = row.suspended_at or datetime.now(UTC)
        row.suspended_reason = " ".join(reason.split())
        if delete_at is not None:
            row.delete_at = min(row.delete_at or delete_at, delete_at)
    return True


async def _others_run_it(database: Database, tenant: TenantId) -> bool:
    """Tell whether a company that is served, other than this one, has a login that runs the installation."""
    row = UserRow
    runs = select(row.id).join(TenantRow, TenantRow.id == row.tenant_id)
    runs = runs.where(row.provider, ~row.disabled, TenantRow.suspended_at.is_(None)).limit(1)
    for other in await list_tenants(database):
        if other == tenant:
            continue
        async with database.tenant(other) as session:
            if await session.scalar(runs) is not None:
                return True
    return False


async def _row(session: AsyncSession) -> TenantRow | None:
    return (await session.scalars(select(TenantRow).with_for_update())).one_or_none()


def _plan(row: TenantRow) -> Plan:
    return Plan(row.plan, row.max_users, row.max_numbers, row.max_channels, row.max_storage)


def _columns(plan: Plan) -> dict[str, Any]:
    named = replace(plan, name=" ".join(plan.name.split()))
    return {"plan": named.name} | {f"max_{name}": getattr(named, name) for name in _LIMITS}
