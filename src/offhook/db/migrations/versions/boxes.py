"""Mailboxes: their settings, boxes with numbers of their own, messages that are deleted, forwarded or commented.

Revision ID: 0028
Revises: 0027
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.conferences import _allow

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; boxes that are there stay as they were, without a limit to what they hold."""
    _allow("'person', 'echo', 'conference', 'box'")
    op.execute(
        """ALTER TABLE extensions ADD COLUMN box jsonb NOT NULL DEFAULT '{"most": 0}'
        CHECK (jsonb_typeof(box) = 'object')"""
    )
    op.execute("ALTER TABLE extensions ALTER COLUMN box SET DEFAULT '{}'")
    op.execute(
        "ALTER TABLE voicemails ADD COLUMN deleted_at timestamptz, ADD COLUMN forwarded_by text NOT NULL DEFAULT '',"
        " ADD COLUMN comment text NOT NULL DEFAULT ''"
    )
    op.execute("CREATE INDEX voicemails_all_idx ON voicemails (tenant_id, at DESC, id DESC) WHERE deleted_at IS NULL")
    op.execute(
        "CREATE INDEX voicemails_new_idx ON voicemails (tenant_id, extension_id, at)"
        " WHERE heard_at IS NULL AND deleted_at IS NULL"
    )
    op.execute("CREATE INDEX voicemails_deleted_idx ON voicemails (tenant_id, deleted_at) WHERE deleted_at IS NOT NULL")


def downgrade() -> None:
    """Take them away, with messages that are deleted and with boxes of their own."""
    op.execute("DELETE FROM voicemails WHERE deleted_at IS NOT NULL")
    for index in ("all", "new", "deleted"):
        op.execute(f"DROP INDEX IF EXISTS voicemails_{index}_idx")
    op.execute("ALTER TABLE voicemails DROP COLUMN deleted_at, DROP COLUMN forwarded_by, DROP COLUMN comment")
    op.execute("ALTER TABLE extensions DROP COLUMN box")
    op.execute("DELETE FROM extensions WHERE kind = 'box'")
    _allow("'person', 'echo', 'conference'")
