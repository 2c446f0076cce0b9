"""Who runs the installation, beyond its own company.

Revision ID: 0037
Revises: 0036
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the administrators of the first company run the installation, as it was set up with that."""
    op.execute("ALTER TABLE users ADD COLUMN provider boolean NOT NULL DEFAULT false")
    connection = op.get_bind()
    first = connection.scalar(sa.text("SELECT id::text FROM tenants ORDER BY id LIMIT 1"))  # UUIDv7: the oldest
    if first is not None:  # as that company, because row-level security binds the owner as well
        connection.execute(sa.text("SELECT set_config('offhook.tenant', :tenant, true)"), {"tenant": first})
        op.execute("UPDATE users SET provider = true WHERE role = 'admin'")
        connection.execute(sa.text("SELECT set_config('offhook.tenant', '', true)"))


def downgrade() -> None:
    """Take the column away: the administrators of all companies run the installation."""
    op.execute("ALTER TABLE users DROP COLUMN provider")
