"""Calls are found by words: of names, numbers and what became of them.

Revision ID: 0043
Revises: 0042
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from offhook.db.call_words import call_words

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

AT_ONCE = 1000
# Row-level security keeps operators that are not leakproof from using an index: this function asks for one company by
# itself, the one of the transaction, and tells nothing but ids. First it looks at the newest calls, which are enough
# for what is frequent; what is rare it finds by its words.
FIND = """
    CREATE FUNCTION offhook_find_calls(
        query tsquery, since timestamptz, until timestamptz, before_at timestamptz, before_id uuid,
        shortest_ms integer, longest_ms integer, was_recorded boolean, most integer)
    RETURNS TABLE (found_id uuid, found_at timestamptz) LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
    DECLARE
        company uuid := NULLIF(current_setting('offhook.tenant', true), '')::uuid;
        edge_at timestamptz; edge_id uuid; found integer;
    BEGIN
        SELECT c.started_at, c.id INTO edge_at, edge_id FROM public.calls c
        WHERE c.tenant_id = company AND (c.started_at, c.id) < (before_at, before_id)
            AND c.started_at >= since AND c.started_at < until
        ORDER BY c.started_at DESC, c.id DESC OFFSET 2000 LIMIT 1;
        RETURN QUERY SELECT c.id, c.started_at FROM public.calls c
        WHERE c.tenant_id = company AND (c.started_at, c.id) < (before_at, before_id)
            AND c.started_at >= since AND c.started_at < until
            AND (edge_id IS NULL OR (c.started_at, c.id) > (edge_at, edge_id))
            AND (query IS NULL OR c.words @@ query)
            AND (shortest_ms IS NULL OR c.talking_ms >= shortest_ms)
            AND (longest_ms IS NULL OR c.talking_ms <= longest_ms)
            AND (was_recorded IS NULL OR was_recorded = EXISTS (
                SELECT FROM public.recordings r
                WHERE r.tenant_id = company AND r.call_id = c.id AND r.deleted_at IS NULL))
        ORDER BY c.started_at DESC, c.id DESC LIMIT most;
        GET DIAGNOSTICS found = ROW_COUNT;
        IF found >= most OR edge_id IS NULL THEN
            RETURN;
        END IF;
        IF query IS NULL THEN
            RETURN QUERY SELECT c.id, c.started_at FROM public.calls c
            WHERE c.tenant_id = company AND (c.started_at, c.id) <= (edge_at, edge_id) AND c.started_at >= since
                AND (was_recorded IS NULL OR was_recorded = EXISTS (
                    SELECT FROM public.recordings r
                    WHERE r.tenant_id = company AND r.call_id = c.id AND r.deleted_at IS NULL))
            ORDER BY c.started_at DESC, c.id DESC LIMIT most - found;
            RETURN;
        END IF;
        RETURN QUERY WITH rare AS MATERIALIZED (
            SELECT c.id, c.started_at FROM public.calls c
            WHERE c.tenant_id = company AND c.words @@ query
                AND (c.started_at, c.id) <= (edge_at, edge_id) AND c.started_at >= since
                AND (shortest_ms IS NULL OR c.talking_ms >= shortest_ms)
                AND (longest_ms IS NULL OR c.talking_ms <= longest_ms))
        SELECT c.id, c.started_at FROM rare c
        WHERE was_recorded IS NULL OR was_recorded = EXISTS (
            SELECT FROM public.recordings r
            WHERE r.tenant_id = company AND r.call_id = c.id AND r.deleted_at IS NULL)
        ORDER BY c.started_at DESC, c.id DESC LIMIT most - found;
    END
    $$
"""
SIGNATURE = (
    "offhook_find_calls(tsquery, timestamptz, timestamptz, timestamptz, uuid, integer, integer, boolean, integer)"
)
COLUMNS = (
    "id::text, direction, result, owed, talking_ms, number_id::text, "
    "person_ids::text[] AS person_ids, parties, journey, dialled"
)


def upgrade() -> None:
    """Add the words, those of calls of before, and the function that looks for them."""
    op.execute("ALTER TABLE calls ADD COLUMN words tsvector NOT NULL DEFAULT ''")
    connection = op.get_bind()
    for (tenant,) in connection.execute(sa.text("SELECT offhook_tenants()::text")).all():
        connection.execute(sa.text("SELECT set_config('offhook.tenant', :tenant, true)"), {"tenant": tenant})
        _fill(connection, tenant)
    connection.execute(sa.text("SELECT set_config('offhook.tenant', '', true)"))
    op.execute("CREATE INDEX calls_words_idx ON calls USING gin (words)")
    for table in ("calls", "recordings"):
        op.execute(f"CREATE POLICY lookup ON {table} FOR SELECT TO CURRENT_USER USING (true)")
    op.execute(FIND)
    op.execute(f"REVOKE EXECUTE ON FUNCTION {SIGNATURE} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO offhook_app")


def _fill(connection: sa.Connection, tenant: str) -> None:
    last = "00000000-0000-0000-0000-000000000000"
    query = sa.text(f"SELECT {COLUMNS} FROM calls WHERE id > CAST(:last AS uuid) ORDER BY id LIMIT {AT_ONCE}")  # noqa: S608
    update = sa.text(
        "UPDATE calls SET words = array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(w.words))) "
        "FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS w(id uuid, words jsonb) WHERE calls.id = w.id"
    )
    while rows := connection.execute(query, {"last": last}).mappings().all():
        words: list[dict[str, Any]] = [{"id": row["id"], "words": call_words(dict(row), tenant)} for row in rows]
        connection.execute(update, {"rows": json.dumps(words)})
        last = rows[-1]["id"]


def downgrade() -> None:
    """Find calls no longer."""
    op.execute(f"DROP FUNCTION {SIGNATURE}")
    for table in ("calls", "recordings"):
        op.execute(f"DROP POLICY lookup ON {table}")
    op.execute("ALTER TABLE calls DROP COLUMN words")
