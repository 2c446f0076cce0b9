"""Looking for calls beyond the newest: what is found in each window, in order, each once, page by page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg

from offhook.history.search import CallFilter
from offhook.history.service import list_rows
from offhook.ids import TenantId, new_id
from offhook.tenancy.model import TenantRow
from offhook.tenancy.service import add_tenant

if TYPE_CHECKING:
    from offhook.db.engine import Database

EVERY = 700
CALLS = 36_000
MAKE = """
    INSERT INTO calls (tenant_id, id, started_at, direction, caller_number, caller_name, dialled, words)
    SELECT %(tenant)s, gen_random_uuid(), %(at)s - n * interval '1 s', 'inbound', '', n::text, '201', array_to_tsvector(
        CASE WHEN n %% %(every)s = 0 THEN ARRAY[%(mark)s || 'dinbound', %(mark)s || 'rbusy']
        ELSE ARRAY[%(mark)s || 'dinbound'] END)
    FROM generate_series(0, %(calls)s - 1) n
"""


async def test_old_calls_are_found_in_their_order(database: Database, postgres_administrator: str) -> None:
    tenant = TenantId(new_id())
    company = {"country": "EE", "language": "en", "timezone": "UTC", "currency": "EUR", "sip_domain": "one.test"}
    async with database.tenant(tenant) as session:
        add_tenant(session, TenantRow(name="One", **company))
    facts = {"tenant": tenant, "at": datetime.now(UTC), "every": EVERY, "mark": tenant[-4:], "calls": CALLS}
    with psycopg.connect(postgres_administrator) as connection:
        connection.execute(MAKE, facts)
    expected = [str(n) for n in range(0, CALLS, EVERY)]
    for limit in (3, 100):
        found: list[str] = []
        cursor = None
        async with database.tenant(tenant) as session:
            while True:
                wanted = CallFilter(result="busy")
                rows, cursor = await list_rows(session, None, limit=limit, cursor=cursor, wanted=wanted)
                found += [row.caller_name for row in rows]
                if cursor is None:
                    break
        assert found == expected
    async with database.tenant(tenant) as session:
        for wanted in (
            CallFilter(result="failed"),
            CallFilter(recorded=True),
            CallFilter(result="busy", recorded=True),
        ):
            assert await list_rows(session, None, limit=9, wanted=wanted) == ([], None)
        old = CallFilter(result="busy", until=facts["at"] - timedelta(seconds=34_900))
        rows, _ = await list_rows(session, None, limit=9, wanted=old)
        assert [row.caller_name for row in rows] == ["35000", "35700"]
