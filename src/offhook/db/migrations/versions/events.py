"""What subscribers of a company are told, kept for some days.

Revision ID: 0041
Revises: 0040
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.first_schema import TENANT

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, empty."""
    op.execute("""CREATE TABLE events (
        tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
        id bigint NOT NULL CHECK (id > 0),
        at timestamptz NOT NULL,
        kind text NOT NULL CHECK (kind <> ''),
        call_id uuid,
        people uuid[] NOT NULL DEFAULT '{}',
        queues uuid[] NOT NULL DEFAULT '{}',
        data jsonb NOT NULL DEFAULT '{}',
        PRIMARY KEY (tenant_id, id))""")
    op.execute("ALTER TABLE events ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE events FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY company ON events USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON events TO offhook_app")


def downgrade() -> None:
    """Take the table away."""
    op.execute("DROP TABLE events")
