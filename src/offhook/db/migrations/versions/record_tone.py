"""Whether those who are recorded hear a beep.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nobody hears a beep until somebody says so."""
    op.execute("ALTER TABLE tenants ADD COLUMN record_tone boolean NOT NULL DEFAULT false")


def downgrade() -> None:
    """Take the column away, with what it says."""
    op.execute("ALTER TABLE tenants DROP COLUMN record_tone")
