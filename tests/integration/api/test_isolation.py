"""Two companies that have everything alike: whatever one asks or changes by the API, with the other's ids, is refused.

The paths and bodies are taken from the description of the API, so that an endpoint that is added is held to the same.
Both companies are those of `tests/integration/db/test_isolation.py`, with a row in every table. What was done is judged
by the rows, too: the other's are as before, and none of one's own names anything of the other.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from sqlalchemy import text
from tests.integration.db.test_isolation import COMPANY_TABLES, make_company, rows_of

from offhook.access.service import find_user, issue_token
from offhook.db.acting import Actor, act_as
from offhook.db.base import TENANT_TABLE, WITHOUT_TENANT
from offhook.db.sealing import Sealer
from offhook.ids import TenantId, new_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.api.conftest import World

PREFIX = "/api/v1"
TABLES = {
    "backup": "trunks", "delivery": "webhook_deliveries", "leg": "call_legs", "link": "recording_links",
    "list": "number_lists", "manager": "people", "owed": "owed_calls", "owner": "people", "person": "people",
    "rule": "recording_rules", "branch": "branches", "token": "api_tokens",
}  # fmt: skip
OTHER = {"place": "192.0.2.77", "situation": "busy", "version": "1", "wakeup_id": new_id(), "session_id": new_id()}
# What the sign of a kind of value is, where the description alone gives none that is taken.
VALUES: dict[str, Any] = {
    "digits": "1", "graph": {"start": "a", "nodes": {}}, "login": "somebody@example.com", "number": "777",
    "place": "192.0.2.77", "sip_domain": "x.example", "text": "Hello", "time": "07:00", "to": "201",
    "url": "https://crm.test/", "numbers": ["+37255512345"], "seconds": 60, "confirm": True, "name": "Something",
    "host": "127.0.0.1", "language": "en", "timezone": "UTC", "country": "EE", "currency": "EUR", "reason": "x",
}  # fmt: skip
REFUSED = {403, 404, 409, 422}
AWAY = 503  # the switch of these tests knows of no call; it is asked for the own company only


@dataclass
class Both:
    """The one that asks, and the other, whose ids it uses."""

    world: World
    own: TenantId
    other: TenantId
    token: str
    administrator: str
    tables: list[str]
    operations: list[tuple[str, str, dict[str, Any]]]
    schemas: dict[str, Any]

    def rows(self, tenant: str) -> dict[str, list[Any]]:
        with psycopg.connect(self.administrator) as connection:
            return {table: rows_of(connection, table, tenant) for table in self.tables}

    async def ask(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        return await self.world.client.request(
            method, path.removeprefix(PREFIX), json=body, params=query, headers=self.world.bearer(self.token)
        )


@pytest.fixture
async def both(world: World, postgres_administrator: str, monkeypatch: pytest.MonkeyPatch) -> Both:
    calm = type("Turn", (), {"headers": {}, "wait_s": 0.0})()
    monkeypatch.setattr("offhook.api.limits.RateLimits.take", lambda *_: calm)
    database, sealer = world.database, Sealer.of(world.settings.data)
    async with database.tenant(world.tenant) as session:  # its number is the first one's of the two
        await session.execute(text("UPDATE numbers SET e164 = '+3726000999'"))
    own, other = [await make_company(database, sealer, tag) for tag in ("first", "second")]
    act_as(Actor("test"))  # no longer as who logged in there
    async with database.tenant(own) as session:
        token = await issue_token(session, await find_user(session, "first@example.com"), "walk")
    with psycopg.connect(postgres_administrator) as connection:
        tables = [row[0] for row in connection.execute(COMPANY_TABLES, (sorted(WITHOUT_TENANT),))]
    described = (await world.client.get("/openapi.json")).json()
    operations = [
        (method.upper(), path, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    return Both(
        world, own, other, token, postgres_administrator, tables, operations, described["components"]["schemas"]
    )


def id_of(rows: dict[str, list[Any]], name: str) -> str:
    """The id that a parameter or field of this name wants: of a row of the table that is called so."""
    if name in OTHER:
        return OTHER[name]
    kind = name.removesuffix("_id").removesuffix("_ids")
    if kind == "company":
        return str(rows[TENANT_TABLE][0]["id"])
    (first, *_) = rows[TABLES.get(kind, f"{kind}s")]
    return str(first["id"])


def filled(path: str, rows: dict[str, list[Any]]) -> str:
    return re.sub(r"\{(\w+)}", lambda found: id_of(rows, found[1]), path)


def value_of(schema: dict[str, Any], schemas: dict[str, Any], name: str, rows: dict[str, list[Any]]) -> Any:  # noqa: C901, PLR0911  one arm for each kind of schema
    """Something that fits a schema; ids are of these rows."""
    if "$ref" in schema:
        return value_of(schemas[schema["$ref"].rpartition("/")[2]], schemas, name, rows)
    if name.endswith("_id"):
        return id_of(rows, name)
    if name in VALUES:
        return VALUES[name]
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return value_of(schema[choice][0], schemas, name, rows)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema.get("type"):
        case "object":
            fields = schema.get("properties", {})
            return {one: value_of(fields[one], schemas, one, rows) for one in schema.get("required", ())}
        case "array":
            return []
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case _:
            return "x" * max(1, schema.get("minLength", 1))


def body_schema(operation: dict[str, Any]) -> dict[str, Any] | None:
    return operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")


async def test_nothing_crosses_from_one_company_to_another(both: Both) -> None:
    """One after the other on the same two companies, as making them takes longest."""
    await check_lists(both)
    await check_paths(both)
    await check_bodies(both)


async def check_paths(both: Both) -> None:
    """Each operation, with the other's ids in its path: it does not exist, and nothing of it changes."""
    theirs, mine = both.rows(both.other), both.rows(both.own)
    walked = 0
    for method, path, operation in both.operations:
        named = [name for name in re.findall(r"\{(\w+)}", path) if name not in OTHER]
        if not named:
            continue
        schema = body_schema(operation)
        body = None if schema is None else value_of(schema, both.schemas, "", mine)
        answer = await both.ask(method, filled(path, theirs), body)
        allowed = {404, 403} if method == "GET" else {*REFUSED, 405, 400, 428}
        if "/calls/" in path or "/agents/" in path or "/queues/" in path or "/wakeups" in path:
            allowed |= {AWAY}
        assert answer.status_code in allowed, (method, path, body, answer.status_code, answer.text)
        walked += 1
    assert walked > 80
    assert all(told.get("tenant", both.own) == both.own for _, told in both.world.switch.asked)
    assert both.rows(both.other) == theirs


