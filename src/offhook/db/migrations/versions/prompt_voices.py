"""Prompts that are spoken from a text remember by which voice, and how fast.

Revision ID: 0051
Revises: 0050
"""

from __future__ import annotations

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Those of before are spoken in the usual voice."""
    op.execute("ALTER TABLE prompts ADD COLUMN voice text NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE prompts ADD COLUMN speed integer NOT NULL DEFAULT 100")


def downgrade() -> None:
    """Forget both; sounds stay as they are."""
    op.execute("ALTER TABLE prompts DROP COLUMN speed")
    op.execute("ALTER TABLE prompts DROP COLUMN voice")
