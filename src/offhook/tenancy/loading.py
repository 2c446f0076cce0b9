"""From the database to the configuration that a switch works from, and its sealed copy on disk.

The copy lets a switch start while PostgreSQL is away. Changes are announced by PostgreSQL on the channel
`offhook_configuration` with the company's id; whoever listens reloads that company.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from typing import TYPE_CHECKING, TypeVar

import msgspec
import psycopg
from sqlalchemy import exc, text

from offhook import configuration as model
from offhook.access.groups import GROUP_PEOPLE
from offhook.db.sealing import SealBroken, Sealer
from offhook.directory.model import device_context
from offhook.errors import ResourceError
from offhook.ids import TenantId
from offhook.numbers.model import asking_context
from offhook.tenancy.service import list_tenants
from offhook.trunks.model import trunk_context

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.db.engine import Database

CHANNEL = "offhook_configuration"
COPY = "configuration.sealed"
COPY_CONTEXT = "configuration"
GATHER_SECONDS = 0.05
Sealed = TypeVar("Sealed", model.Device, model.Trunk)

# One statement: one moment, one round trip. In the form of `configuration.Company`, with the secrets still sealed.
COMPANY = """
    SELECT (to_jsonb(t) || jsonb_build_object(
        'people', (SELECT COALESCE(jsonb_agg(to_jsonb(p) || jsonb_build_object('supervises', CASE
            WHEN (SELECT NOT bool_or(u.everybody) FROM users u
                WHERE u.person_id = p.id AND NOT u.disabled AND u.role IN ('admin', 'supervisor'))
            THEN (SELECT jsonb_agg(DISTINCT s.person_id) FROM (GROUP_PEOPLE) s JOIN users u ON u.id = s.user_id
                WHERE u.person_id = p.id) END)
            ORDER BY p.id), '[]') FROM people p),
        'devices', (SELECT COALESCE(jsonb_agg(
            to_jsonb(d) - 'secret_sealed' || jsonb_build_object('secret', encode(d.secret_sealed, 'hex'))
            ORDER BY d.id), '[]') FROM devices d),
        'extensions', (SELECT COALESCE(jsonb_agg(to_jsonb(e)
            || jsonb_build_object('branch_id', w.branch_id, 'department_id', w.department_id) ORDER BY e.id), '[]')
            FROM extensions e LEFT JOIN people w ON w.id = e.person_id),
        'numbers', (SELECT COALESCE(jsonb_agg(to_jsonb(n) || jsonb_build_object('asking', (
            SELECT jsonb_build_object(
                'url', a.url, 'seconds', a.seconds, 'secret', encode(a.secret_sealed, 'hex'),
                'former', encode(a.former_sealed, 'hex'),
                'former_until', COALESCE(extract(epoch FROM a.former_until) * 1000000, 0)::bigint)
            FROM number_askings a WHERE a.id = n.id)) ORDER BY n.id), '[]') FROM numbers n),
        'trunks', (SELECT COALESCE(jsonb_agg(
            to_jsonb(o) - 'secret_sealed' || jsonb_build_object('secret', encode(o.secret_sealed, 'hex'))
            ORDER BY o.id), '[]') FROM trunks o),
        'routes', (SELECT COALESCE(jsonb_agg(to_jsonb(r) ORDER BY r.priority, r.id), '[]') FROM routes r),
        'sites', (SELECT COALESCE(jsonb_agg(to_jsonb(s) ORDER BY s.id), '[]') FROM sites s),
        'branches', (SELECT COALESCE(jsonb_agg(to_jsonb(b) - 'city' - 'address' ORDER BY b.id), '[]') FROM branches b),
        'schedules', (SELECT COALESCE(jsonb_agg(to_jsonb(h) ORDER BY h.id), '[]') FROM schedules h),
        'lists', (SELECT COALESCE(jsonb_agg(to_jsonb(l) ORDER BY l.id), '[]') FROM number_lists l),
        'contacts', (SELECT COALESCE(jsonb_agg(to_jsonb(c) - 'note' - 'email' ORDER BY lower(c.name), c.id), '[]')
            FROM contacts c),
        'prompts', (SELECT COALESCE(jsonb_agg(to_jsonb(q) ORDER BY q.id), '[]') FROM prompts q),
        'recording_rules', (SELECT COALESCE(jsonb_agg(to_jsonb(g) ORDER BY g.place, g.id), '[]')
            FROM recording_rules g),
        'queues', (SELECT COALESCE(jsonb_agg(
            q.settings || to_jsonb(q) - 'settings' || jsonb_build_object('members', (
                SELECT COALESCE(jsonb_agg(to_jsonb(m) ORDER BY m.place), '[]')
                FROM queue_members m WHERE m.queue_id = q.id))
            ORDER BY q.id), '[]') FROM queues q),
        'scenarios', (SELECT COALESCE(jsonb_agg(
            jsonb_build_object('id', s.id, 'name', s.name, 'version', v.version, 'graph', v.graph)
            ORDER BY s.id), '[]')
            FROM scenarios s JOIN scenario_versions v ON v.scenario_id = s.id AND v.version = s.published),
        'stand_ins', (SELECT COALESCE(jsonb_object_agg(s.id, s.stand_in_id), '{}')
            FROM scenarios s WHERE s.stand_in_id IS NOT NULL)
    ))::text FROM tenants t
""".replace("GROUP_PEOPLE", GROUP_PEOPLE)
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
    async with database.tenant(tenant_id) as session:
        company = await company_of(session)
    if company is None:
        return None
    devices = (_opened(device, sealer, device_context(company.id, device.id)) for device in company.devices)
    trunks = (_opened(trunk, sealer, trunk_context(company.id, trunk.id)) for trunk in company.trunks)
    return msgspec.structs.replace(
        company,
        devices=tuple(device for device in devices if device.secret is not None),
        trunks=tuple(trunks),
        numbers=tuple(_asking(company.id, number, sealer) for number in company.numbers),
    )


async def company_of(session: AsyncSession) -> model.Company | None:
    """Return the session's company as it stands; secrets are still sealed. None when it is gone."""
    stored: str | None = await session.scalar(text(COMPANY))
    return None if stored is None else msgspec.json.decode(stored, type=model.Company)


def _asking(tenant: str, number: model.Number, sealer: Sealer) -> model.Number:
    """Return a number with the secrets by which it asks, None where one does not open."""
    asking = number.asking
    if asking is None:
        return number
    secret, former = (
        None if sealed is None else _secret(bytes.fromhex(sealed), sealer, asking_context(tenant, number.id))
        for sealed in (asking.secret, asking.former)
    )
    return msgspec.structs.replace(number, asking=msgspec.structs.replace(asking, secret=secret, former=former))


def _opened(row: Sealed, sealer: Sealer, context: str) -> Sealed:
    """Return a device or trunk with its secret, None where that does not open."""
    sealed = None if row.secret is None else bytes.fromhex(row.secret)
    return msgspec.structs.replace(row, secret=_secret(sealed, sealer, context))


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
    path = data / COPY
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
    path = data / COPY
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
