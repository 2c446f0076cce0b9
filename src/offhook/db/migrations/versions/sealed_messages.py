"""Messages are sealed as recordings are, and each sealed file's row says with which key.

Revision ID: 0040
Revises: 0039
"""

from __future__ import annotations

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is known of a sealed file; messages of before are sealed by the worker."""
    op.execute("ALTER TABLE voicemails ADD COLUMN sealed_at timestamptz")
    op.execute("ALTER TABLE voicemails ADD COLUMN key_id uuid")
    op.execute("CREATE INDEX voicemails_plain_idx ON voicemails (tenant_id, at) WHERE sealed_at IS NULL")
    op.execute("ALTER TABLE recordings ADD COLUMN key_id uuid")
    op.execute("ALTER TABLE company_keys ADD COLUMN made_by text NOT NULL DEFAULT ''")


def downgrade() -> None:
    """Forget it; sealed messages can be heard no longer."""
    op.execute("ALTER TABLE company_keys DROP COLUMN made_by")
    op.execute("ALTER TABLE recordings DROP COLUMN key_id")
    op.execute("DROP INDEX voicemails_plain_idx")
    op.execute("ALTER TABLE voicemails DROP COLUMN key_id")
    op.execute("ALTER TABLE voicemails DROP COLUMN sealed_at")
