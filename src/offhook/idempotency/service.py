"""What is remembered of a request with a key (draft-ietf-httpapi-idempotency-key-header): begun once, done once.

Invariant: an answer is stored sealed, since it may show a secret that is shown once. A request whose process died
before it was answered stays begun: nobody knows what came of it, so it is not done again under the same key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from offhook.db.engine import tenant_of
from offhook.idempotency.model import IdempotentRequestRow
from offhook.ids import new_id

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.db.sealing import Sealer

KEPT = timedelta(hours=24)
LONGEST_KEY = 255
MOST_REMOVED = 200


class StoredAnswer(msgspec.Struct, frozen=True):
    """An answer as it was given."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Keyed:
    """A request with a key, as `doer` does it."""

    user_id: str
    key: str
    fingerprint: bytes
    doer: str


@dataclass(frozen=True, slots=True)
class Begun:
    """Whether a request is to be done (`new`, remembered as `id`), and if not why; `answer` is what it got."""

    state: Literal["new", "answered", "running", "lost", "other"]
    id: str = ""
    answer: StoredAnswer | None = None


async def begin(session: AsyncSession, keyed: Keyed, sealer: Sealer) -> Begun:
    """Remember a request of the session's company, or find it remembered."""
    expired = select(IdempotentRequestRow.id).where(IdempotentRequestRow.expires_at <= func.now()).limit(MOST_REMOVED)
    await session.execute(delete(IdempotentRequestRow).where(IdempotentRequestRow.id.in_(expired)))
    tenant = tenant_of(session)
    added = await session.scalar(
        insert(IdempotentRequestRow)
        .values(
            tenant_id=tenant,
            id=new_id(),
            user_id=keyed.user_id,
            key=keyed.key,
            fingerprint=keyed.fingerprint,
            doer=keyed.doer,
            expires_at=datetime.now(UTC) + KEPT,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "user_id", "key"])
        .returning(IdempotentRequestRow.id)
    )
    if added is not None:
        return Begun("new", added)
    row = (
        await session.scalars(
            select(IdempotentRequestRow).where(
                IdempotentRequestRow.user_id == keyed.user_id, IdempotentRequestRow.key == keyed.key
            )
        )
    ).one_or_none()
    if row is None:  # it expired, or failed, at this moment
        return Begun("running")
    if row.fingerprint != keyed.fingerprint:
        return Begun("other")
    if row.answer_sealed is None:
        return Begun("running" if row.doer == keyed.doer else "lost")
    plain = sealer.open(row.answer_sealed, _context(tenant, row.id))
    return Begun("answered", row.id, msgspec.msgpack.decode(plain, type=StoredAnswer))


async def finish(session: AsyncSession, request_id: str, answer: StoredAnswer, sealer: Sealer) -> None:
    """Keep what a request was answered."""
    sealed = sealer.seal(msgspec.msgpack.encode(answer), _context(tenant_of(session), request_id))
    await session.execute(
        update(IdempotentRequestRow).where(IdempotentRequestRow.id == request_id).values(answer_sealed=sealed)
    )


async def forget(session: AsyncSession, request_id: str) -> None:
    """Forget a request that did nothing, so that it may be sent again."""
    await session.execute(delete(IdempotentRequestRow).where(IdempotentRequestRow.id == request_id))


def _context(tenant: str, request_id: str) -> str:
    return f"idempotent request {tenant} {request_id}"
