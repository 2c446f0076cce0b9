"""Numbers that ask an outside system who is to answer.

Revision ID: 0049
Revises: 0048
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.audit import audited
from offhook.db.migrations.versions.first_schema import COMPANY, TENANT

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, empty: no number asks."""
    op.execute(
        f"""
        CREATE TABLE number_askings ({COMPANY},
            url text NOT NULL CHECK (url <> ''),
            seconds double precision NOT NULL CHECK (seconds > 0),
            secret_sealed bytea NOT NULL,
            former_sealed bytea,
            former_until timestamptz,
            CHECK ((former_sealed IS NULL) = (former_until IS NULL)),
            FOREIGN KEY (tenant_id, id) REFERENCES numbers ON DELETE CASCADE
        )
        """
    )
    op.execute("ALTER TABLE number_askings ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE number_askings FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY company ON number_askings USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON number_askings TO offhook_app")
    op.execute(
        "CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE ON number_askings "
        "FOR EACH ROW EXECUTE FUNCTION offhook_configuration_changed()"
    )
    audited("number_askings", "secret_sealed,former_sealed", "former_until")


def downgrade() -> None:
    """Take it away; the numbers' own targets answer again."""
    op.execute("DROP TABLE number_askings")
