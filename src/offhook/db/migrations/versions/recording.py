"""Rules of recording, the keys of companies, and what is known of a recording beside its file.

Revision ID: 0029
Revises: 0028
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.first_schema import COMPANY, TENANT

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TABLES = {
    "recording_rules": """
        name text NOT NULL CHECK (name <> ''),
        place integer NOT NULL,
        mode text NOT NULL CHECK (mode IN ('always', 'on_demand', 'never')),
        directions text[] NOT NULL DEFAULT '{}',
        numbers uuid[] NOT NULL DEFAULT '{}',
        extensions uuid[] NOT NULL DEFAULT '{}',
        queues uuid[] NOT NULL DEFAULT '{}',
        list_id uuid,
        percent integer NOT NULL DEFAULT 100 CHECK (percent BETWEEN 1 AND 100),
        announce boolean NOT NULL DEFAULT false,
        keep_days integer NOT NULL DEFAULT 0 CHECK (keep_days >= 0),
        UNIQUE (tenant_id, name)
    """,
    "company_keys": """
        key_sealed bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
    """,
}
RECORDINGS = {
    "rule_id": "uuid",
    "rule": "text NOT NULL DEFAULT ''",
    "keep_days": "integer",
    "pauses": "jsonb NOT NULL DEFAULT '[]'",
    "sha256": "text",
    "sealed_at": "timestamptz",
    "hold": "boolean NOT NULL DEFAULT false",
    "deleted_at": "timestamptz",
    "waveform": "jsonb",
}


def upgrade() -> None:
    """Add both tables, empty, and the columns; all calls go on being recorded, and kept."""
    for table, columns in TABLES.items():
        op.execute(f"CREATE TABLE {table} ({COMPANY}, {columns})")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY company ON {table} USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO offhook_app")
    op.execute(
        "CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE ON recording_rules "
        "FOR EACH ROW EXECUTE FUNCTION offhook_configuration_changed()"
    )
    for column, kind in RECORDINGS.items():
        op.execute(f"ALTER TABLE recordings ADD COLUMN {column} {kind}")
    op.execute("CREATE INDEX recordings_newest_idx ON recordings (tenant_id, started_at DESC, id DESC)")
    op.execute("ALTER TABLE tenants ADD COLUMN record_calls boolean NOT NULL DEFAULT true")
    op.execute("ALTER TABLE tenants ADD COLUMN record_days integer NOT NULL DEFAULT 0 CHECK (record_days >= 0)")


def downgrade() -> None:
    """Take all of it away; sealed recordings can be heard no longer."""
    op.execute("ALTER TABLE tenants DROP COLUMN record_days")
    op.execute("ALTER TABLE tenants DROP COLUMN record_calls")
    op.execute("DROP INDEX recordings_newest_idx")
    for column in RECORDINGS:
        op.execute(f"ALTER TABLE recordings DROP COLUMN {column}")
    for table in TABLES:
        op.execute(f"DROP TABLE {table}")
