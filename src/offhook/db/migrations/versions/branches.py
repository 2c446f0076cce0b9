"""Branches and departments; people's departments, which were texts, become rows.

Revision ID: 0046
Revises: 0045
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.audit import audited
from offhook.db.migrations.versions.first_schema import COMPANY, TENANT

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

TABLES = {
    "branches": """
        name text NOT NULL CHECK (name <> ''),
        country text NOT NULL DEFAULT '' CHECK (country ~ '^([A-Z]{2})?$'),
        timezone text NOT NULL DEFAULT '',
        shows text NOT NULL DEFAULT '',
        reception text NOT NULL DEFAULT '',
        city text NOT NULL DEFAULT '',
        address text NOT NULL DEFAULT '',
        UNIQUE (tenant_id, name)
    """,
    "departments": """
        name text NOT NULL CHECK (name <> ''),
        branch_id uuid,
        manager_id uuid,
        UNIQUE NULLS NOT DISTINCT (tenant_id, name, branch_id),
        FOREIGN KEY (tenant_id, branch_id) REFERENCES branches,
        FOREIGN KEY (tenant_id, manager_id) REFERENCES people ON DELETE SET NULL (manager_id)
    """,
}
BELONGING = ("people", "numbers", "sites")


def upgrade() -> None:
    """Add the tables and what belongs to them; each department's name becomes one row, as most people have it."""
    for table, columns in TABLES.items():
        op.execute(f"CREATE TABLE {table} ({COMPANY}, {columns})")
    for table in BELONGING:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN branch_id uuid, "
            f"ADD CONSTRAINT {table}_tenant_id_branch_id_fkey FOREIGN KEY (tenant_id, branch_id) REFERENCES branches"
        )
    op.execute(
        "ALTER TABLE people ADD COLUMN department_id uuid, ADD CONSTRAINT people_tenant_id_department_id_fkey "
        "FOREIGN KEY (tenant_id, department_id) REFERENCES departments"
    )
    op.execute("ALTER TABLE people NO FORCE ROW LEVEL SECURITY")  # for all companies at once
    op.execute("ALTER TABLE people DISABLE TRIGGER USER")  # nobody changed anything
    op.execute(
        """
        INSERT INTO departments (tenant_id, id, name)
        SELECT tenant_id, gen_random_uuid(), mode() WITHIN GROUP (ORDER BY department)
        FROM people WHERE department <> '' GROUP BY tenant_id, lower(department)
        """
    )
    op.execute(
        """
        UPDATE people p SET department_id = d.id FROM departments d
        WHERE d.tenant_id = p.tenant_id AND lower(d.name) = lower(p.department)
        """
    )
    op.execute("ALTER TABLE people ENABLE TRIGGER USER")
    op.execute("ALTER TABLE people FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE people DROP COLUMN department")
    op.execute(
        "ALTER TABLE calls ADD COLUMN branch_ids uuid[] NOT NULL DEFAULT '{}', "
        "ADD COLUMN department_ids uuid[] NOT NULL DEFAULT '{}'"
    )
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY company ON {table} USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO offhook_app")
        op.execute(
            f"CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION offhook_configuration_changed()"
        )
        audited(table)


def downgrade() -> None:
    """Make departments texts again; branches are forgotten."""
    op.execute("ALTER TABLE people ADD COLUMN department text NOT NULL DEFAULT ''")
    for table in ("people", "departments"):
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "UPDATE people p SET department = d.name FROM departments d "
        "WHERE d.tenant_id = p.tenant_id AND d.id = p.department_id"
    )
    op.execute("ALTER TABLE people FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE people DROP COLUMN department_id")
    op.execute("ALTER TABLE calls DROP COLUMN branch_ids, DROP COLUMN department_ids")
    for table in BELONGING:
        op.execute(f"ALTER TABLE {table} DROP COLUMN branch_id")
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}")
