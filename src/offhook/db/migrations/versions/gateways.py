"""Gateways of trunks with their probes, trunks that stand in for others, and routes.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.first_schema import COMPANY, TENANT

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the table; trunks that are there call their host and are not probed."""
    op.execute(
        "ALTER TABLE trunks "
        "ADD COLUMN gateways jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(gateways) = 'array'), "
        "ADD COLUMN probe_s integer NOT NULL DEFAULT 0 CHECK (probe_s BETWEEN 0 AND 3600), "
        "ADD COLUMN backup_id uuid CHECK (backup_id <> id), "
        "ADD CONSTRAINT trunks_tenant_id_backup_id_fkey "
        "FOREIGN KEY (tenant_id, backup_id) REFERENCES trunks ON DELETE SET NULL (backup_id)"
    )
    op.execute(
        f"""
        CREATE TABLE routes ({COMPANY},
            prefix text NOT NULL CHECK (prefix ~ '^[+]?[0-9]*$'),
            trunk_id uuid NOT NULL,
            priority integer NOT NULL,
            UNIQUE (tenant_id, prefix, trunk_id),
            FOREIGN KEY (tenant_id, trunk_id) REFERENCES trunks ON DELETE CASCADE
        )
        """
    )
    op.execute("ALTER TABLE routes ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE routes FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY company ON routes USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON routes TO offhook_app")
    op.execute(
        "CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE ON routes "
        "FOR EACH ROW EXECUTE FUNCTION offhook_configuration_changed()"
    )


def downgrade() -> None:
    """Take the table and the columns away, with what they say."""
    op.execute("DROP TABLE routes")
    op.execute("ALTER TABLE trunks DROP COLUMN gateways, DROP COLUMN probe_s, DROP COLUMN backup_id")
