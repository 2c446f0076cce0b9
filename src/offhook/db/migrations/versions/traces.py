"""The SIP Call-ID of each leg, by which its messages are found in the traces.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.execute("ALTER TABLE call_legs ADD COLUMN sip_call_id text")


def downgrade() -> None:
    """Remove it again."""
    op.execute("ALTER TABLE call_legs DROP COLUMN sip_call_id")
