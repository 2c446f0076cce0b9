"""Graphs of scenarios in their new form: ring nodes have `members`, and each graph has a `rescue`.

Invariant: all versions are rewritten, published ones too, so that any can be rolled back to; a graph that has the new
form is left alone. Each company is done as itself, because row-level security binds the owner as well.

Revision ID: 0020
Revises: 0019
"""

from __future__ import annotations

import json
from collections import deque
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import op

if TYPE_CHECKING:
    from collections.abc import Iterator

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rewrite the graphs of all companies."""
    for_each_graph(renewed)


def downgrade() -> None:
    """Write the graphs in their old form; node kinds that it does not know stay and are refused when they are read."""
    for_each_graph(former)


def for_each_graph(rewritten: Any) -> None:
    """Replace each graph by what `rewritten(graph)` returns."""
    connection = op.get_bind()
    for tenant in connection.scalars(sa.text("SELECT id::text FROM tenants ORDER BY id")).all():
        connection.execute(sa.text("SELECT set_config('offhook.tenant', :tenant, true)"), {"tenant": tenant})
        for version, graph in connection.execute(sa.text("SELECT id, graph FROM scenario_versions")).all():
            changed = rewritten(graph)
            if changed != graph:
                connection.execute(
                    sa.text("UPDATE scenario_versions SET graph = CAST(:graph AS jsonb) WHERE id = :id"),
                    {"graph": json.dumps(changed), "id": version},
                )
    connection.execute(sa.text("SELECT set_config('offhook.tenant', '', true)"))


def renewed(graph: dict[str, Any]) -> dict[str, Any]:
    """Return a graph in the new form."""
    nodes = graph.get("nodes")
    if not isinstance(nodes, dict):
        return graph  # no graph at all, which nothing has ever run
    found = {name: _renamed(node, "extensions", "members") for name, node in nodes.items()}
    return {**graph, "nodes": found, "rescue": graph.get("rescue") or _rescue(graph.get("start", ""), found)}


def former(graph: dict[str, Any]) -> dict[str, Any]:
    """Return a graph in the old form."""
    nodes = graph.get("nodes")
    if not isinstance(nodes, dict):
        return graph
    found = {name: _renamed(node, "members", "extensions") for name, node in nodes.items()}
    return {**{key: value for key, value in graph.items() if key != "rescue"}, "nodes": found}


def _renamed(node: dict[str, Any], before: str, after: str) -> dict[str, Any]:
    if node.get("kind") != "ring":
        return node
    return {after if key == before else key: value for key, value in node.items()}


def _rescue(start: str, nodes: dict[str, Any]) -> str:
    """Return the voicemail that is nearest to the start, else the nearest node that hangs up, else no node."""
    near = list(_from(start, nodes))
    for kind in ("voicemail", "hangup"):
        for name in near:
            if nodes[name].get("kind") == kind:
                return name
    return ""


def _from(start: str, nodes: dict[str, Any]) -> Iterator[str]:
    seen: set[str] = set()
    todo = deque([start])
    while todo:
        name = todo.popleft()
        if name in nodes and name not in seen:
            seen.add(name)
            yield name
            node = nodes[name]
            todo += [choice.get("next", "") for choice in node.get("choices", {}).values()]
            todo += [node.get(exit_, "") for exit_ in ("next", "unanswered", "otherwise")]
