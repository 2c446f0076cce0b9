"""How events and owed calls are found by their calls.

Revision ID: 0052
Revises: 0051
"""

from __future__ import annotations

from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the indexes."""
    op.execute("""CREATE INDEX events_call_idx ON events (tenant_id, call_id)
        WHERE kind IN ('recording.ready', 'voicemail.left', 'owed_call.made', 'owed_call.closed')""")
    op.execute("CREATE INDEX owed_calls_closed_by_idx ON owed_calls (tenant_id, closed_by)")


def downgrade() -> None:
    """Take them away."""
    op.execute("DROP INDEX owed_calls_closed_by_idx")
    op.execute("DROP INDEX events_call_idx")
