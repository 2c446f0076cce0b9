"""How colleagues find people: department, position, mobile number, and who is hidden.

Revision ID: 0039
Revises: 0038
"""

from __future__ import annotations

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; everybody is found, nobody has a department yet."""
    op.execute(
        "ALTER TABLE people ADD COLUMN department text NOT NULL DEFAULT '', "
        "ADD COLUMN position text NOT NULL DEFAULT '', ADD COLUMN mobile text NOT NULL DEFAULT '', "
        "ADD COLUMN share_mobile boolean NOT NULL DEFAULT false, ADD COLUMN hidden boolean NOT NULL DEFAULT false"
    )


def downgrade() -> None:
    """Take the columns away, with what they say."""
    for column in ("department", "position", "mobile", "share_mobile", "hidden"):
        op.execute(f"ALTER TABLE people DROP COLUMN {column}")
