"""What integrators read of each operation: whole, true to its own schema, and by a name of its own."""

from __future__ import annotations

from functools import cache
from typing import Any

import jsonschema_rs
import pytest

from offhook.api.openapi import description

JSON = "application/json"


@cache
def whole() -> dict[str, Any]:
    return description()


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, one) for path, methods in whole()["paths"].items() for method, one in methods.items()]


def resolved(response: dict[str, Any]) -> dict[str, Any]:
    found = whole()["components"]["responses"][response["$ref"].rpartition("/")[2]] if "$ref" in response else response
    assert isinstance(found, dict)
    return found


def check(content: dict[str, Any], where: str) -> None:
    examples = [content["example"]] if "example" in content else [one["value"] for one in content["examples"].values()]
    validator = jsonschema_rs.validator_for({**content["schema"], "components": whole()["components"]})
    for example in examples:
        faults = [f"{where}: {one.message}" for one in validator.iter_errors(example)]
        assert not faults, faults[:3]


def test_every_operation_says_what_it_does() -> None:
    names = set()
    for path, method, one in operations():
        where = f"{method} {path}"
        assert one["summary"], where
        assert one["description"].endswith((".", ")")), where
        assert one["tags"], where
        assert one["operationId"] not in names, where
        names.add(one["operationId"])
        for parameter in one.get("parameters", ()):
            assert parameter.get("description") or parameter["in"] == "path" or parameter["schema"], where


def test_every_request_and_answer_has_an_example_that_is_true() -> None:
    for path, method, one in operations():
        where = f"{method} {path}"
        for kind, content in one.get("requestBody", {}).get("content", {}).items():
            if kind == JSON:
                check(content, f"request of {where}")
        for status, response in one["responses"].items():
            for kind, content in resolved(response).get("content", {}).items():
                if kind == JSON or int(status) >= 400:
                    check(content, f"{status} of {where}")


@pytest.mark.parametrize(
    ("method", "header", "statuses"),
    [("get", "If-None-Match", {"304"}), ("post", "Idempotency-Key", {"409", "422"}), ("patch", "If-Match", {"412"}),
     ("put", "If-Match", {"412"}), ("delete", "If-Match", {"412"})],
)  # fmt: skip
def test_what_all_share_is_told_of_each(method: str, header: str, statuses: set[str]) -> None:
    for path, used, one in operations():
        gives_json = method != "get" or JSON in one["responses"].get("200", {}).get("content", {})
        if used == method and "security" in one and gives_json:
            assert header in {parameter["name"] for parameter in one["parameters"] if parameter["in"] == "header"}, path
            assert statuses | {"401", "403", "429", "503"} <= set(one["responses"]), path
            for status, response in one["responses"].items():
                if int(status) < 300:
                    assert {"RateLimit", "RateLimit-Policy"} <= set(response["headers"]), path
