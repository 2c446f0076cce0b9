"""The audit log by the API: what each request leaves in it, and who may read it."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

from tests.integration.api.test_api import check_problem, log_in

from offhook.api.acting import NOTED
from offhook.ids import new_id

if TYPE_CHECKING:
    from tests.integration.api.conftest import World


async def log_of(world: World, **query: str) -> list[dict[str, Any]]:
    response = await world.client.get("/audit", params=query, headers=world.bearer())
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["items"]
    return found


async def test_a_change_by_the_api(world: World) -> None:
    body = {"name": "Jaan", "numbers": ["+37255512345"]}
    made = (await world.client.post("/contacts", json=body, headers=world.bearer())).json()
    await log_in(world, *world.logins["admin"])
    await world.client.patch(f"/contacts/{made['id']}", json={"name": "Jaan Tamm"})
    changed, created = await log_of(world, resource="contacts", row_id=made["id"])
    assert (created["action"], created["name"], created["login"]) == ("create", "Jaan", "admin")
    assert created["via"] == "token demo administrator"
    assert (changed["action"], changed["via"], changed["address"]) == ("change", "session", "127.0.0.1")
    assert changed["changes"] == [{"field": "name", "before": "Jaan", "after": "Jaan Tamm", "shown": True}]
    assert changed["change_id"] != created["change_id"]
    assert await log_of(world, change_id=changed["change_id"]) == [changed]
    assert await log_of(world, since=changed["at"], until=changed["at"]) == []


async def test_logins_and_failures(world: World) -> None:
    await log_in(world, "agnes", "wrong-password")
    await log_in(world, "nobody-at-all", "wrong-password")
    await log_in(world, "agnes", "agnes-password")
    opened, failed = await log_of(world, resource="users", login="agnes") + await log_of(world, action="login_failed")
    assert (opened["action"], opened["via"], opened["name"]) == ("login", "session", "agnes")
    assert (failed["login"], failed["name"], failed["address"]) == ("", "agnes", "127.0.0.1")
    await world.client.post("/logout")
    (closed,) = await log_of(world, resource="sessions")
    assert (closed["action"], closed["of_id"]) == ("delete", opened["user_id"])


async def test_who_hears_what(world: World) -> None:
    await log_in(world, "agnes", "agnes-password")
    for part in ("bytes=0-99", "bytes=100-199"):
        await world.client.get(f"/calls/{world.answered}/recording", headers={"Range": part})
    check_problem(await world.client.get(f"/calls/{world.left}/recording"), 404)
    check_problem(await world.client.get(f"/calls/{new_id()}/recording"), 404)
    await world.client.get(f"/calls/{world.answered}/recording", headers=world.bearer())
    heard = await log_of(world, action="hear")
    assert [(one["login"], one["resource"], one["row_id"]) for one in heard] == [
        ("admin", "calls", world.answered),
        ("agnes", "calls", world.answered),
    ]


async def test_everything_that_is_no_json_is_noted(world: World) -> None:
    paths = (await world.client.get("/openapi.json")).json()["paths"]
    taken = {
        re.sub(r"\{\w+}", "{}", path.removeprefix("/api/v1"))
        for path, methods in paths.items()
        if "get" in methods
        and set(methods["get"]["responses"].get("200", {}).get("content", {})) - {"application/json"}
    }
    own = {
        *("/prompts/{}/audio", "/extensions/{}/box/greetings/{}/audio"),  # what callers hear is no secret
        "/events",  # what goes on, as the pages show it
    }
    assert (taken - own) | {"/calls/{}/trace"} == {path for method, path, _, _ in NOTED if method == "GET"}


async def test_pages_and_the_sheet(world: World) -> None:
    for name in ("One", "Two", "=1+1"):
        body = {"name": name, "numbers": ["+37255512345"]}
        assert (await world.client.post("/contacts", json=body, headers=world.bearer())).status_code == 201
    url, seen = "/audit?resource=contacts&limit=1", []
    page = (await world.client.get(url, headers=world.bearer())).json()
    seen += page["items"]
    while page["next_cursor"]:
        page = (await world.client.get(f"{url}&cursor={page['next_cursor']}", headers=world.bearer())).json()
        seen += page["items"]
    assert [one["name"] for one in seen] == ["=1+1", "Two", "One"]
    answer = await world.client.get("/audit/export?resource=contacts", headers=world.bearer())
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    lines = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert {line["name"] for line in lines} == {"'=1+1", "Two", "One"}
    assert [line["after"] for line in lines if line["field"] == "name"] == ["'=1+1", "Two", "One"]
    assert [one["login"] for one in await log_of(world, action="export")] == ["admin"]


async def test_bad_queries_and_others(world: World) -> None:
    for query, status in (
        ("since=yesterday", 422),
        ("since=2026-01-01T00:00:00", 422),
        ("row_id=1", 404),
        ("limit=0", 422),
    ):
        check_problem(await world.client.get(f"/audit?{query}", headers=world.bearer()), status)
    assert all(
        one["login"] in {"", "o"}
        for one in (await world.client.get("/audit", headers=world.bearer(world.other_token))).json()["items"]
    )
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        check_problem(await world.client.request(method, "/audit", headers=world.bearer()), 405)
    for user in ("agnes", "super"):
        await log_in(world, user, f"{user}-password")
        check_problem(await world.client.get("/audit"), 403)
        check_problem(await world.client.get("/audit/export"), 403)
