"""Who changed and who published a scenario's version, and since when and by whom a version answers.

Revision ID: 0023
Revises: 0022
"""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; versions that are there were changed last when they were made."""
    op.execute(
        "ALTER TABLE scenario_versions ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now(), "
        "ADD COLUMN published_by uuid"
    )
    op.execute("ALTER TABLE scenarios ADD COLUMN answers_since timestamptz, ADD COLUMN answers_by uuid")
    op.execute("ALTER TABLE scenario_versions NO FORCE ROW LEVEL SECURITY")  # for all companies at once
    op.execute("UPDATE scenario_versions SET changed_at = created_at")
    op.execute("ALTER TABLE scenario_versions FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    """Take the columns away, with what they say."""
    op.execute("ALTER TABLE scenario_versions DROP COLUMN changed_at, DROP COLUMN published_by")
    op.execute("ALTER TABLE scenarios DROP COLUMN answers_since, DROP COLUMN answers_by")
