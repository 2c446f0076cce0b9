"""Requests with an Idempotency-Key; and links to recordings are in the audit log, too.

Revision ID: 0047
Revises: 0046
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.audit import audited
from offhook.db.migrations.versions.first_schema import COMPANY, TENANT

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, empty, and the trigger."""
    op.execute(f"""
        CREATE TABLE idempotent_requests ({COMPANY},
            user_id uuid NOT NULL,
            key text NOT NULL,
            fingerprint bytea NOT NULL,
            doer uuid NOT NULL,
            answer_sealed bytea,
            created_at timestamptz NOT NULL DEFAULT now(),
            expires_at timestamptz NOT NULL,
            UNIQUE (tenant_id, user_id, key),
            FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
        )
    """)
    op.execute("CREATE INDEX idempotent_requests_expiry_idx ON idempotent_requests (tenant_id, expires_at)")
    op.execute("ALTER TABLE idempotent_requests ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE idempotent_requests FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY company ON idempotent_requests USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON idempotent_requests TO offhook_app")
    audited("recording_links", "token_hash", "created_at", "recording_id")


def downgrade() -> None:
    """Forget them."""
    op.execute("DROP TRIGGER audited ON recording_links")
    op.execute("DROP TABLE idempotent_requests")
