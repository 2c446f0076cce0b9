"""Who may supervise conversations, and whether those who are listened to hear a beep.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; nobody may supervise until somebody says so."""
    op.execute("ALTER TABLE people ADD COLUMN may_supervise boolean NOT NULL DEFAULT false")
    op.execute("ALTER TABLE tenants ADD COLUMN supervision_tone boolean NOT NULL DEFAULT false")


def downgrade() -> None:
    """Take the columns away, with what they say."""
    op.execute("ALTER TABLE tenants DROP COLUMN supervision_tone")
    op.execute("ALTER TABLE people DROP COLUMN may_supervise")
