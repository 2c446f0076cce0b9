"""How an operator writes telephone numbers.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; trunks that are there go on with E.164."""
    op.execute(
        "ALTER TABLE trunks ADD COLUMN formats jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(formats) = 'object')"
    )


def downgrade() -> None:
    """Take the column away, with what it says."""
    op.execute("ALTER TABLE trunks DROP COLUMN formats")
