"""Outside contacts, with short numbers.

Revision ID: 0032
Revises: 0031
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.first_schema import COMPANY, TENANT

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, empty."""
    op.execute(f"""
        CREATE TABLE contacts ({COMPANY},
            name text NOT NULL CHECK (name <> ''),
            company text NOT NULL,
            numbers text[] NOT NULL,
            email text NOT NULL,
            note text NOT NULL,
            vip boolean NOT NULL,
            labels text[] NOT NULL,
            person_id uuid,
            short text CHECK (short ~ '^[0-9*#]{{1,8}}$'),
            UNIQUE (tenant_id, short),
            FOREIGN KEY (tenant_id, person_id) REFERENCES people ON DELETE SET NULL (person_id)
        )
    """)
    op.execute("CREATE INDEX contacts_name_idx ON contacts (tenant_id, lower(name), id)")
    op.execute("ALTER TABLE contacts ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE contacts FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY company ON contacts USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON contacts TO offhook_app")
    op.execute(
        "CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE ON contacts "
        "FOR EACH ROW EXECUTE FUNCTION offhook_configuration_changed()"
    )


def downgrade() -> None:
    """Take it away, with all contacts."""
    op.execute("DROP TABLE contacts")