async def check_lists(both: Both) -> None:
    """Each list and export, plain and with the other's ids where a list can be narrowed."""
    theirs = both.rows(both.other)
    ids = sorted({*ids_in(theirs), "second.test", "second@example.com", "second-phone", "of second", "+3726000200"})
    for method, path, operation in both.operations:
        if method != "GET" or "{" in path or path.endswith(("/events", "/openapi.json")):
            continue
        asked: list[dict[str, str]] = [{}]
        named = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
        asked += [{name: id_of(theirs, NARROWED[name])} for name in named if name in NARROWED]
        for query in asked:
            answer = await both.ask(method, path, **query)
            shown = answer.text
            for value in query.values():
                shown = shown.replace(value, "")
            assert [one for one in ids if one in shown] == [], (path, query)
            if query and answer.status_code == 200 and "json" in answer.headers["content-type"]:
                assert answer.json().get("items", []) == [], (path, query)


NARROWED = {"row_id": "person_id", "person": "person_id", "queue": "queue_id", "line": "number_id"} | {
    name: name for name in ("branch_id", "department_id", "call_id", "person_id", "extension_id")
}


async def check_bodies(both: Both) -> None:
    """Each field that names something, at one's own things: what the other has is not there."""
    theirs, mine = both.rows(both.other), both.rows(both.own)
    foreign = set(ids_in(theirs))
    sent = 0
    for method, path, body in [*_bodies(both, mine, theirs), *_nested(mine, theirs)]:
        answer = await both.ask(method, path, body)
        assert answer.status_code in {*REFUSED, AWAY}, (method, path, body, answer.status_code, answer.text)
        sent += 1
    assert sent > 30
    assert both.rows(both.other) == theirs
    for table, found in both.rows(both.own).items():
        for row in found:
            assert foreign.isdisjoint(ids_in({table: [row]})), (table, row)


def ids_in(rows: dict[str, list[Any]]) -> Iterator[str]:
    """All ids that stand anywhere in rows."""
    told = {table: found for table, found in rows.items() if table != "audit"}  # that says who acted, a provider, too
    yield from re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", json.dumps(told))


def _bodies(both: Both, mine: dict[str, list[Any]], theirs: dict[str, list[Any]]) -> Iterator[tuple[str, str, Any]]:
    for method, path, operation in both.operations:
        schema = body_schema(operation)
        if schema is None or "$ref" not in schema:
            continue
        fields = both.schemas[schema["$ref"].rpartition("/")[2]].get("properties", {})
        for name in fields:
            if name.endswith("_id") and name != "caller_id":
                body = value_of(schema, both.schemas, "", mine)
                yield method, filled(path, mine), {**body, name: id_of(theirs, name)}


def _nested(mine: dict[str, list[Any]], theirs: dict[str, list[Any]]) -> Iterator[tuple[str, str, Any]]:
    """Ids that stand deeper, or under other names."""
    person, extension = id_of(theirs, "person_id"), id_of(theirs, "extension_id")
    own = id_of(mine, "extension_id")
    yield "PUT", "/routes", {"items": [{"prefix": "", "trunk_id": id_of(theirs, "trunk_id"), "priority": 1}]}
    yield "POST", "/queues", {"name": "Mine", "members": [{"extension_id": extension}]}
    yield "POST", "/queues", {"name": "Mine", "priorities": [{"list_id": id_of(theirs, "list_id"), "priority": 1}]}
    for field, name in (("extensions", "extension_id"), ("numbers", "number_id"), ("queues", "queue_id")):
        yield "POST", "/recording-rules", {"name": "Mine", field: [id_of(theirs, name)]}
    for field in ("white_lists", "black_lists"):
        yield "PATCH", f"/extensions/{own}/rules", {field: [id_of(theirs, "list_id")]}
    yield "PATCH", f"/extensions/{own}/rules", {"shows": theirs["numbers"][0]["e164"]}
    yield "PATCH", f"/extensions/{own}/box", {"people": [person]}
    yield "PATCH", f"/branches/{id_of(mine, 'branch_id')}", {"shows": theirs["numbers"][0]["e164"]}
    yield "POST", f"/people/{id_of(mine, 'person_id')}/hand-over", {"to": person}
    new = {"login": "new@example.com", "role": "supervisor"}
    yield "POST", "/users", {**new, "groups": {"queues": [id_of(theirs, "queue_id")], "departments": []}}
    yield "POST", "/users", {**new, "groups": {"queues": [], "departments": [id_of(theirs, "department_id")]}}
