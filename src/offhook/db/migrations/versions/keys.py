"""How the keys of devices and trunks are carried.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MODES = "'auto', 'rfc4733', 'info', 'inband'"


def upgrade() -> None:
    """Add the columns; everybody's keys are carried as agreed."""
    for table in ("devices", "trunks"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN dtmf text NOT NULL DEFAULT 'auto' CHECK (dtmf IN ({MODES}))")


def downgrade() -> None:
    """Take the columns away, with what they say."""
    for table in ("devices", "trunks"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN dtmf")
