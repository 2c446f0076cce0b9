"""How many calls a trunk carries, and when to warn.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; trunks that are there have no limits."""
    op.execute(
        "ALTER TABLE trunks "
        "ADD COLUMN channels_in integer NOT NULL DEFAULT 0 CHECK (channels_in >= 0), "
        "ADD COLUMN channels_out integer NOT NULL DEFAULT 0 CHECK (channels_out >= 0), "
        "ADD COLUMN channels integer NOT NULL DEFAULT 0 CHECK (channels >= 0), "
        "ADD COLUMN alarm_percent integer NOT NULL DEFAULT 80 CHECK (alarm_percent BETWEEN 1 AND 100)"
    )


def downgrade() -> None:
    """Take the columns away, with what they say."""
    for column in ("channels_in", "channels_out", "channels", "alarm_percent"):
        op.execute(f"ALTER TABLE trunks DROP COLUMN {column}")
