"""What companies let their callers hear: prompts of their own.

Revision ID: 0025
Revises: 0024
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.first_schema import COMPANY, TENANT

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, empty."""
    op.execute(
        f"""
        CREATE TABLE prompts ({COMPANY},
            name text NOT NULL CHECK (name <> ''),
            language text NOT NULL CHECK (language ~ '^[a-z]{{2,3}}$'),
            kind text NOT NULL CHECK (kind IN ('upload', 'text')),
            text text NOT NULL DEFAULT '',
            file text NOT NULL,
            duration_ms integer NOT NULL,
            changed_at timestamptz NOT NULL DEFAULT now(),
            UNIQUE (tenant_id, name, language)
        )
        """
    )
    op.execute("ALTER TABLE prompts ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE prompts FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY company ON prompts USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON prompts TO offhook_app")
    op.execute(
        "CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE ON prompts "
        "FOR EACH ROW EXECUTE FUNCTION offhook_configuration_changed()"
    )


def downgrade() -> None:
    """Take the table away; the files stay."""
    op.execute("DROP TABLE prompts")
