"""What requests carry: no field that is not known is taken in silence, in no resource."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError

from offhook.api.app import RESOURCES
from offhook.api.rules import RulesChange


def models_in(found: Any, seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    if isinstance(found, type) and issubclass(found, BaseModel):
        if found not in seen:
            seen.add(found)
            for field in found.model_fields.values():
                models_in(field.annotation, seen)
    else:
        for inner in get_args(found):
            models_in(inner, seen)
    return seen


def test_no_request_has_fields_that_are_not_known() -> None:
    bodies: set[type[BaseModel]] = set()
    for module in RESOURCES:
        for route in module.router.routes:
            if isinstance(route, APIRoute) and route.body_field is not None:
                models_in(route.body_field.field_info.annotation, bodies)
    assert len(bodies) > 40
    assert not [one.__name__ for one in bodies if one.model_config.get("extra") != "forbid"]


def test_the_field_is_told() -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(RulesChange).validate_python({"forwards": [{"when": "busy", "to": "202", "shown": "x"}]})
    assert refused.value.errors()[0]["loc"] == ("forwards", 0, "shown")
