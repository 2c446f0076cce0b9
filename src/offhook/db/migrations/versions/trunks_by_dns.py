"""Trunks whose port and transport are what DNS says.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Allow port 0 and the transport `auto`."""
    _allow(0, "'udp', 'tcp', 'tls', 'auto'")


def downgrade() -> None:
    """Forbid them; such trunks get the usual port and UDP."""
    op.execute("UPDATE trunks SET port = CASE transport WHEN 'tls' THEN 5061 ELSE 5060 END WHERE port = 0")
    op.execute("UPDATE trunks SET transport = 'udp' WHERE transport = 'auto'")
    _allow(1, "'udp', 'tcp', 'tls'")


def _allow(least_port: int, transports: str) -> None:
    op.execute("ALTER TABLE trunks DROP CONSTRAINT trunks_transport_check, DROP CONSTRAINT trunks_port_check")
    op.execute(
        f"ALTER TABLE trunks ADD CONSTRAINT trunks_transport_check CHECK (transport IN ({transports})),"
        f" ADD CONSTRAINT trunks_port_check CHECK (port BETWEEN {least_port} AND 65535)"
    )
