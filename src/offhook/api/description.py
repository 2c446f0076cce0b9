"""The API's description (OpenAPI 3.1) as integrators read it: what all operations share is told here, once.

Invariant: each operation has a name of its own, says all statuses and headers that it may answer with, and shows a
request and an answer. Examples are made from the models: from their fields' `examples`, and from what a field must be.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from offhook.api.examples import example_of
from offhook.api.problems import MEDIA_TYPE

if TYPE_CHECKING:
    from fastapi import FastAPI

JSON = "application/json"
ABOUT = """Everything that the web application does can be done by this API.

Send an API token: `Authorization: Bearer offhook_…`. Times are RFC 3339 in UTC, numbers E.164, ids UUIDs. Errors are
`application/problem+json` (RFC 9457). Lists that grow have pages: `next_cursor` of one is `cursor` of the next."""
_IF_NONE_MATCH = "An `ETag` that was seen: 304 while it is the same"
_IF_MATCH = (
    "The `ETag` that was seen: 412 when somebody has changed it since; `*`: whatever it is, but it must be there"
)
_KEY = "A text of your choice, such as a UUID: sent again within 24 hours, the request is answered again and not done"
_HEADERS = {
    "RateLimit": ("What is left until when, of the limit nearest to its end", '"login";r=299;t=1'),
    "RateLimit-Policy": ("The limits: `q` requests in `w` seconds", '"login";q=300;w=15, "company";q=1500;w=15'),
    "ETag": ("Of this answer, for If-None-Match and If-Match", '"8f14e45fceea167a5a36dedd"'),
    "Retry-After": ("Seconds to wait", "1"),
    "WWW-Authenticate": ("How to say who you are", 'Bearer realm="offhook"'),
    "Idempotency-Replayed": ("`true`: this is the answer of then, and nothing was done", "true"),
}
_DETAILS = {
    401: "log in, or send an API token",
    403: "a login with the role agent may not do this",
    409: "this request is being done",
    412: "somebody changed it since you read it; read it again",
    413: "at most 1048576 bytes",
    422: "the request is not as described",
    429: "too many requests; wait a little",
    503: "the database is away at the moment",
}
_ERROR = 400
_CHANGING = frozenset({"put", "patch", "delete"})


def install(app: FastAPI) -> None:
    """Have an application describe itself so."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = describe(plain())
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's own way to extend it


def describe(schema: dict[str, Any]) -> dict[str, Any]:
    """Return FastAPI's description with all that operations share."""
    schema["info"]["description"] = ABOUT
    schema["servers"] = [{"url": "/"}]
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            operation["operationId"] = operation_id(method, path)
            operation["summary"] = operation["description"].partition("\n")[0].partition(": ")[0].rstrip(".")
            _add_headers(method, operation)
            _add_statuses(method, operation)
            _add_examples(operation, schema)
    _shared(schema)
    return schema


def operation_id(method: str, path: str) -> str:
    """Return the name of an operation, which clients call it by: `get_calls_by_id`, `post_calls_transfer`."""
    parts = path.removeprefix("/api/v1/").split("/")
    names = [part.replace("-", "_").replace(".", "_") for part in parts if not part.startswith("{")]
    return "_".join((method, *names)) + ("_by_id" if parts[-1].startswith("{") else "")


def _add_headers(method: str, operation: dict[str, Any]) -> None:
    parameters = operation.setdefault("parameters", [])
    names = {one["name"].lower() for one in parameters if one["in"] == "header"}
    wanted = {"get": ("If-None-Match", _IF_NONE_MATCH, 4096), "post": ("Idempotency-Key", _KEY, 257)}
    name, text, longest = wanted.get(method, ("If-Match", _IF_MATCH, 4096))
    gives_json = method != "get" or JSON in operation["responses"].get("200", {}).get("content", {})
    keyed = method != "post" or "security" in operation
    if name.lower() not in names and gives_json and keyed:
        parameters.append(
            {
                "name": name,
                "in": "header",
                "required": False,
                "schema": {"type": "string", "maxLength": longest, "title": name},
                "description": text,
            }
        )
    if not parameters:
        del operation["parameters"]


def _add_statuses(method: str, operation: dict[str, Any]) -> None:
    """Name all statuses; errors are shared by all operations."""
    responses = operation["responses"]
    wanted = {*(int(status) for status in responses), *_statuses(method, operation)}
    operation["responses"] = {
        str(status): {"$ref": f"#/components/responses/Problem{status}"} if status >= _ERROR else responses[str(status)]
        for status in sorted(wanted - {304})
    }
    if any(one["name"] == "If-None-Match" for one in operation.get("parameters", ())):
        operation["responses"]["304"] = {"$ref": "#/components/responses/NotModified"}
    for status, response in operation["responses"].items():
        if "$ref" not in response and "security" in operation:
            names = ["RateLimit", "RateLimit-Policy"]
            names += ["ETag"] if method == "get" and JSON in response.get("content", {}) else []
            names += ["Idempotency-Replayed"] if method == "post" and status.startswith("2") else []
            response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _statuses(method: str, operation: dict[str, Any]) -> set[int]:
    """Return the statuses that come from what all operations pass through."""
    statuses = {503}
    if "security" in operation:
        statuses |= {401, 403, 429} | ({409} if method == "post" else set())
    if operation.get("parameters") or "requestBody" in operation:
        statuses.add(422)
    if any(one["in"] in {"path", "query"} for one in operation.get("parameters", ())):
        statuses.add(404)  # an id that names nothing
    if "requestBody" in operation:
        statuses |= {400, 408, 413}
    return statuses | ({412} if method in _CHANGING else set())


def _problem(status: int) -> dict[str, Any]:
    phrase = HTTPStatus(status).phrase
    told = {"type": "about:blank", "title": phrase, "status": status}
    if status in _DETAILS:
        told["detail"] = _DETAILS[status]
    names = {429: ("Retry-After", "RateLimit", "RateLimit-Policy"), 503: ("Retry-After",), 401: ("WWW-Authenticate",)}
    return {
        "description": phrase,
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names.get(status, ())},
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": told}},
    }


def _shared(schema: dict[str, Any]) -> None:
    """Describe what operations refer to."""
    components = schema["components"]
    components["headers"] = {
        name: {"description": text, "schema": {"type": "string"}, "example": example}
        for name, (text, example) in _HEADERS.items()
    }
    used = {
        status for operations in schema["paths"].values() for one in operations.values() for status in one["responses"]
    }
    errors = sorted(int(status) for status in used if int(status) >= _ERROR)
    components["responses"] = {f"Problem{status}": _problem(status) for status in errors}
    tag = {"ETag": {"$ref": "#/components/headers/ETag"}}
    components["responses"]["NotModified"] = {"description": "It is still what the ETag says", "headers": tag}


def _add_examples(operation: dict[str, Any], schema: dict[str, Any]) -> None:
    components = schema["components"]["schemas"]
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        if kind == JSON and not {"example", "examples"} & set(content):
            content["example"] = example_of(content["schema"], components, asked=True)
    for response in operation["responses"].values():
        for kind, content in response.get("content", {}).items():
            if kind == JSON and not {"example", "examples"} & set(content) and content.get("schema"):
                content["example"] = example_of(content["schema"], components, asked=False)
