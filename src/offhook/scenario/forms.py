"""The forms of all kinds of nodes as JSON Schema, for whoever draws scenarios.

A field that is a line to another node has `x-exit`, one that names something of the company `x-names`; titles are in
the language of whoever asks (`scenario/node_words.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from offhook.scenario.fault_words import when_text
from offhook.scenario.node_words import field_text, kind_text
from offhook.scenario.nodes import AnyNode

if TYPE_CHECKING:
    from offhook.scenario.node import Node


def kinds() -> list[type[Node]]:
    """Return all kinds of nodes, by name."""
    union, *_ = get_args(AnyNode)
    found: tuple[type[Node], ...] = get_args(union)
    return sorted(found, key=kind_name)


def kind_name(kind: type[Node]) -> str:
    """Return the name of a kind, as it stands in graphs."""
    name: str = kind.model_fields["kind"].default
    return name


def form(kind: type[Node], language: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind's form, with titles in a language."""
    schema = kind.model_json_schema()
    for one in (schema, *schema.get("$defs", {}).values()):
        for name, field in one.get("properties", {}).items():
            field["title"] = field_text(name, language)
            if exit_ := field.get("x-exit"):
                exit_["text"] = when_text(exit_["when"], language)
    schema["title"] = kind_text(kind_name(kind), language)
    return schema
