"""Sealing anew what is sealed with an old key of its company, little by little: after a rotation.

Invariant: each file is sealed anew under the lock of its row, so that none comes back that was deleted meanwhile; it is
replaced whole, or stays. What cannot be sealed anew stays readable, as its key stays, and is tried again later.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from offhook.db.sealing import SealBroken
from offhook.errors import ResourceError
from offhook.history.model import RecordingRow, VoicemailRow
from offhook.ids import TenantId
from offhook.recording.keys import current_key, key_of, newest_keys
from offhook.recording.service import key_id_of, reseal_sound
from offhook.tenancy.service import list_tenants

if TYPE_CHECKING:
    from offhook.db.engine import Database
    from offhook.recording.keys import Vault
    from offhook.recording.sealed import CompanyKey

MOST_BYTES: Final = 200 << 20  # in a round, which is a minute: beside calls the disk is not to be busy
MOST_FILES: Final = 100
AGAIN_ROUNDS: Final = 60  # until what could not be sealed anew is tried again
_FIRST: Final = "00000000-0000-0000-0000-000000000000"
Table = type[RecordingRow] | type[VoicemailRow]
_TABLES: Final[tuple[Table, ...]] = (RecordingRow, VoicemailRow)
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Pass:
    """How far one company's files of a kind have been looked through for a key, and how many rounds it rests after."""

    key: str
    after: str = _FIRST
    rest: int = 0


Progress = dict[tuple[TenantId, str], Pass]


async def reseal(database: Database, vault: Vault, progress: Progress, most: int = MOST_BYTES) -> int:
    """Seal a round of files anew, of all companies that have changed keys; return how many.

    `most` is the number of bytes after which the round is over.
    """
    count, left = 0, most
    for tenant in await list_tenants(database):
        async with database.tenant(tenant) as session:
            keys = await newest_keys(session)
            try:
                key = await current_key(session, vault.sealer) if len(keys) > 1 else None
            except SealBroken as error:
                log.error("nothing is sealed anew: %s", error)  # noqa: TRY400  no fault of the program
                continue
        for table in _TABLES if key is not None else ():
            assert key is not None
            one = progress.get((tenant, table.__tablename__))
            if one is None or one.key != key[0]:
                one = progress[tenant, table.__tablename__] = Pass(key[0])
            if one.rest:
                one.rest -= 1
                continue
            sizes = await _reseal_some(database, vault, tenant, _Kind(table, one, key), left)
            left -= sum(sizes)
            count += len(sizes)
            if left <= 0:
                return count
    return count


@dataclass(frozen=True, slots=True)
class _Kind:
    """Files of one kind, how far they are looked through, and the key for them."""

    table: Table
    one: Pass
    key: CompanyKey


async def _reseal_some(database: Database, vault: Vault, tenant: TenantId, kind: _Kind, most: int) -> list[int]:
    """Seal files of a company anew until `most` bytes are read; return the bytes of each."""
    sizes: list[int] = []
    rows = await _old_ones(database, tenant, kind)
    for row in rows:
        if sum(sizes) >= most:
            break
        try:
            if size := await _reseal_one(database, vault, tenant, kind, row):
                sizes.append(size)
        except ResourceError as error:
            log.warning("%s stays sealed with its old key: %s", row, error)
        except OSError as error:
            log.warning("no more is sealed anew for now: %s", error)
            break
        kind.one.after = row
    if not rows:
        kind.one.after, kind.one.rest = _FIRST, AGAIN_ROUNDS
    return sizes


async def _old_ones(database: Database, tenant: TenantId, kind: _Kind) -> list[str]:
    table, one = kind.table, kind.one
    query = select(table.id).where(table.sealed_at.is_not(None), table.key_id.is_distinct_from(one.key))
    if table is RecordingRow:
        query = query.where(RecordingRow.deleted_at.is_(None))
    async with database.tenant(tenant) as session:
        return list(await session.scalars(query.where(table.id > one.after).order_by(table.id).limit(MOST_FILES)))


async def _reseal_one(database: Database, vault: Vault, tenant: TenantId, kind: _Kind, row_id: str) -> int:
    """Seal one file anew; return its bytes, 0 where nothing was to do.

    Raises:
        ResourceError: it is away, or its old key does not open it.
        OSError: the disk is full.
    """
    async with database.tenant(tenant) as session:
        table = kind.table
        query = select(table).where(table.id == row_id).with_for_update(skip_locked=True)
        row: RecordingRow | VoicemailRow | None = await session.scalar(query)
        if row is None or (isinstance(row, RecordingRow) and row.deleted_at is not None):
            return 0
        old = await key_of(session, vault.sealer, await asyncio.to_thread(key_id_of, vault.data, row.path))
        size = await asyncio.to_thread(reseal_sound, vault.data, row.path, old, kind.key)
        row.key_id = kind.key[0]
    return size
