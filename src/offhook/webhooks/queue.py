"""The queue of deliveries in the database, as a worker sees it: what is due is claimed, tried, and settled.

Invariant: of one call's deliveries to a webhook only the first that still waits is ever claimed, so they arrive in
order. A claim ends by itself when its worker is gone: the delivery is due again then, and whoever claimed it before
settles it no more (`attempts` tells them apart). Times are the database's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from sqlalchemy import text

from offhook.db.sealing import SealBroken
from offhook.ids import TenantId
from offhook.webhooks.model import webhook_context
from offhook.webhooks.posting import Told
from offhook.webhooks.retry import GIVE_UP_HOURS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from offhook.db.engine import Database
    from offhook.db.sealing import Sealer
    from offhook.webhooks.posting import Outcome

CHANNEL: Final = "offhook_deliveries"
GONE_TEXT: Final = "the server answered that it wants nothing any more (status 410)"
_POSTPONED: Final = 2000  # followers at once

# A subquery with a limit is looked up row by row; PostgreSQL makes no join of all with all of it.
_FIRST_OF_CALL = """SELECT h.event_id FROM webhook_deliveries h
    WHERE h.tenant_id = d.tenant_id AND h.webhook_id = d.webhook_id AND h.call_id = d.call_id AND h.state = 'waiting'
    ORDER BY h.event_id LIMIT 1"""

_CLAIM = f"""
    WITH places AS MATERIALIZED (
        SELECT w.*, greatest(0, %(each)s - COALESCE(b.taken, 0)) AS free
        FROM webhooks w LEFT JOIN unnest(%(busy)s::uuid[], %(taken)s::int[]) AS b (id, taken) ON b.id = w.id
        WHERE w.enabled
    ), chosen AS MATERIALIZED (
        SELECT found.* FROM places p CROSS JOIN LATERAL (
            SELECT d.id FROM webhook_deliveries d
            WHERE d.tenant_id = p.tenant_id AND d.webhook_id = p.id AND d.state = 'waiting' AND d.next_at <= now()
                AND COALESCE(d.event_id = ({_FIRST_OF_CALL}), true)
            ORDER BY d.next_at LIMIT p.free FOR UPDATE OF d SKIP LOCKED
        ) found LIMIT %(most)s
    )
    UPDATE webhook_deliveries d
    SET claimed = true, attempts = d.attempts + 1, next_at = now() + %(lease)s * interval '1 second'
    FROM places p WHERE d.id = ANY (ARRAY(SELECT c.id FROM chosen c)) AND p.id = d.webhook_id
    RETURNING d.tenant_id, d.id, d.webhook_id, d.event_id, d.kind, d.at, d.call_id, d.sequence, d.data, d.attempts,
        p.url, p.secret_sealed, CASE WHEN p.former_until > now() THEN p.former_sealed END AS former_sealed
"""  # noqa: S608  only constants of this module

# Who waits for an earlier one of its call looks again when that is tried; else all would be looked at all the time.
_POSTPONE = f"""
    UPDATE webhook_deliveries d SET next_at = (
        SELECT CASE WHEN h.claimed OR h.next_at <= now() THEN now() + interval '1 second' ELSE h.next_at END
        FROM webhook_deliveries h WHERE h.tenant_id = d.tenant_id AND h.webhook_id = d.webhook_id
            AND h.call_id = d.call_id AND h.state = 'waiting' ORDER BY h.event_id LIMIT 1)
    WHERE d.state = 'waiting' AND d.id = ANY (ARRAY(
        SELECT d.id FROM webhook_deliveries d
        WHERE d.state = 'waiting' AND d.next_at <= now() AND d.event_id > ({_FIRST_OF_CALL})
        ORDER BY d.next_at LIMIT {_POSTPONED} FOR UPDATE OF d SKIP LOCKED))
"""  # noqa: S608  only constants of this module

_SETTLE = f"""
    UPDATE webhook_deliveries d SET
        state = n.state, claimed = false, attempted_at = now(), took_ms = %(took_ms)s, url = %(url)s,
        status = %(status)s, headers = %(headers)s, answer = %(answer)s, error = %(error)s,
        next_at = CASE WHEN n.state = 'waiting' THEN
            least(now() + %(pause)s * interval '1 second', d.since + interval '{GIVE_UP_HOURS} hours') END,
        ended_at = CASE WHEN n.state <> 'waiting' THEN now() END
    FROM (
        SELECT o.tenant_id, o.id, CASE WHEN %(accepted)s THEN 'sent' WHEN %(gone)s THEN 'failed'
            WHEN o.since + interval '{GIVE_UP_HOURS} hours' <= now() THEN 'failed' ELSE 'waiting' END AS state
        FROM webhook_deliveries o WHERE o.id = %(id)s
    ) n
    WHERE d.tenant_id = n.tenant_id AND d.id = n.id AND d.attempts = %(attempts)s
        AND (d.state = 'waiting' OR d.state = 'dropped' AND n.state = 'sent')
"""  # noqa: S608  only constants of this module

_NEXT_OF_CALL = """
    UPDATE webhook_deliveries d SET next_at = now() FROM (
        SELECT e.tenant_id, e.id FROM webhook_deliveries e
        WHERE e.webhook_id = %(webhook)s AND e.call_id = %(call)s AND e.state = 'waiting' ORDER BY e.event_id LIMIT 1
    ) f WHERE d.tenant_id = f.tenant_id AND d.id = f.id AND d.id <> %(id)s AND NOT d.claimed AND d.next_at > now()
