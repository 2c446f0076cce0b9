"""`offhook keys`: the keys that companies' recordings and messages are sealed with; they are never shown."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

from sqlalchemy import exc, select

from offhook.db.engine import Database
from offhook.db.sealing import Sealer
from offhook.db.urls import database_urls
from offhook.errors import MisuseError, ResourceError
from offhook.recording.keys import list_keys, rotate_key
from offhook.supervisor.key import key_trouble
from offhook.tenancy.model import TenantRow
from offhook.tenancy.service import list_tenants

if TYPE_CHECKING:
    from offhook.config import Settings
    from offhook.ids import TenantId


async def key_lines(settings: Settings, rotate: str | None) -> list[str]:
    """Return the keys of all companies, after making a new one for the company of a name or id.

    Raises:
        MisuseError: no company, or more than one, is called so.
        ResourceError: the database is away, or the key of the installation is not the right one.
    """
    if trouble := key_trouble(settings.data):
        raise ResourceError(trouble)
    database = Database(database_urls(settings).app_url, connections=1)
    try:
        return await _lines(database, settings, rotate)
    except (exc.DBAPIError, exc.TimeoutError) as error:
        raise ResourceError(f"the database is away: {type(error).__name__}") from error
    finally:
        await database.close()


async def _lines(database: Database, settings: Settings, rotate: str | None) -> list[str]:
    names: dict[TenantId, str] = {}
    for tenant in await list_tenants(database):
        async with database.tenant(tenant) as session:
            names[tenant] = await session.scalar(select(TenantRow.name)) or ""
    if rotate is not None:
        meant = [tenant for tenant, name in names.items() if rotate in {name, tenant}]
        if len(meant) != 1:
            raise MisuseError(f"no company, or more than one, is called {rotate}")
        async with database.tenant(meant[0]) as session:
            await rotate_key(session, Sealer.of(settings.data), f"{getpass.getuser()} at the command line")
    lines = []
    for tenant, name in sorted(names.items(), key=lambda one: one[1]):
        async with database.tenant(tenant) as session:
            keys = await list_keys(session)
        lines.append(f"{name} ({tenant})" + ("" if keys else ": nothing is sealed yet"))
        for place, key in enumerate(keys):
            by = f", made by {key.made_by}" if key.made_by else ""
            state = "in use" if place == 0 else "old"
            lines.append(f"  {key.id}  {state:<7}{key.created_at:%Y-%m-%d %H:%M:%S} UTC  {key.files} files{by}")
    return lines
