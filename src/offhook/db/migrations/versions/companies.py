"""Companies as the provider has them: plans, suspension, deletion with a time of grace.

Revision ID: 0050
Revises: 0049
"""

from __future__ import annotations

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

COLUMNS = {
    "plan": "text NOT NULL DEFAULT ''",
    "max_users": "integer NOT NULL DEFAULT 0 CHECK (max_users >= 0)",
    "max_numbers": "integer NOT NULL DEFAULT 0 CHECK (max_numbers >= 0)",
    "max_channels": "integer NOT NULL DEFAULT 0 CHECK (max_channels >= 0)",
    "max_storage": "bigint NOT NULL DEFAULT 0 CHECK (max_storage >= 0)",
    "storage_full": "boolean NOT NULL DEFAULT false",
    "suspended_at": "timestamptz",
    "suspended_reason": "text NOT NULL DEFAULT ''",
    "delete_at": "timestamptz CHECK (delete_at IS NULL OR suspended_at IS NOT NULL)",
}


def upgrade() -> None:
    """Add the columns: no company has limits, and none is suspended."""
    op.execute("ALTER TABLE tenants " + ", ".join(f"ADD COLUMN {name} {kind}" for name, kind in COLUMNS.items()))


def downgrade() -> None:
    """Take the columns away: every company is served again, without limits."""
    op.execute("ALTER TABLE tenants " + ", ".join(f"DROP COLUMN {name}" for name in COLUMNS))
