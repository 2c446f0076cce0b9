"""Forms of all kinds of nodes, with words for every kind, field and exit."""

from __future__ import annotations

import json

import pytest

from offhook.scenario.fault_words import WHEN_RUSSIAN
from offhook.scenario.forms import form, kind_name, kinds
from offhook.scenario.node_words import FIELDS, KINDS, LANGUAGES, field_text, kind_text

ALL = [pytest.param(kind, id=kind_name(kind)) for kind in kinds()]


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_and_field_has_words(kind: type, language: str) -> None:
    schema = form(kind, language)
    assert kind_name(kind) in KINDS
    assert schema["title"] == kind_text(kind_name(kind), language)
    for one in (schema, *schema.get("$defs", {}).values()):
        for name, field in one.get("properties", {}).items():
            if name != "kind" and one.get("title") != "Spoken":
                assert name in FIELDS, name
                assert field["title"] == field_text(name, language)
    json.dumps(schema)


@pytest.mark.parametrize("kind", ALL)
def test_exits_say_when_they_are_taken(kind: type) -> None:
    english, russian = form(kind, "en"), form(kind, "ru")
    for one, other in zip(properties(english), properties(russian), strict=True):
        if exit_ := one.get("x-exit"):
            assert exit_["text"] == exit_["when"] in WHEN_RUSSIAN
            assert other["x-exit"]["text"] == WHEN_RUSSIAN[exit_["when"]]


def properties(schema: dict) -> list[dict]:
    return [
        field for one in (schema, *schema.get("$defs", {}).values()) for field in one.get("properties", {}).values()
    ]


def test_names_are_marked_for_choice() -> None:
    (ring,) = [form(kind, "en") for kind in kinds() if kind_name(kind) == "ring"]
    assert ring["properties"]["members"]["x-names"] == "member"
    assert ring["properties"]["busy"]["x-exit"]["instead"] == "unanswered"
    assert kind_text("of_tomorrow") == "Of tomorrow"
