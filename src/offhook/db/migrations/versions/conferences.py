"""Conferences as extensions, with a PIN if they want one.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Allow the kind and add the column."""
    op.execute("ALTER TABLE extensions ADD COLUMN pin text CHECK (pin ~ '^[0-9]{1,15}$')")
    _allow("'person', 'echo', 'conference'")


def downgrade() -> None:
    """Take conferences away."""
    op.execute("DELETE FROM extensions WHERE kind = 'conference'")
    _allow("'person', 'echo'")
    op.execute("ALTER TABLE extensions DROP COLUMN pin")


def _allow(kinds: str) -> None:
    op.execute("ALTER TABLE extensions DROP CONSTRAINT extensions_kind_check")
    op.execute(f"ALTER TABLE extensions ADD CONSTRAINT extensions_kind_check CHECK (kind IN ({kinds}))")
