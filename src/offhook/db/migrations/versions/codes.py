"""Feature codes of a company: those that differ from the usual ones.

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; all companies have the usual codes."""
    op.execute(
        "ALTER TABLE tenants ADD COLUMN codes jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(codes) = 'object')"
    )


def downgrade() -> None:
    """Take the column away, with what it says."""
    op.execute("ALTER TABLE tenants DROP COLUMN codes")
