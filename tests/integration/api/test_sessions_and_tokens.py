"""Sessions and API tokens: listed, ended, revoked; scopes that never exceed the login."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.api.test_api import check_problem, log_in

from offhook.access.sessions import device_text
from offhook.ids import new_id

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(
    ("says", "told"),
    [
        (FIREFOX, "Firefox on Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537 (KHTML) Chrome/140.0 Mobile Safari/537", "Chrome on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Linux"),
        ("curl/8.1", "curl/8.1"),
        ("", ""),
        ("x\x00\n" + "y" * 500, "x " + "y" * 118),
    ],
)
def test_a_browser_by_its_name(says: str, told: str) -> None:
    assert device_text(says) == told


async def test_sessions_are_listed_and_ended(world: World) -> None:
    for agent in ("curl/8.1", FIREFOX):
        json = {"user": "agnes", "password": "agnes-password"}
        await world.client.post("/login", json=json, headers={"User-Agent": agent})
    items = (await world.client.get("/me/sessions")).json()["items"]
    assert [(one["device"], one["current"]) for one in items] == [("Firefox on Windows", True), ("curl/8.1", False)]
    other = items[1]["id"]
    assert (await world.client.delete(f"/me/sessions/{other}")).status_code == 204
    check_problem(await world.client.delete(f"/me/sessions/{other}"), 404)
    check_problem(await world.client.delete(f"/me/sessions/{new_id()}"), 404)
    old = {"Cookie": f"offhook_session={world.client.cookies['offhook_session']}"}
    await log_in(world, "agnes", "agnes-password")
    assert (await world.client.delete("/me/sessions")).json() == {"ended": 1}
    assert (await world.client.get("/me")).status_code == 200
    users = (await world.client.get("/users", headers=world.bearer())).json()["items"]
    agnes = next(one["id"] for one in users if one["login"] == "agnes")
    url = f"/users/{agnes}/sessions"
    assert len((await world.client.get(url, headers=world.bearer())).json()["items"]) == 1
    assert (await world.client.delete(url, headers=world.bearer())).json() == {"ended": 1}
    check_problem(await world.client.get("/me"), 401)
    world.client.cookies.clear()
    check_problem(await world.client.get("/me", headers=old), 401)
    check_problem(await world.client.get(f"/users/{new_id()}/sessions", headers=world.bearer()), 404)


async def make(world: World, headers: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    headers = world.bearer() if headers is None else headers
    answered = await world.client.post("/tokens", json={"label": "CRM", **more}, headers=headers)
    assert answered.status_code == 201, answered.text
    return dict(answered.json())


@pytest.mark.requirement("SC-01")
async def test_a_token_may_what_its_scopes_say_and_never_more_than_its_login(world: World) -> None:
    made = await make(world, scopes=["calls.read", "users.read", "tokens.own"])
    assert made["scopes"] == ["calls.read", "tokens.own", "users.read"]
    narrow = world.bearer(made["token"])
    assert (await world.client.get("/calls", headers=narrow)).status_code == 200
    assert "scopes" in check_problem(await world.client.get("/devices", headers=narrow), 403)["detail"]
    check_problem(await world.client.post("/tokens", json={"label": "all"}, headers=narrow), 403)
    check_problem(await world.client.post("/tokens", json={"label": "x", "scopes": ["me"]}, headers=narrow), 403)
    assert (await make(world, narrow, scopes=["calls.read"]))["scopes"] == ["calls.read"]
    (first, *_) = (await world.client.get("/tokens", headers=world.bearer())).json()["items"]
    assert "token" not in first
    used = (await world.client.get("/tokens/all", headers=world.bearer())).json()["items"]
    assert any(one["used_at"] for one in used)
    assert (await world.client.delete(f"/tokens/{made['id']}", headers=world.bearer())).status_code == 204
    check_problem(await world.client.get("/calls", headers=narrow), 401)
    check_problem(await world.client.delete(f"/tokens/{made['id']}", headers=world.bearer()), 404)


async def test_a_demotion_holds_for_tokens_at_once(world: World) -> None:
    user = {"login": "second", "role": "admin"}
    second = (await world.client.post("/users", json=user, headers=world.bearer())).json()["id"]
    theirs = world.bearer((await make(world, user_id=second, scopes=["devices.read", "calls.read"]))["token"])
    assert (await world.client.get("/devices", headers=theirs)).status_code == 200
    url = f"/users/{second}"
    assert (await world.client.patch(url, json={"role": "agent"}, headers=world.bearer())).status_code == 200
    check_problem(await world.client.get("/devices", headers=theirs), 403)
    assert (await world.client.get("/calls", headers=theirs)).json()["items"] == []


async def test_an_administrator_with_few_scopes_gives_no_more(world: World) -> None:
    """A token that may change logins cannot make itself an administrator of all."""
    few = world.bearer((await make(world, scopes=["users.read", "users.change", "me", "tokens.own"]))["token"])
    check_problem(await world.client.post("/users", json={"login": "mole", "role": "admin"}, headers=few), 403)
    admin = next(
        one["id"] for one in (await world.client.get("/users", headers=few)).json()["items"] if one["login"] == "super"
    )
    check_problem(await world.client.post(f"/users/{admin}/invite", headers=few), 403)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"label": ""}, "body.label"),
        ({"scopes": ["calls.fly"]}, "scopes"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["bans.add", "calls.read"], "user_id": "agnes"}, "scopes"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "2020-01-01T00:00:00"}, "body.expires_at"),
        ({"expires_at": (datetime.now(UTC) + timedelta(days=800)).isoformat()}, "expires_at"),
        ({"never_expires": True}, "expires_at"),
        ({"user_id": new_id()}, "user_id"),
    ],
)
async def test_tokens_that_cannot_be(world: World, wrong: dict[str, Any], field: str) -> None:
    if wrong.get("user_id") == "agnes":
        users = (await world.client.get("/users", headers=world.bearer())).json()["items"]
        wrong = wrong | {"user_id": next(one["id"] for one in users if one["login"] == "agnes")}
    told = check_problem(await world.client.post("/tokens", json={"label": "x"} | wrong, headers=world.bearer()), 422)
    assert [one["field"] for one in told["errors"]] == [field]


async def test_whose_tokens_are_whose(world: World) -> None:
    crm = (
        await world.client.post("/users", json={"login": "crm", "role": "integration"}, headers=world.bearer())
    ).json()
    made = await make(world, user_id=crm["id"], never_expires=True)
    assert (made["login"], made["expires_at"]) == ("crm", None)
    await log_in(world, "agnes", "agnes-password")
    own = await make(world, {})
    assert [one["id"] for one in (await world.client.get("/tokens")).json()["items"]] == [own["id"]]
    check_problem(await world.client.delete(f"/tokens/{made['id']}"), 404)
    check_problem(await world.client.get("/tokens/all"), 403)
    check_problem(await world.client.post("/tokens", json={"label": "x", "user_id": crm["id"]}), 403)
    assert (await world.client.delete(f"/tokens/{own['id']}")).status_code == 204
