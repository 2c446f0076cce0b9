"""Whether devices and trunks may show and see.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns: telephones may, operators are asked first."""
    op.execute("ALTER TABLE devices ADD COLUMN video boolean NOT NULL DEFAULT true")
    op.execute("ALTER TABLE trunks ADD COLUMN video boolean NOT NULL DEFAULT false")


def downgrade() -> None:
    """Take the columns away; nobody's video depends on them then."""
    for table in ("devices", "trunks"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN video")
