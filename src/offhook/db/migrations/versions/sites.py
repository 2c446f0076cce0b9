"""Sites: places of a company behind one line, and devices that are put there by hand.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.first_schema import COMPANY, TENANT

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, empty, and the column."""
    op.execute(
        f"""
        CREATE TABLE sites ({COMPANY},
            name text NOT NULL CHECK (name <> ''),
            networks text[] NOT NULL,
            kbit_up integer NOT NULL DEFAULT 0 CHECK (kbit_up >= 0),
            kbit_down integer NOT NULL DEFAULT 0 CHECK (kbit_down >= 0),
            alarm_percent integer NOT NULL DEFAULT 80 CHECK (alarm_percent BETWEEN 1 AND 100),
            UNIQUE (tenant_id, name)
        )
        """
    )
    op.execute("ALTER TABLE sites ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE sites FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY company ON sites USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON sites TO offhook_app")
    op.execute(
        "CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE ON sites "
        "FOR EACH ROW EXECUTE FUNCTION offhook_configuration_changed()"
    )
    op.execute(
        "ALTER TABLE devices ADD COLUMN site_id uuid, "
        "ADD CONSTRAINT devices_tenant_id_site_id_fkey "
        "FOREIGN KEY (tenant_id, site_id) REFERENCES sites ON DELETE SET NULL (site_id)"
    )


def downgrade() -> None:
    """Take both away, with what they say."""
    op.execute("ALTER TABLE devices DROP COLUMN site_id")
    op.execute("DROP TABLE sites")
