"""Extensions that call many telephones at once, which answer by themselves; who may do that.

Revision ID: 0033
Revises: 0032
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.conferences import _allow

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; all people may page and use the intercom until somebody says otherwise."""
    _allow("'person', 'echo', 'conference', 'box', 'paging'")
    op.execute("ALTER TABLE extensions ADD COLUMN members text[] NOT NULL DEFAULT '{}'")
    op.execute("ALTER TABLE people ADD COLUMN may_page boolean NOT NULL DEFAULT true")


def downgrade() -> None:
    """Take them away, with the groups."""
    op.execute("ALTER TABLE people DROP COLUMN may_page")
    op.execute("ALTER TABLE extensions DROP COLUMN members")
    op.execute("DELETE FROM extensions WHERE kind = 'paging'")
    _allow("'person', 'echo', 'conference', 'box'")
