"""When a parked call goes back, and who gets it then.

Revision ID: 0027
Revises: 0026
"""

from __future__ import annotations

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns: after two minutes, to nobody else."""
    op.execute(
        "ALTER TABLE tenants ADD COLUMN park_s integer NOT NULL DEFAULT 120 CHECK (park_s > 0), "
        "ADD COLUMN park_fallback text NOT NULL DEFAULT ''"
    )


def downgrade() -> None:
    """Take the columns away."""
    op.execute("ALTER TABLE tenants DROP COLUMN park_s, DROP COLUMN park_fallback")
