"""Extensions by which queues are reached, and where their callers go when no agent takes them.

Revision ID: 0036
Revises: 0035
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.conferences import _allow

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    _allow("'person', 'echo', 'conference', 'box', 'paging', 'queue'")
    op.execute("ALTER TABLE extensions ADD COLUMN queue_id uuid")
    op.execute("ALTER TABLE extensions ADD COLUMN overflow text NOT NULL DEFAULT ''")


def downgrade() -> None:
    """Take them away, with those numbers."""
    op.execute("DELETE FROM extensions WHERE kind = 'queue'")
    op.execute("ALTER TABLE extensions DROP COLUMN overflow")
    op.execute("ALTER TABLE extensions DROP COLUMN queue_id")
    _allow("'person', 'echo', 'conference', 'box', 'paging'")
