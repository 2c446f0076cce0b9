"""Exports of companies: asked for, made by the worker, kept for some days.

Revision ID: 0054
Revises: 0053
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.audit import audited
from offhook.db.migrations.versions.first_schema import COMPANY, TENANT

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, empty."""
    op.execute(
        f"""
        CREATE TABLE exports ({COMPANY},
            asked_at timestamptz NOT NULL DEFAULT now(),
            asked_by text NOT NULL,
            recordings boolean NOT NULL,
            accounts boolean NOT NULL,
            state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'ready', 'failed')),
            error text NOT NULL DEFAULT '',
            size bigint NOT NULL DEFAULT 0,
            sha256 text NOT NULL DEFAULT '',
            ready_at timestamptz,
            expires_at timestamptz NOT NULL
        )
        """
    )
    op.execute("ALTER TABLE exports ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE exports FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY company ON exports USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON exports TO offhook_app")
    audited("exports")


def downgrade() -> None:
    """Take the table away; its files go with the company."""
    op.execute("DROP TABLE exports")
