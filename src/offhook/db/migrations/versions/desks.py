"""Shared telephones: who sits there, what may be dialled where nobody does, when one is logged out.

Revision ID: 0035
Revises: 0034
"""

from __future__ import annotations

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns: no telephone is shared, and nobody is logged out by the clock."""
    op.execute(
        """
        ALTER TABLE devices
            ADD COLUMN shared boolean NOT NULL DEFAULT false,
            ADD COLUMN idle_calls text NOT NULL DEFAULT 'internal' CHECK (idle_calls IN ('emergency', 'internal')),
            ADD COLUMN seat_id uuid,
            ADD COLUMN seated_at bigint NOT NULL DEFAULT 0,
            ADD CHECK (NOT shared OR person_id IS NULL),
            ADD CONSTRAINT devices_tenant_id_seat_id_fkey
                FOREIGN KEY (tenant_id, seat_id) REFERENCES people ON DELETE SET NULL (seat_id)
        """
    )
    op.execute(
        "ALTER TABLE tenants ADD COLUMN desk_hours integer NOT NULL DEFAULT 0 CHECK (desk_hours >= 0), "
        "ADD COLUMN desk_logout text NOT NULL DEFAULT ''"
    )


def downgrade() -> None:
    """Take the columns away."""
    op.execute("ALTER TABLE tenants DROP COLUMN desk_hours, DROP COLUMN desk_logout")
    op.execute(
        "ALTER TABLE devices DROP COLUMN shared, DROP COLUMN idle_calls, DROP COLUMN seat_id, DROP COLUMN seated_at"
    )
