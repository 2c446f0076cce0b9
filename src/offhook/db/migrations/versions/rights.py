"""Roles beside administrators, supervisors and agents; supervisors who see the people of some groups only.

Revision ID: 0048
Revises: 0047
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.audit import audited
from offhook.db.migrations.versions.first_schema import COMPANY, TENANT

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

ROLES = "'admin', 'supervisor', 'agent', 'accountant', 'auditor', 'integration'"


def upgrade() -> None:
    """Add the table, empty, and the marks; who supervises goes on seeing everybody."""
    op.execute(
        "ALTER TABLE users ADD COLUMN everybody boolean NOT NULL DEFAULT true, "
        "ADD COLUMN hears boolean NOT NULL DEFAULT false, ALTER COLUMN password_hash DROP NOT NULL"
    )
    op.execute("ALTER TABLE users DROP CONSTRAINT IF EXISTS users_role_check")
    op.execute(f"ALTER TABLE users ADD CONSTRAINT users_role_check CHECK (role IN ({ROLES}))")
    op.execute(
        f"""
        CREATE TABLE user_groups ({COMPANY},
            user_id uuid NOT NULL,
            queue_id uuid,
            department_id uuid,
            CONSTRAINT user_groups_one_check CHECK (num_nonnulls(queue_id, department_id) = 1),
            UNIQUE (tenant_id, user_id, queue_id),
            UNIQUE (tenant_id, user_id, department_id),
            FOREIGN KEY (tenant_id, department_id) REFERENCES departments ON DELETE CASCADE,
            FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE,
            FOREIGN KEY (tenant_id, queue_id) REFERENCES queues ON DELETE CASCADE
        )
        """
    )
    op.execute("ALTER TABLE user_groups ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE user_groups FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY company ON user_groups USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON user_groups TO offhook_app")
    audited("user_groups", of="user_id")
    for table in ("users", "user_groups"):  # whom a person may listen to by telephone follows from them
        op.execute(
            f"CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION offhook_configuration_changed()"
        )


def downgrade() -> None:
    """Take them away; logins with other roles are shut out as agents, who see nobody but themselves."""
    op.execute("DROP TRIGGER configuration_changed ON users")
    op.execute("DROP TABLE user_groups")
    op.execute("ALTER TABLE users NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "UPDATE users SET role = 'agent', disabled = disabled OR role IN ('accountant', 'auditor', 'integration') "
        "WHERE role NOT IN ('admin', 'supervisor', 'agent') OR NOT everybody"
    )
    op.execute("UPDATE users SET password_hash = '', disabled = true WHERE password_hash IS NULL")
    op.execute("ALTER TABLE users FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE users DROP CONSTRAINT users_role_check")
    op.execute("ALTER TABLE users ADD CONSTRAINT users_role_check CHECK (role IN ('admin', 'supervisor', 'agent'))")
    op.execute("ALTER TABLE users DROP COLUMN everybody, DROP COLUMN hears, ALTER COLUMN password_hash SET NOT NULL")
