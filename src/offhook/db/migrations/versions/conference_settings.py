"""How the conference of an extension is set up.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; conferences stay as they are."""
    op.execute(
        "ALTER TABLE extensions "
        "ADD COLUMN music boolean NOT NULL DEFAULT true, "
        "ADD COLUMN announce boolean NOT NULL DEFAULT true, "
        "ADD COLUMN places smallint NOT NULL DEFAULT 100 CHECK (places BETWEEN 2 AND 100), "
        "ADD COLUMN record boolean NOT NULL DEFAULT true"
    )


def downgrade() -> None:
    """Take the columns away, with what they say."""
    for column in ("music", "announce", "places", "record"):
        op.execute(f"ALTER TABLE extensions DROP COLUMN {column}")
