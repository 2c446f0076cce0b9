"""Sites of the session's company."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from ipaddress import ip_network
from typing import TYPE_CHECKING

from sqlalchemy import select

from offhook.branches.service import known_branch
from offhook.db.engine import tenant_of
from offhook.db.rules import take_turn
from offhook.errors import InvalidValue
from offhook.ids import new_id
from offhook.sites.model import SiteRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class SiteChanges:
    """What is to be set of a site; None leaves it. See `configuration.Site`; `branch_id` "" is no branch."""

    name: str | None = None
    networks: Sequence[str] | None = None
    kbit_up: int | None = None
    kbit_down: int | None = None
    alarm_percent: int | None = None
    branch_id: str | None = None


async def add_site(session: AsyncSession, new: SiteChanges) -> SiteRow:
    """Add a site; it needs a name.

    Raises:
        InvalidValue: the name is empty or taken, a network is none, or another site has it, or there is no such branch.
    """
    site = SiteRow(tenant_id=tenant_of(session), id=new_id(), name="", networks=[])
    await _apply(session, site, replace(new, name=new.name or ""))
    session.add(site)
    await session.flush()
    return site


async def change_site(session: AsyncSession, site_id: str, changes: SiteChanges) -> SiteRow | None:
    """Change a site. None when there is no such site.

    Raises:
        InvalidValue: as `add_site`.
    """
    site = await read_site(session, site_id)
    if site is not None:
        await _apply(session, site, changes)
        await session.flush()
    return site


async def remove_site(session: AsyncSession, site_id: str) -> bool:
    """Remove a site; devices that were put there by hand are where their address belongs. False when there is none."""
    site = await read_site(session, site_id)
    if site is not None:
        await session.delete(site)
        await session.flush()
    return site is not None


async def read_site(session: AsyncSession, site_id: str) -> SiteRow | None:
    """Return one site, or None."""
    return await session.scalar(select(SiteRow).where(SiteRow.id == site_id))


async def list_sites(session: AsyncSession) -> Sequence[SiteRow]:
    """Return the company's sites by name."""
    return (await session.scalars(select(SiteRow).order_by(SiteRow.name))).all()


def _set(changes: SiteChanges) -> dict[str, object]:
    values = {one.name: getattr(changes, one.name) for one in fields(changes)}
    return {name: value for name, value in values.items() if value is not None}


async def _apply(session: AsyncSession, site: SiteRow, changes: SiteChanges) -> None:
    await take_turn(session)
    others = [one for one in await list_sites(session) if one.id != site.id]
    for name, value in _set(changes).items():
        match name:
            case "name":
                site.name = str(value).strip()
                if not site.name:
                    raise InvalidValue("name", "may not be empty")
                if site.name in {one.name for one in others}:
                    raise InvalidValue("name", "another site has this name")
            case "networks":
                site.networks = _networks(changes.networks or (), {text for one in others for text in one.networks})
            case "branch_id":
                site.branch_id = await known_branch(session, str(value))
            case _:
                setattr(site, name, value)


def _networks(texts: Sequence[str], taken: set[str]) -> list[str]:
    """Return networks in their one spelling."""
    found = []
    for text in texts:
        try:
            network = str(ip_network(text.strip(), strict=False))
        except ValueError as error:
            raise InvalidValue("networks", f"{text} is no address or network") from error
        if network in taken:
            raise InvalidValue("networks", f"{network} belongs to another site")
        found.append(network)
    return list(dict.fromkeys(found))