"""

_WORKS = "DELETE FROM webhook_health WHERE id = %(webhook)s"
_FAILS = """
    INSERT INTO webhook_health (tenant_id, id, failing_since, failed_at, error)
    SELECT d.tenant_id, d.webhook_id, now(), now(), %(error)s FROM webhook_deliveries d
    WHERE d.id = %(id)s AND d.attempts = %(attempts)s
    ON CONFLICT (tenant_id, id) DO UPDATE SET failed_at = now(), error = EXCLUDED.error
"""
_SWITCH_OFF = "UPDATE webhooks SET enabled = false, off_reason = %(gone_text)s WHERE id = %(webhook)s AND enabled"
_DROP = """
    UPDATE webhook_deliveries
    SET state = 'dropped', claimed = false, next_at = NULL, ended_at = now(), error = %(gone_text)s
    WHERE webhook_id = %(webhook)s AND state = 'waiting'
"""
_GIVE_BACK = """
    UPDATE webhook_deliveries SET claimed = false, next_at = now()
    WHERE id = %(id)s AND attempts = %(attempts)s AND state = 'waiting'
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this worker is to attempt now; without `secrets` they do not open."""

    tenant: TenantId
    webhook: str
    url: str
    attempts: int
    told: Told
    secrets: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Room:
    """For how many a worker has room: `most` together, `each` of one webhook less those that are `busy` there."""

    most: int
    each: int
    busy: Mapping[str, int]


async def companies_with_deliveries(database: Database) -> set[TenantId]:
    """Return the companies of which something is due."""
    async with database.system() as session:
        rows = await session.execute(text("SELECT offhook_companies_with_deliveries()"))
        return {TenantId(str(row[0])) for row in rows}


async def claim(database: Database, sealer: Sealer, tenant: TenantId, room: Room, lease_s: float) -> list[Claimed]:
    """Claim what is due of a company, for so many seconds."""
    asked = {
        "each": room.each,
        "most": room.most,
        "busy": list(room.busy),
        "taken": list(room.busy.values()),
        "lease": lease_s,
    }
    async with database.raw(tenant) as connection, connection.cursor(row_factory=dict_row) as cursor:
        rows = await (await cursor.execute(_CLAIM, asked)).fetchall()
    rows.sort(key=lambda row: int(row["event_id"]))
    return [_claimed(row, sealer) for row in rows]


async def postpone(database: Database, tenant: TenantId) -> None:
    """Let deliveries that wait for earlier ones of their call wait as long as those."""
    async with database.raw(tenant) as connection:
        await connection.execute(_POSTPONE)


async def settle(database: Database, claimed: Claimed, outcome: Outcome, pause_s: float) -> None:
    """Write down what came of an attempt; the next of the call is due then, or this one again after a pause."""
    told = {
        "id": claimed.told.delivery,
        "webhook": claimed.webhook,
        "call": claimed.told.call,
        "attempts": claimed.attempts,
        "accepted": outcome.accepted,
        "gone": outcome.gone,
        "took_ms": outcome.took_ms,
        "url": claimed.url,
        "status": outcome.status,
        "headers": Jsonb(dict(outcome.headers)),
        "answer": outcome.answer,
        "error": outcome.trouble,
        "gone_text": GONE_TEXT,
        "pause": pause_s,
    }
    statements = [_SETTLE, _WORKS if outcome.accepted else _FAILS]
    if outcome.gone:
        statements += [_SWITCH_OFF, _DROP]
    elif claimed.told.call is not None:
        statements.append(_NEXT_OF_CALL)
    async with database.raw(claimed.tenant) as connection, connection.pipeline():
        for statement in statements:
            await connection.execute(statement, told)


async def give_back(database: Database, claimed: Claimed) -> None:
    """Let others have what was claimed: this worker stops."""
    async with database.raw(claimed.tenant) as connection:
        await connection.execute(_GIVE_BACK, {"id": claimed.told.delivery, "attempts": claimed.attempts})


async def tidy(database: Database, tenant: TenantId, before: datetime) -> int:
    """Drop deliveries of a company that ended before a time; return how many."""
    async with database.raw(tenant) as connection:
        gone = await connection.execute("DELETE FROM webhook_deliveries WHERE ended_at < %s", (before,))
        return gone.rowcount


def _claimed(row: dict[str, Any], sealer: Sealer) -> Claimed:
    context = webhook_context(row["tenant_id"], row["webhook_id"])
    try:
        secrets = tuple(
            sealer.open(bytes(sealed), context).decode()
            for sealed in (row["secret_sealed"], row["former_sealed"])
            if sealed
        )
    except SealBroken:
        secrets = ()
    told = Told(
        delivery=row["id"],
        event=row["event_id"],
        kind=row["kind"],
        at=row["at"],
        call=row["call_id"],
        sequence=row["sequence"],
        company=row["tenant_id"],
        data=row["data"],
    )
    return Claimed(TenantId(row["tenant_id"]), row["webhook_id"], row["url"], row["attempts"], told, secrets)
