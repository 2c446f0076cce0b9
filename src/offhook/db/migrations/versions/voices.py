"""How the voice of a device is treated.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; voices stay as they are."""
    op.execute(
        "ALTER TABLE devices "
        "ADD COLUMN gain_db smallint NOT NULL DEFAULT 0 CHECK (gain_db BETWEEN -30 AND 30), "
        "ADD COLUMN agc boolean NOT NULL DEFAULT false, "
        "ADD COLUMN denoise boolean NOT NULL DEFAULT false"
    )


def downgrade() -> None:
    """Take the columns away, with what they say."""
    for column in ("gain_db", "agc", "denoise"):
        op.execute(f"ALTER TABLE devices DROP COLUMN {column}")
