"""Conferences have a second PIN, of who leads them.

Revision ID: 0030
Revises: 0029
"""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; conferences go on being led by all people of the company."""
    op.execute("ALTER TABLE extensions ADD COLUMN moderator_pin text CHECK (moderator_pin ~ '^[0-9]{1,15}$')")


def downgrade() -> None:
    """Take the column away."""
    op.execute("ALTER TABLE extensions DROP COLUMN moderator_pin")
