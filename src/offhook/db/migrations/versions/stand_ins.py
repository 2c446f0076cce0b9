"""Extensions that lead to a scenario; scenarios that stand in for another one.

Revision ID: 0038
Revises: 0037
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.conferences import _allow

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    _allow("'person', 'echo', 'conference', 'box', 'paging', 'queue', 'scenario'")
    op.execute(
        "ALTER TABLE extensions ADD COLUMN scenario_id uuid, "
        "ADD CONSTRAINT extensions_tenant_id_scenario_id_fkey FOREIGN KEY (tenant_id, scenario_id) REFERENCES scenarios"
    )
    op.execute(
        "ALTER TABLE scenarios ADD COLUMN stand_in_id uuid, "
        "ADD CONSTRAINT scenarios_tenant_id_stand_in_id_fkey "
        "FOREIGN KEY (tenant_id, stand_in_id) REFERENCES scenarios"
    )


def downgrade() -> None:
    """Take them away, with the extensions."""
    op.execute("ALTER TABLE scenarios DROP COLUMN stand_in_id")
    op.execute("DELETE FROM extensions WHERE kind = 'scenario'")
    op.execute("ALTER TABLE extensions DROP COLUMN scenario_id")
    _allow("'person', 'echo', 'conference', 'box', 'paging', 'queue'")
