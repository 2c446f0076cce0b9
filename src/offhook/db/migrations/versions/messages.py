"""Text messages that wait for a person of the company whose telephones are away.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.first_schema import COMPANY, TENANT

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table with its policy."""
    op.execute(
        f"""
        CREATE TABLE messages ({COMPANY},
            extension_id uuid NOT NULL,
            at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            sender_number text NOT NULL,
            sender_name text NOT NULL,
            content_type text NOT NULL,
            body bytea NOT NULL CHECK (octet_length(body) <= 65536),
            FOREIGN KEY (tenant_id, extension_id) REFERENCES extensions ON DELETE CASCADE
        )
        """
    )
    op.execute("CREATE INDEX messages_waiting_idx ON messages (tenant_id, extension_id, at)")
    op.execute("ALTER TABLE messages ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE messages FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY company ON messages USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON messages TO offhook_app")


def downgrade() -> None:
    """Take the table away, with what waits in it."""
    op.execute("DROP TABLE messages")
