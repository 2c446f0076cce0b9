"""From the database to the configuration that a switch works from, and its sealed copy on disk.

The copy lets a switch start while PostgreSQL is away. Changes are announced by PostgreSQL on the channel
`offhook_configuration` with the company's id; whoever listens reloads that company.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from typing import TYPE_CHECKING

import msgspec
import psycopg
from sqlalchemy import exc, select

from offhook import configuration as model
from offhook.db.sealing import SealBroken, Sealer
from offhook.directory.model import DeviceRow, ExtensionRow, PersonRow, device_context
from offhook.errors import ResourceError
from offhook.ids import TenantId
from offhook.numbers.model import NumberRow
from offhook.scenario.tables import ScenarioRow, ScenarioVersionRow
from offhook.tenancy.model import TenantRow
from offhook.tenancy.service import list_tenants
from offhook.trunks.model import TrunkRow, trunk_context

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.db.engine import Database

CHANNEL = "offhook_configuration"
COPY_CONTEXT = "configuration"
GATHER_SECONDS = 0.05
RETRY_SECONDS = (0.2, 10.0)

log = logging.getLogger(__name__)


async def load_configuration(database: Database, sealer: Sealer) -> model.Configuration:
    """Read all companies, each in one transaction.

    Raises:
        sqlalchemy.exc.OperationalError: the database is away.
    """
    read_at = time.time_ns() // 1000
    companies = [await load_company(database, sealer, tenant_id) for tenant_id in await list_tenants(database)]
    return model.Configuration(tuple(company for company in companies if company is not None), read_at)


async def load_company(database: Database, sealer: Sealer, tenant_id: TenantId) -> model.Company | None:
    """Read one company as it stands at one moment, or None when it is gone.

    Raises:
        sqlalchemy.exc.OperationalError: the database is away.
    """
    async with database.tenant(tenant_id, snapshot=True) as session:
        tenant = await session.get(TenantRow, tenant_id)
        if tenant is None:
            return None
        people = await session.scalars(select(PersonRow).order_by(PersonRow.id))
        devices = await session.scalars(select(DeviceRow).order_by(DeviceRow.id))
        extensions = await session.scalars(select(ExtensionRow).order_by(ExtensionRow.id))
        numbers = await session.scalars(select(NumberRow).order_by(NumberRow.id))
        trunks = await session.scalars(select(TrunkRow).order_by(TrunkRow.id))
        return model.Company(
            id=tenant.id,
            name=tenant.name,
            country=tenant.country,
            language=tenant.language,
            timezone=tenant.timezone,
            currency=tenant.currency,
            sip_domain=tenant.sip_domain,
            people=tuple(model.Person(row.id, row.name, row.email, row.language) for row in people),
            devices=tuple(device for row in devices if (device := _device(row, sealer)) is not None),
            extensions=tuple(_extension(row) for row in extensions),
            numbers=tuple(model.Number(row.id, row.e164, row.label, row.trunk_id, row.scenario_id) for row in numbers),
            trunks=tuple(_trunk(row, sealer) for row in trunks),
            scenarios=await _scenarios(session),
        )


async def _scenarios(session: AsyncSession) -> tuple[model.Scenario, ...]:
    rows = await session.execute(
        select(ScenarioRow.id, ScenarioRow.name, ScenarioVersionRow.version, ScenarioVersionRow.graph)
        .join(
            ScenarioVersionRow,
            (ScenarioVersionRow.tenant_id == ScenarioRow.tenant_id)
            & (ScenarioVersionRow.scenario_id == ScenarioRow.id)
            & (ScenarioVersionRow.version == ScenarioRow.published),
        )
        .order_by(ScenarioRow.id)
    )
    return tuple(model.Scenario(row.id, row.name, row.version, row.graph) for row in rows)


def _device(row: DeviceRow, sealer: Sealer) -> model.Device | None:
    secret = _secret(row.secret_sealed, sealer, device_context(row.tenant_id, row.id))
    if secret is None:
        return None
    return model.Device(row.id, row.username, secret, row.person_id, row.label, tuple(row.codecs))


def _extension(row: ExtensionRow) -> model.Extension:
    kind = msgspec.convert(row.kind, model.ExtensionKind)
    return model.Extension(row.id, row.number, row.name, kind, row.person_id, row.voicemail)


def _trunk(row: TrunkRow, sealer: Sealer) -> model.Trunk:
    return model.Trunk(
        id=row.id,
        name=row.name,
        host=row.host,
        port=row.port,
        transport=msgspec.convert(row.transport, model.TrunkTransport),
        match=tuple(row.match),
        register=row.register,
        username=row.username,
        secret=_secret(row.secret_sealed, sealer, trunk_context(row.tenant_id, row.id)),
        domain=row.domain,
        caller_id=row.caller_id,
        codecs=tuple(row.codecs),
    )


def _secret(sealed: bytes | None, sealer: Sealer, context: str) -> str | None:
    """Open a secret; one that does not open costs its device or trunk the login, not all companies their calls."""
    if sealed is None:
        return None
    try:
        return sealer.open(sealed, context).decode()
    except SealBroken:
        log.exception("a secret does not open; was secret.key replaced?")
        return None


def save_copy(data: Path, sealer: Sealer, configuration: model.Configuration) -> None:
    """Replace the sealed copy; whole or not at all.

    Raises:
        ResourceError: it cannot be written.
    """
    path = data / "configuration.sealed"
    draft = path.with_suffix(".new")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(sealer.seal(msgspec.msgpack.encode(configuration), COPY_CONTEXT))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise ResourceError(f"cannot write {path}: {error.strerror}") from error


def load_copy(data: Path, sealer: Sealer) -> model.Configuration | None:
    """Return the configuration as last saved, or None when there is no copy.

    Raises:
        ResourceError: it does not open, cannot be read, or is of another form.
    """
    path = data / "configuration.sealed"
    try:
        plain = sealer.open(path.read_bytes(), COPY_CONTEXT)
        return msgspec.msgpack.decode(plain, type=model.Configuration)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise ResourceError(f"cannot read {path}: {error}") from error


async def watch_configuration(database: Database, on_change: Callable[[TenantId | None], Awaitable[None]]) -> None:
    """Await `on_change(company)` for each company that changes, until cancelled.

    `on_change(None)` means that anything may have changed: at the start and after each loss of the connection, also
    when `on_change` itself failed for want of a resource.
    """
    delay, longest = RETRY_SECONDS
    while True:
        try:
            connection = await psycopg.AsyncConnection.connect(database.url, autocommit=True, connect_timeout=5)
            async with connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                await on_change(None)
                delay = RETRY_SECONDS[0]
                await _pass_on(connection, on_change)
        except (psycopg.OperationalError, exc.DBAPIError, exc.TimeoutError, ResourceError) as error:
            log.warning(
                "changes of the configuration wait: %s: %s", type(error).__name__, str(error).partition("\n")[0]
            )
        await asyncio.sleep(delay)
        delay = min(delay * 2, longest)


async def _pass_on(
    connection: psycopg.AsyncConnection, on_change: Callable[[TenantId | None], Awaitable[None]]
) -> None:
    """Pass changes on; a burst of them for one company is one."""
    while True:
        changed = {notify.payload async for notify in connection.notifies(stop_after=1)}
        changed |= {notify.payload async for notify in connection.notifies(timeout=GATHER_SECONDS)}
        for tenant_id in sorted(changed):
            await on_change(TenantId(tenant_id))
