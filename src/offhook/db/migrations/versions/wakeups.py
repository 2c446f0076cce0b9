"""How often wake-up calls ring.

Revision ID: 0034
Revises: 0033
"""

from __future__ import annotations

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns: three times, five minutes from one to the next."""
    op.execute(
        "ALTER TABLE tenants ADD COLUMN wake_tries integer NOT NULL DEFAULT 3 CHECK (wake_tries > 0), "
        "ADD COLUMN wake_pause_s integer NOT NULL DEFAULT 300 CHECK (wake_pause_s > 0)"
    )


def downgrade() -> None:
    """Take the columns away."""
    op.execute("ALTER TABLE tenants DROP COLUMN wake_tries, DROP COLUMN wake_pause_s")
