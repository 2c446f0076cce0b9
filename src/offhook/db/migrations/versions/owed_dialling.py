"""Which calls tried in vain to reach a caller who is owed one, and when the last of them did.

Revision ID: 0031
Revises: 0030
"""

from __future__ import annotations

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Begin to count: what was tried before is in the history only."""
    op.execute("ALTER TABLE owed_calls ADD COLUMN tried_by uuid[] NOT NULL DEFAULT '{}'")
    op.execute("ALTER TABLE owed_calls ADD COLUMN tried_at timestamptz")


def downgrade() -> None:
    """Count no longer."""
    op.execute("ALTER TABLE owed_calls DROP COLUMN tried_at")
    op.execute("ALTER TABLE owed_calls DROP COLUMN tried_by")
