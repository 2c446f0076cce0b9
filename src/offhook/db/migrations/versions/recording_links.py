"""Recordings are heard by links that need no login.

Revision ID: 0044
Revises: 0043
"""

from __future__ import annotations

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

TENANT = "NULLIF(current_setting('offhook.tenant', true), '')::uuid"
TABLE = """
    CREATE TABLE recording_links (
        tenant_id uuid NOT NULL CONSTRAINT recording_links_tenant_id_fkey REFERENCES tenants (id) ON DELETE CASCADE,
        id uuid NOT NULL,
        recording_id uuid NOT NULL,
        token_hash bytea NOT NULL CONSTRAINT recording_links_token_hash_key UNIQUE,
        note text NOT NULL DEFAULT '',
        made_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        most integer,
        heard integer NOT NULL DEFAULT 0,
        heard_at timestamptz,
        heard_from text NOT NULL DEFAULT '',
        revoked_at timestamptz,
        revoked_by text NOT NULL DEFAULT '',
        CONSTRAINT recording_links_pkey PRIMARY KEY (tenant_id, id),
        CONSTRAINT recording_links_tenant_id_recording_id_fkey FOREIGN KEY (tenant_id, recording_id)
            REFERENCES recordings (tenant_id, id) ON DELETE CASCADE
    )
"""


def upgrade() -> None:
    """Add the table, and the function that tells whose a link is."""
    op.execute(TABLE)
    op.execute("CREATE INDEX recording_links_tenant_id_recording_id_idx ON recording_links (tenant_id, recording_id)")
    op.execute("ALTER TABLE recording_links ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE recording_links FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY company ON recording_links USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})"
    )
    op.execute("CREATE POLICY lookup ON recording_links FOR SELECT TO CURRENT_USER USING (true)")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON recording_links TO offhook_app")
    op.execute(
        "CREATE FUNCTION offhook_tenant_of_link(hash bytea) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER "
        "SET search_path = pg_catalog, pg_temp AS "
        "$$ SELECT l.tenant_id FROM public.recording_links l WHERE l.token_hash = $1 $$"
    )
    op.execute("REVOKE EXECUTE ON FUNCTION offhook_tenant_of_link(bytea) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION offhook_tenant_of_link(bytea) TO offhook_app")


def downgrade() -> None:
    """Let no link lead anywhere."""
    op.execute("DROP FUNCTION offhook_tenant_of_link(bytea)")
    op.execute("DROP TABLE recording_links")
