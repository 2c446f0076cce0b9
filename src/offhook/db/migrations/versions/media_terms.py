"""Encryption of devices and trunks, and what each leg of the history spoke.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; devices and trunks that are there take encryption where it is offered."""
    for table in ("devices", "trunks"):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN encryption text NOT NULL DEFAULT 'optional' "
            "CHECK (encryption IN ('off', 'optional', 'required'))"
        )
    op.execute("ALTER TABLE call_legs ADD COLUMN transport text, ADD COLUMN codec text, ADD COLUMN encryption text")


def downgrade() -> None:
    """Take the columns away, with what they say."""
    for table in ("devices", "trunks"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN encryption")
    op.execute("ALTER TABLE call_legs DROP COLUMN transport, DROP COLUMN codec, DROP COLUMN encryption")
