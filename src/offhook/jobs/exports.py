"""Making the archive of a company: a ZIP with each table as JSON Lines, a sheet of numbers, and sound if wished.

Invariant: little is in memory at a time, whatever the company's size. A file is complete, or it has another name
(`.new`); whatever fails leaves none behind, and the reason in the export's row. Hashes of passwords and tokens and keys
never leave; passwords of telephones and operators only where that was asked for. What files there are, and their
SHA-256, says `manifest.json`.
"""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import json
import logging
import re
import zipfile
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, text

from offhook.db.sealing import SealBroken
from offhook.directory.model import device_context
from offhook.errors import ResourceError
from offhook.exports.model import ExportRow
from offhook.exports.service import file_of
from offhook.recording.keys import key_of
from offhook.recording.room import room_of
from offhook.recording.service import open_sound
from offhook.tenancy.service import list_tenants
from offhook.trunks.model import trunk_context

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from offhook.db.engine import Database
    from offhook.ids import TenantId
    from offhook.recording.keys import Vault

SECRET: Final = re.compile(r"sealed|hash|password|secret|token|totp|recovery")
LEFT_OUT: Final = frozenset({"sessions", "company_keys", "exports"})  # nothing that another system could use
ROWS: Final = 500
_TABLES: Final = """
    SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position) FROM information_schema.columns c
    WHERE table_schema = 'public' AND (table_name = 'tenants' OR EXISTS (
        SELECT FROM information_schema.columns o WHERE o.table_schema = 'public' AND o.table_name = c.table_name
            AND o.column_name = 'tenant_id'))
    GROUP BY 1 ORDER BY 1
"""
_NUMBERS: Final = """
    SELECT n.e164 AS number, n.label, coalesce(b.name, '') AS branch, coalesce(s.name, '') AS scenario,
        coalesce(t.name, '') AS operator, coalesce(t.host, '') AS sip_host, t.port AS sip_port,
        coalesce(t.transport, '') AS transport, coalesce(t.register, false) AS registers,
        coalesce(t.username, '') AS sip_user, coalesce(t.domain, '') AS sip_domain
    FROM numbers n LEFT JOIN trunks t ON t.id = n.trunk_id LEFT JOIN branches b ON b.id = n.branch_id
        LEFT JOIN scenarios s ON s.id = n.scenario_id ORDER BY 1
"""
_SOUNDS: Final = (
    ("recordings", "SELECT id::text, path FROM recordings WHERE deleted_at IS NULL AND size > 0 AND id > %s"),
    ("voicemail", "SELECT id::text, path FROM voicemails WHERE deleted_at IS NULL AND id > %s"),
    ("prompts", "SELECT id::text, file FROM prompts WHERE id > %s"),
)
README: Final = """This archive holds what {company} has at this telephone system, as of {at} UTC.

numbers.csv     your telephone numbers with their operators: what you need to take them elsewhere
tables/*.jsonl  everything else, one table a file, one row (JSON) a line; ids join them; times are UTC
{sound}manifest.json   every file with its size and SHA-256; `missing` lists sounds that were no longer there

The accounts at operators are yours. {secrets}
Passwords of people cannot be taken along: only their hashes are kept, and those stay here.
"""
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Archive:
    """A ZIP that is being written; blocking, so everything of it is for a thread."""

    file: zipfile.ZipFile
    data: Path
    files: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def entry(self, name: str, *, packed: bool = True) -> AsyncIterator[Entry]:
        """Open one file of the archive for writing."""
        info = zipfile.ZipInfo(name, datetime.now(UTC).timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        out = await asyncio.to_thread(self.file.open, info, "w", force_zip64=True)
        entry = Entry(out, self.data)
        try:
            yield entry
        finally:
            await asyncio.to_thread(out.close)
        self.files.append({"name": name, "size": entry.size, "sha256": entry.hash.hexdigest()})


@dataclass(slots=True)
class Entry:
    """One file of the archive."""

    out: Any
    data: Path
    size: int = 0
    hash: Any = field(default_factory=hashlib.sha256)

    async def write(self, piece: bytes) -> None:
        """Add to it.

        Raises:
            ResourceError: the disk is full.
        """
        await asyncio.to_thread(self._write, piece)

    def _write(self, piece: bytes) -> None:
        if room_of(self.data).state == "full":
            raise ResourceError("the disk is full: the provider must make room first")
        self.out.write(piece)
        self.hash.update(piece)
        self.size += len(piece)


async def make_export(database: Database, vault: Vault, tenant: TenantId, export: str) -> bool:
    """Make an archive that was asked for; False when there is none to be made. A second attempt begins anew."""
    async with database.tenant(tenant) as session:
        row = await session.scalar(select(ExportRow).where(ExportRow.id == export).with_for_update())
        if row is None or row.state not in {"waiting", "running"}:
            return False
        row.state, row.error = "running", ""
    path = file_of(vault.data, tenant, export)
    draft = path.with_suffix(".new")
    error = ""
    try:
        await asyncio.to_thread(path.parent.mkdir, 0o700, parents=True, exist_ok=True)
        await _write_archive(database, vault, tenant, row, draft)
        size, digest = await asyncio.to_thread(_look_through, draft)
        await asyncio.to_thread(draft.replace, path)
    except (ResourceError, OSError) as failure:
        log.warning("export %s of company %s failed: %s", export, tenant, failure)
        error = str(failure)
        await asyncio.to_thread(draft.unlink, missing_ok=True)
    async with database.tenant(tenant) as session:
        done = await session.scalar(select(ExportRow).where(ExportRow.id == export))
        if done is None:  # it was deleted meanwhile
            await asyncio.to_thread(path.unlink, missing_ok=True)
        elif error:
            done.state, done.error = "failed", error
        else:
            done.state, done.size, done.sha256, done.ready_at = "ready", size, digest, datetime.now(UTC)
    return not error


async def expire(database: Database, data: Path) -> None:
    """Delete exports whose days are over, with their files."""
    for tenant in await list_tenants(database):
        async with database.tenant(tenant) as session:
            due = select(ExportRow).where(ExportRow.expires_at <= datetime.now(UTC))
            for row in await session.scalars(due):
                await asyncio.to_thread(file_of(data, tenant, row.id).unlink, missing_ok=True)
                await session.delete(row)


async def _write_archive(database: Database, vault: Vault, tenant: TenantId, row: ExportRow, draft: Path) -> None:
    with zipfile.ZipFile(draft, "w") as opened:
        await asyncio.to_thread(draft.chmod, 0o600)
        archive = Archive(opened, vault.data)
        async with database.tenant(tenant) as session:
            name = (await session.execute(text("SELECT name FROM tenants"))).scalar_one()
        async with database.raw(tenant) as connection:
            for table, columns in await (await connection.execute(_TABLES)).fetchall():
                if table not in LEFT_OUT:
                    await _table(archive, connection, table, columns, _opener(vault, tenant, row, table))
            await _numbers(archive, connection)
            if row.recordings:
                await _sounds(archive, database, vault, tenant, connection)
        async with archive.entry("README.txt") as out:
            secrets = "Passwords of telephones and operators are in this archive: keep it safe."
            sound = "recordings/, voicemail/, prompts/  the sound, named by the ids of the tables\n"
            told = README.format(
                company=name,
                at=f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
                sound=sound if row.recordings else "",
                secrets=secrets if row.accounts else "Their passwords are not in this archive, as was wished.",
            )
            await out.write(told.encode())
        manifest = {"company": name, "id": tenant, "files": archive.files, "missing": archive.missing}
        async with archive.entry("manifest.json") as out:
            await out.write(json.dumps(manifest, ensure_ascii=False, indent=1).encode())


def _opener(vault: Vault, tenant: str, row: ExportRow, table: str) -> Any:
    """Return what adds the opened password to a row of a table that has one, None where none is to be added."""
    contexts = {"devices": device_context, "trunks": trunk_context}
    if not row.accounts or table not in contexts:
        return None

    def opened(plain: dict[str, Any], sealed: bytes | None) -> dict[str, Any]:
        try:
            context = contexts[table](tenant, plain["id"])
            secret = None if sealed is None else vault.sealer.open(sealed, context).decode()
        except SealBroken:
            secret = None
        return {**plain, "secret": secret}

    return opened


async def _table(archive: Archive, connection: Any, table: str, columns: list[str], opened: Any) -> None:
    hidden = [one for one in columns if SECRET.search(one)]
    sealed = "secret_sealed" if opened is not None else "NULL::bytea"
    async with archive.entry(f"tables/{table}.jsonl") as out, connection.cursor(f"export_{table}") as cursor:
        await cursor.execute(f'SELECT to_jsonb(t) - %s::text[], {sealed} FROM "{table}" t', (hidden,))  # noqa: S608  its own names
        while rows := await cursor.fetchmany(ROWS):
            plain = [opened(row, secret) if opened is not None else row for row, secret in rows]
            await out.write("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in plain).encode())


async def _numbers(archive: Archive, connection: Any) -> None:
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    found = await connection.execute(_NUMBERS)
    writer.writerow([column.name for column in found.description])
    writer.writerows(await found.fetchall())
    async with archive.entry("numbers.csv") as out:
        await out.write(sheet.getvalue().encode("utf-8-sig"))


async def _sounds(archive: Archive, database: Database, vault: Vault, tenant: TenantId, connection: Any) -> None:
    async def keys(key: str) -> bytes:
        async with database.tenant(tenant) as session:
            return await key_of(session, vault.sealer, key)

    for folder, query in _SOUNDS:
        last = "00000000-0000-0000-0000-000000000000"
        while rows := await (await connection.execute(f"{query} ORDER BY id LIMIT {ROWS}", (last,))).fetchall():
            for name, path in rows:
                last = name
                try:
                    sound = await open_sound(vault.data, path, keys)
                except (ResourceError, SealBroken):
                    archive.missing.append(f"{folder}/{name}.wav")
                    continue
                async with archive.entry(f"{folder}/{name}.wav", packed=False) as out:
                    async for piece in sound.read(0, sound.size):
                        await out.write(piece)


def _look_through(path: Path) -> tuple[int, str]:
    """Return size and SHA-256 of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return path.stat().st_size, digest
