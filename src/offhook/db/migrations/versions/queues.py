"""Queues and their agents.

Revision ID: 0026
Revises: 0025
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.first_schema import COMPANY, TENANT

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLES = {
    "queues": """
        name text NOT NULL CHECK (name <> ''),
        strategy text NOT NULL,
        priorities jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(priorities) = 'array'),
        settings jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(settings) = 'object'),
        UNIQUE (tenant_id, name)
    """,
    "queue_members": """
        queue_id uuid NOT NULL,
        extension_id uuid NOT NULL,
        place integer NOT NULL,
        penalty integer NOT NULL DEFAULT 0,
        skills jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(skills) = 'object'),
        always boolean NOT NULL DEFAULT false,
        UNIQUE (tenant_id, queue_id, extension_id),
        FOREIGN KEY (tenant_id, queue_id) REFERENCES queues ON DELETE CASCADE,
        FOREIGN KEY (tenant_id, extension_id) REFERENCES extensions ON DELETE CASCADE
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
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}")
