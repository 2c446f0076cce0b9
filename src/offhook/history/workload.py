"""What each person of the session's company did on the telephone since a moment, from the history.

Invariant: a call counts once for a person, on however many telephones it rang.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import text

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

# Who was rung and answered took the call, who asked for it made it. Nobody missed what a colleague answered.
_FIGURES = text("""
    SELECT l.party->>'person_id' AS person,
        count(DISTINCT c.id) FILTER (WHERE l.direction = 'outbound' AND l.answered_at IS NOT NULL) AS taken,
        count(DISTINCT c.id) FILTER (WHERE l.direction = 'inbound') AS made,
        count(DISTINCT c.id) FILTER (WHERE l.direction = 'outbound' AND c.connected_at IS NULL
            AND c.ended_at IS NOT NULL) AS missed,
        COALESCE(sum(extract(epoch FROM COALESCE(l.ended_at, now()) - l.answered_at))
            FILTER (WHERE c.connected_at IS NOT NULL), 0)::float AS talking_s
    FROM calls c JOIN call_legs l ON l.tenant_id = c.tenant_id AND l.call_id = c.id
    WHERE c.started_at >= :since AND l.party->>'person_id' IS NOT NULL
    GROUP BY 1
""")


class Figures(NamedTuple):
    """Calls taken, made and missed, and the seconds of all conversations."""

    taken: int = 0
    made: int = 0
    missed: int = 0
    talking_s: float = 0.0


async def workload(session: AsyncSession, since: datetime) -> dict[str, Figures]:
    """Return the figures of the calls that began since then, by person."""
    rows = await session.execute(_FIGURES, {"since": since})
    return {row.person: Figures(row.taken, row.made, row.missed, row.talking_s) for row in rows}
