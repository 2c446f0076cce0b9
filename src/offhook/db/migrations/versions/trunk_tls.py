"""Trunks by TLS, and the authority that an operator's certificate is proven by.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and allow the transport."""
    op.execute("ALTER TABLE trunks ADD COLUMN authority text")
    _allow("'udp', 'tcp', 'tls'")


def downgrade() -> None:
    """Take the column away; trunks by TLS become trunks by TCP."""
    op.execute("ALTER TABLE trunks DROP COLUMN authority")
    op.execute("UPDATE trunks SET transport = 'tcp' WHERE transport = 'tls'")
    _allow("'udp', 'tcp'")


def _allow(transports: str) -> None:
    op.execute("ALTER TABLE trunks DROP CONSTRAINT trunks_transport_check")
    op.execute(f"ALTER TABLE trunks ADD CONSTRAINT trunks_transport_check CHECK (transport IN ({transports}))")
