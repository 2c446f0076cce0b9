"""What of a company its scenarios need, so that nothing is removed under a caller's feet.

Invariant: the version that answers calls and the draft count; older versions do not, and are refused by the verifier
when they are to answer again with something missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from offhook.errors import RemoteError
from offhook.scenario.graph import read_graph
from offhook.scenario.tables import ScenarioRow, ScenarioVersionRow

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from offhook.scenario.node import ThingKind


async def scenarios_naming(session: AsyncSession, kind: ThingKind, name: str) -> list[tuple[str, str]]:
    """Return ("scenarios", its name) of each scenario that names a thing of this kind, by name."""
    version = ScenarioVersionRow
    query = (
        select(ScenarioRow.id, ScenarioRow.name, version.graph)
        .join(version, (version.tenant_id == ScenarioRow.tenant_id) & (version.scenario_id == ScenarioRow.id))
        .where(or_(version.version == ScenarioRow.published, version.published_at.is_(None)))
    )
    rows = await session.execute(query)
    # A scenario that leads to itself does not need itself.
    return sorted({("scenarios", title) for id_, title, graph in rows if id_ != name and _names(graph, kind, name)})


def _names(stored: dict[str, Any], kind: ThingKind, name: str) -> bool:
    try:
        graph = read_graph(stored)
    except RemoteError:
        return False  # nothing of it is ever run
    return any(named.kind == kind and named.name == name for node in graph.nodes.values() for named in node.names())
