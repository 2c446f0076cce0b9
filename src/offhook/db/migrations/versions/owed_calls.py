"""Calls that are owed to callers whom nobody answered.

Revision ID: 0022
Revises: 0021
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.first_schema import COMPANY, TENANT

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, empty: what was missed before is in the history only."""
    op.execute(f"""CREATE TABLE owed_calls ({COMPANY},
        number text NOT NULL CHECK (number <> ''),
        name text NOT NULL DEFAULT '',
        number_id uuid,
        since timestamptz NOT NULL,
        last_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        after_hours boolean NOT NULL DEFAULT false,
        call_ids uuid[] NOT NULL CHECK (cardinality(call_ids) > 0),
        owner_id uuid,
        note text NOT NULL DEFAULT '',
        closed_at timestamptz,
        closed_by uuid,
        CHECK ((closed_at IS NULL) = (closed_by IS NULL)))""")
    op.execute("CREATE UNIQUE INDEX owed_calls_open_idx ON owed_calls (tenant_id, number) WHERE closed_at IS NULL")
    op.execute("CREATE INDEX owed_calls_due_idx ON owed_calls (tenant_id, due_at, id)")
    op.execute("CREATE INDEX owed_calls_call_ids_idx ON owed_calls USING gin (call_ids)")
    op.execute("ALTER TABLE owed_calls ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE owed_calls FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY company ON owed_calls USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON owed_calls TO offhook_app")
    op.execute("ALTER TABLE tenants ADD COLUMN owed_minutes integer NOT NULL DEFAULT 60 CHECK (owed_minutes > 0)")


def downgrade() -> None:
    """Take the table away, with what is owed."""
    op.execute("ALTER TABLE tenants DROP COLUMN owed_minutes")
    op.execute("DROP TABLE owed_calls")
