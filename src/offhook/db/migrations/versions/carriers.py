"""How operators are told who calls, what is believed of theirs, and which redirections are followed.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; trunks and devices that are there go on as they did."""
    op.execute(
        "ALTER TABLE trunks "
        "ADD COLUMN identity text NOT NULL DEFAULT 'pai' CHECK (identity IN ('from', 'pai', 'ppi', 'rpid')), "
        "ADD COLUMN trusted boolean NOT NULL DEFAULT false, "
        "ADD COLUMN withhold boolean NOT NULL DEFAULT false, "
        "ADD COLUMN forwarded text NOT NULL DEFAULT 'diversion' "
        "CHECK (forwarded IN ('none', 'diversion', 'history-info')), "
        "ADD COLUMN redirects text NOT NULL DEFAULT 'same_host' "
        "CHECK (redirects IN ('refuse', 'same_host', 'any', 'pass')), "
        "ADD COLUMN large_by_tcp boolean NOT NULL DEFAULT true"
    )
    op.execute(
        "ALTER TABLE devices "
        "ADD COLUMN redirects text NOT NULL DEFAULT 'follow' CHECK (redirects IN ('follow', 'refuse'))"
    )


def downgrade() -> None:
    """Take the columns away, with what they say."""
    op.execute("ALTER TABLE devices DROP COLUMN redirects")
    for column in ("identity", "trusted", "withhold", "forwarded", "redirects", "large_by_tcp"):
        op.execute(f"ALTER TABLE trunks DROP COLUMN {column}")
