"""Schedules and lists of numbers.

Revision ID: 0021
Revises: 0020
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.first_schema import COMPANY, TENANT

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLES = {
    "schedules": """
        name text NOT NULL CHECK (name <> ''),
        hours jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(hours) = 'array'),
        special jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(special) = 'array'),
        holidays text,
        switched text NOT NULL DEFAULT 'auto' CHECK (switched IN ('auto', 'open', 'closed')),
        UNIQUE (tenant_id, name)
    """,
    "number_lists": """
        name text NOT NULL CHECK (name <> ''),
        numbers text[] NOT NULL DEFAULT '{}',
        UNIQUE (tenant_id, name)
    """,
}


def upgrade() -> None:
    """Add both tables, empty."""
    for table, columns in TABLES.items():
        op.execute(f"CREATE TABLE {table} ({COMPANY}, {columns})")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY company ON {table} USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO offhook_app")
        op.execute(
            f"CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION offhook_configuration_changed()"
        )


def downgrade() -> None:
    """Take both away, with what they say."""
    for table in TABLES:
        op.execute(f"DROP TABLE {table}")
