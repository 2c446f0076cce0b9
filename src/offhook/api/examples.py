"""Examples of models for the API's description: what their fields show, and for others something that is allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DEEPEST = 8
ID = "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"
TEXTS = {
    "name": "Front desk",
    "label": "Front desk",
    "login": "anna",
    "email": "anna@example.com",
    "language": "en",
    "number": "201",
    "from": "+37255512345",
    "url": "https://crm.example.com/hooks",
    "next_cursor": "MTc5MDAwMDAwMDAwMDAwMC4wMTk3YzFhMg",
    "timezone": "Europe/Tallinn",
    "address": "192.0.2.7",
    "host": "sip.example.com",
}
FORMATS = {
    "date-time": "2026-11-23T09:00:00Z",
    "date": "2026-11-23",
    "time": "09:00:00",
    "uuid": ID,
    "uri": "https://crm.example.com/",
    "binary": "",
}


def example_of(schema: Mapping[str, Any], components: Mapping[str, Any], *, asked: bool) -> Any:
    """Return a value of a schema; one that is `asked` for has what must be there and what its fields show."""
    return _Maker(components, asked=asked).make(schema, "", 0)


class _Maker:
    def __init__(self, components: Mapping[str, Any], *, asked: bool) -> None:
        self._components = components
        self._asked = asked

    def make(self, schema: Mapping[str, Any], name: str, depth: int) -> Any:
        """Return a value for the field `name`."""
        if "$ref" in schema:
            return self.make(self._components[schema["$ref"].rpartition("/")[2]], name, depth + 1)
        told = [schema[key][0] for key in ("examples", "enum") if schema.get(key)]
        told += [schema[key] for key in ("example", "const", "default") if schema.get(key) is not None]
        if told:
            return told[0]
        for key in ("anyOf", "oneOf", "allOf"):
            if key in schema:
                return self._choice(schema[key], name, depth)
        return self._typed(schema, name, depth)

    def _choice(self, choices: Sequence[Mapping[str, Any]], name: str, depth: int) -> Any:
        real = [one for one in choices if one.get("type") != "null"]
        if not real or (depth > DEEPEST and len(real) < len(choices)):
            return None
        return self.make(real[0], name, depth)

    def _typed(self, schema: Mapping[str, Any], name: str, depth: int) -> Any:
        match schema.get("type"):
            case "object":
                return self._object(schema, depth)
            case "array" if depth <= DEEPEST or schema.get("minItems", 0):
                items = schema.get("prefixItems") or [schema.get("items", {})]
                return [self.make(one, name, depth + 1) for one in items]
            case "string":
                return _text(schema, name)
            case "integer" | "number":
                return min(max(1, schema.get("minimum", 1)), schema.get("maximum", max(1, schema.get("minimum", 1))))
        return {"boolean": True, "array": [], "null": None}.get(schema.get("type", ""), {})

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        required = set(schema.get("required", ()))
        fields = schema.get("properties", {})
        shown = {
            field: one for field, one in fields.items() if not self._asked or field in required or one.get("examples")
        }
        if not shown and fields and self._asked:
            shown = dict(list(fields.items())[:1])
        return {field: self.make(one, field, depth + 1) for field, one in shown.items()}


def _text(schema: Mapping[str, Any], name: str) -> str:
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    if name == "id" or name.endswith("_id"):
        return ID
    text = TEXTS.get(name, name.replace("_", " ") or "text")
    return text[: schema.get("maxLength", len(text))].ljust(schema.get("minLength", 0), "x")
