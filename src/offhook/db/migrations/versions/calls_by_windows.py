"""Calls are looked for in the newest 5,000, then in the next 30,000, then in all: what is wanted is seldom old.

Revision ID: 0053
Revises: 0052
"""

from __future__ import annotations

from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

SIGNATURE = (
    "offhook_find_calls(tsquery, timestamptz, timestamptz, timestamptz, uuid, integer, integer, boolean, integer)"
)
WANTED = """
            AND (shortest_ms IS NULL OR c.talking_ms >= shortest_ms)
            AND (longest_ms IS NULL OR c.talking_ms <= longest_ms)
            AND (was_recorded IS NULL OR was_recorded = EXISTS (
                SELECT FROM public.recordings r
                WHERE r.tenant_id = company AND r.call_id = c.id AND r.deleted_at IS NULL))
"""
# Row-level security keeps operators that are not leakproof from using an index: this function asks for one company by
# itself, the one of the transaction, and tells nothing but ids.
FIND = f"""
    CREATE FUNCTION offhook_find_calls(
        query tsquery, since timestamptz, until timestamptz, before_at timestamptz, before_id uuid,
        shortest_ms integer, longest_ms integer, was_recorded boolean, most integer)
    RETURNS TABLE (found_id uuid, found_at timestamptz) LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
    DECLARE
        company uuid := NULLIF(current_setting('offhook.tenant', true), '')::uuid;
        width integer; edge_at timestamptz; edge_id uuid; counted integer; missing integer := most;
    BEGIN
        FOREACH width IN ARRAY ARRAY[5000, 30000, NULL] LOOP
            edge_at := '-infinity';
            edge_id := NULL;
            IF width IS NOT NULL THEN
                SELECT c.started_at, c.id INTO edge_at, edge_id FROM public.calls c
                WHERE c.tenant_id = company AND (c.started_at, c.id) < (before_at, before_id)
                    AND c.started_at >= since AND c.started_at < until
                ORDER BY c.started_at DESC, c.id DESC OFFSET width - 1 LIMIT 1;
                edge_at := COALESCE(edge_at, '-infinity');
            END IF;
            IF width = 5000 OR query IS NULL THEN
                -- The inner LIMIT keeps the planner on the newest: no index of words for what is frequent.
                RETURN QUERY SELECT c.id, c.started_at FROM (
                    SELECT n.* FROM public.calls n
                    WHERE n.tenant_id = company AND (n.started_at, n.id) < (before_at, before_id)
                        AND n.started_at >= since AND n.started_at < until
                    ORDER BY n.started_at DESC, n.id DESC LIMIT width) c
                WHERE (query IS NULL OR c.words @@ query) {WANTED}
                ORDER BY c.started_at DESC, c.id DESC LIMIT missing;
            ELSE
                RETURN QUERY WITH rare AS MATERIALIZED (
                    SELECT c.id, c.started_at, c.talking_ms FROM public.calls c
                    WHERE c.tenant_id = company AND c.words @@ query
                        AND (c.started_at, c.id) < (before_at, before_id)
                        AND (c.started_at, c.id) >= (edge_at, COALESCE(edge_id, '00000000-0000-0000-0000-000000000000'))
                        AND c.started_at >= since AND c.started_at < until)
                SELECT c.id, c.started_at FROM rare c WHERE true {WANTED}
                ORDER BY c.started_at DESC, c.id DESC LIMIT missing;
            END IF;
            GET DIAGNOSTICS counted = ROW_COUNT;
            missing := missing - counted;
            EXIT WHEN missing <= 0 OR edge_id IS NULL;
            before_at := edge_at;
            before_id := edge_id;
        END LOOP;
    END
    $$
"""  # noqa: S608  only constants of this module


def upgrade() -> None:
    """Put the new function in the place of the old one."""
    op.execute(f"DROP FUNCTION {SIGNATURE}")
    op.execute(FIND)
    op.execute(f"REVOKE EXECUTE ON FUNCTION {SIGNATURE} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO offhook_app")


def downgrade() -> None:
    """Keep it: what it answers is the same."""
