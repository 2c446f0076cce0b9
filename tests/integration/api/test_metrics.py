"""`GET /metrics`: who may read it, what it says of requests; ids of requests; and the health of the parts."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import psycopg
from tests.unit.api.test_families import SWITCH, samples

from offhook.api.app import create_app
from offhook.api.context import Context
from offhook.doctor import _database

if TYPE_CHECKING:
    import pytest
    from tests.integration.api.conftest import World

    from offhook.db.urls import DatabaseUrls


def client_at(world: World, address: str, **settings: Any) -> httpx.AsyncClient:
    app = create_app(Context(replace(world.settings, **settings), world.database, world.switch))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 50000))
    return httpx.AsyncClient(transport=transport, base_url="http://pbx.test")


async def test_metrics_are_for_some_addresses_and_for_who_runs_the_installation(world: World) -> None:
    world.switch.answers["metrics"] = SWITCH
    async with client_at(world, "127.0.0.1") as near:
        assert (await near.get("/metrics")).status_code == 200
        for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
            assert (await near.get("/metrics", headers={header: "192.0.2.1"})).status_code == 403
    async with client_at(world, "192.0.2.9") as far:
        assert (await far.get("/metrics")).status_code == 403
        assert (await far.get("/metrics", headers=world.bearer("rubbish"))).status_code == 401
        assert (await far.get("/metrics", headers=world.bearer(world.other_token))).status_code == 403
        assert (await far.get("/metrics", headers=world.bearer())).status_code == 200
    async with client_at(world, "192.0.2.9", metrics_from="192.0.2.0/24") as chosen:
        assert (await chosen.get("/metrics")).status_code == 200


async def test_requests_are_counted_by_route_and_have_an_id(world: World) -> None:
    world.switch.answers["metrics"] = SWITCH
    async with client_at(world, "127.0.0.1") as client:
        path = f"/api/v1/calls/{world.answered}"
        assert (await client.get(path, headers=world.bearer())).status_code == 200
        for wild in ("/api/v1/rubbish", "/more-rubbish", "/api/v1/calls/x/y/z"):
            await client.get(wild)
        refused = await client.get(path, headers={"X-Request-Id": "from-the-client-1"})
        assert refused.headers["X-Request-Id"] == refused.json()["request_id"] == "from-the-client-1"
        odd = await client.get(path, headers={"X-Request-Id": "not one\x7f"})
        assert odd.headers["X-Request-Id"] == odd.json()["request_id"] != "not one\x7f"
        answer = await client.get("/metrics")
        assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
        found = samples(answer.text)
    route = "route=/api/v1/calls/{call_id}"
    assert found["offhook_http_requests_total", "method=GET", route, "status=200"] == 1
    assert found["offhook_http_requests_total", "method=GET", route, "status=401"] == 2
    routes = {name[2] for name in found if name[0] == "offhook_http_requests_total"}
    assert not any("rubbish" in one or world.answered in one for one in routes)
    assert found["offhook_up", "part=database"] == 1
    assert not any(world.answered in "".join(name) for name in found)


async def test_ready_means_every_part_and_says_which_to_who_runs_it(world: World) -> None:
    assert (await world.client.get("/health/live")).json() == {"status": "live"}
    for answers, wrong in (
        ({"ready": True, "media_connected": True}, {}),
        ({"ready": True, "media_connected": False}, {"media": "away"}),
        ({"ready": False, "media_connected": True}, {"switch": "starting"}),
        ({}, {"switch": "away", "media": "away"}),
    ):
        world.switch.answers = dict(answers)
        answer = await world.client.get("/health/ready")
        assert answer.status_code == (503 if wrong else 200)
        assert "errors" not in answer.json()
        assert answer.json().get("parts") is None
        told = (await world.client.get("/health/ready", headers=world.bearer())).json()
        assert {one["field"]: one["message"] for one in told.get("errors", ())} == wrong
        assert ("parts" in told) == (not wrong)
        other = (await world.client.get("/health/ready", headers=world.bearer(world.other_token))).json()
        assert "errors" not in other
        assert other.get("parts") is None


async def test_a_database_of_another_version_is_not_ready(world: World, urls: DatabaseUrls) -> None:
    world.switch.answers = {"ready": True, "media_connected": True}
    with psycopg.connect(urls.owner_url, autocommit=True) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    answer = await world.client.get("/health/ready", headers=world.bearer())
    assert (answer.status_code, answer.json()["errors"]) == (503, [{"field": "database", "message": "old"}])
    assert (await world.client.get("/health")).json()["database"] == "ok"
    findings = await _database(replace(world.settings, database_url=urls.owner_url))
    assert [(one.level, one.subject) for one in findings][1:] == [("fail", "database")]
    assert "start Offhook anew" in findings[1].advice


async def test_passwords_and_tokens_are_in_no_line_of_the_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    user, password = world.logins["admin"]
    await world.client.post("/login", json={"user": user, "password": "wrong-one-77"})
    session = await world.client.post("/login", json={"user": user, "password": password})
    cookie = session.cookies["offhook_session"]
    await world.client.get("/calls?limit=rubbish", headers=world.bearer())
    world.client.cookies.clear()
    await world.client.get("/calls", headers=world.bearer("offhook_wrong-token-88"))
    said = "\n".join(f"{record.getMessage()} {record.args}" for record in caplog.records if _is_ours(record))
    assert not any(secret in said for secret in ("wrong-one-77", password, world.token, cookie, "wrong-token-88"))


def _is_ours(record: logging.LogRecord) -> bool:
    """Tell whether a process would write this: the test's own client logs as well, and debugging is off."""
    return record.levelno >= logging.INFO and not record.name.startswith(("httpx", "httpcore"))
