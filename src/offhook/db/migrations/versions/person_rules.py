"""How people want to be called: do not disturb, forwarding, turns of telephones, own lists.

Revision ID: 0024
Revises: 0023
"""

from __future__ import annotations

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; all phones of a person ring together, as before."""
    op.execute(
        "ALTER TABLE extensions ADD COLUMN rules jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(rules) = 'object')"
    )


def downgrade() -> None:
    """Take the column away, with what it says."""
    op.execute("ALTER TABLE extensions DROP COLUMN rules")
