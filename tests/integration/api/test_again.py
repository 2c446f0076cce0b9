"""Requests that come again, that name what they saw, and that come too often."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import httpx
from sqlalchemy import select, update
from tests.integration.api.conftest import made_once
from tests.integration.api.test_api import check_problem, log_in

from offhook.api.app import create_app
from offhook.api.context import Context
from offhook.api.limits import BURST_S
from offhook.idempotency.model import IdempotentRequestRow
from offhook.ids import new_id

if TYPE_CHECKING:
    import pytest
    from tests.integration.api.conftest import World

CONTACT = {"name": "Jaan", "numbers": ["+37255512345"]}


async def post(world: World, key: str, body: Any = None, **more: Any) -> httpx.Response:
    headers = world.bearer() | {"Idempotency-Key": key} | more
    return await world.client.post("/contacts", json=body or CONTACT, headers=headers)


async def names(world: World) -> list[str]:
    contacts = (await world.client.get("/contacts", headers=world.bearer())).json()["items"]
    return [one["name"] for one in contacts]


async def test_the_same_request_again_is_answered_and_not_done(world: World) -> None:
    first, again = await post(world, "a-key"), await post(world, '"a-key"')
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert await names(world) == ["Jaan"]
    check_problem(await post(world, "a-key", {**CONTACT, "name": "Another"}), 422)
    assert (await post(world, "b-key")).json()["id"] != first.json()["id"]
    async with world.database.tenant(world.tenant) as session:
        rows = (await session.scalars(select(IdempotentRequestRow))).all()
        assert all(b"Jaan" not in (row.answer_sealed or b"") for row in rows)
        await session.execute(update(IdempotentRequestRow).values(expires_at=rows[0].created_at))
    assert (await post(world, "a-key")).json()["id"] != first.json()["id"]  # after its time the key is a new one


async def test_keys_are_a_users_own(world: World) -> None:
    mine = (await post(world, "a-key")).json()
    await log_in(world, *world.logins["admin"])
    assert (await post(world, "a-key")).json() == mine  # the same user by another way
    await log_in(world, "super", "super-password")
    theirs = await world.client.post("/contacts", json=CONTACT, headers={"Idempotency-Key": "a-key"})
    assert theirs.json()["id"] != mine["id"]
    other = await post(world, "a-key", Authorization=f"Bearer {world.other_token}")
    assert other.status_code == 201
    assert len(await names(world)) == 2


async def test_only_one_of_many_at_once(world: World) -> None:
    answers = await asyncio.gather(*(post(world, "a-key") for _ in range(6)))
    assert await names(world) == ["Jaan"]
    made = [one for one in answers if one.status_code == 201]
    assert len({one.json()["id"] for one in made}) == 1
    for one in answers:
        if one not in made:
            check_problem(one, 409)
            assert one.headers["retry-after"] == "1"


async def test_what_failed_for_now_may_be_sent_again(world: World) -> None:
    url, headers = f"/calls/{new_id()}/hangup", world.bearer() | {"Idempotency-Key": "a-key"}
    check_problem(await world.client.post(url, headers=headers), 503)
    world.switch.answers["hangup"] = "accepted"
    assert (await world.client.post(url, headers=headers)).status_code == 202
    assert (await world.client.post(url, headers=headers)).headers["idempotency-replayed"] == "true"
    assert len(world.switch.asked) == 2


async def test_after_a_restart(world: World) -> None:
    first = (await post(world, "a-key")).json()
    async with world.database.tenant(world.tenant) as session:  # as if another process had died over it
        await session.execute(update(IdempotentRequestRow).values(key="b-key"))
    await post(world, "a-key")
    async with world.database.tenant(world.tenant) as session:
        lost = update(IdempotentRequestRow).where(IdempotentRequestRow.key == "a-key")
        await session.execute(lost.values(answer_sealed=None, doer=new_id()))
    app = made_once(create_app(Context(world.settings, world.database, world.switch), web=world.settings.data / "no"))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://pbx.test/api/v1") as client:
        world.client = client
        again = await post(world, "b-key")
        assert (again.json(), again.headers["idempotency-replayed"]) == (first, "true")
        assert "restarted" in check_problem(await post(world, "a-key"), 409)["detail"]


async def test_bad_keys(world: World) -> None:
    for key in ("", " ", '""', "x" * 256, 'a"b', '"open', "tab\tbed"):
        check_problem(await post(world, key), 422)
    check_problem(await post(world, "a-key", Authorization="Bearer offhook_wrong"), 401)
    check_problem(await world.client.post("/contacts", json=CONTACT, headers={"Idempotency-Key": "k"}), 401)
    assert (await post(world, "a-key", {"name": ""})).status_code == 422
    assert (await post(world, "a-key", {"name": ""})).headers["idempotency-replayed"] == "true"
    assert await names(world) == []


async def test_what_is_read_has_a_tag(world: World) -> None:
    made = (await post(world, "k")).json()
    url = f"/contacts/{made['id']}"
    for path in (url, "/contacts", "/me", "/company"):
        answer = await world.client.get(path, headers=world.bearer())
        tag = answer.headers["etag"]
        for seen in (tag, f'"x", {tag}', "*", f"W/{tag}"):
            same = await world.client.get(path, headers=world.bearer() | {"If-None-Match": seen})
            assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
        assert (await world.client.get(path, headers=world.bearer() | {"If-None-Match": '"x"'})).json() == answer.json()
    assert "etag" not in (await world.client.get(f"/contacts/{new_id()}", headers=world.bearer())).headers


async def test_who_comes_second_is_told(world: World) -> None:
    made = (await post(world, "k")).json()
    url = f"/contacts/{made['id']}"
    seen = (await world.client.get(url, headers=world.bearer())).headers["etag"]

    async def change(name: str, tag: str = seen) -> httpx.Response:
        return await world.client.patch(url, json={"name": name}, headers=world.bearer() | {"If-Match": tag})

    answers = await asyncio.gather(*(change(f"Writer {number}") for number in range(5)))
    (won,) = [number for number, answer in enumerate(answers) if answer.status_code < 300]
    for number, answer in enumerate(answers):
        if number != won:
            check_problem(answer, 412)
    assert await names(world) == [f"Writer {won}"]
    for tag in ("nonsense", '"x"', f"W/{seen}", ""):
        check_problem(await change("Late", tag), 412)
    assert (await change("Whatever it is", "*")).status_code < 300
    check_problem(await world.client.delete(url, headers=world.bearer() | {"If-Match": seen}), 412)
    seen = (await world.client.get(url, headers=world.bearer())).headers["etag"]
    assert (await world.client.delete(url, headers=world.bearer() | {"If-Match": seen})).status_code == 204
    check_problem(await change("Gone", "*"), 404)


async def test_what_the_switch_says_does_not_stop_a_change(world: World) -> None:
    (trunk,) = (await world.client.get("/trunks", headers=world.bearer())).json()["items"]
    url = f"/trunks/{trunk['id']}"
    before = (await world.client.get(url, headers=world.bearer())).headers["etag"]
    world.switch.answers["trunks"] = {trunk["id"]: {"status": "registered", "since": 1_790_000_000_000_000}}
    now = (await world.client.get(url, headers=world.bearer() | {"If-None-Match": before})).headers["etag"]
    assert now != before
    changed = await world.client.patch(url, json={"name": "Line"}, headers=world.bearer() | {"If-Match": before})
    assert changed.status_code == 204
    again = await world.client.patch(url, json={"name": "Other"}, headers=world.bearer() | {"If-Match": before})
    check_problem(again, 412)


async def test_too_many(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offhook.api.permissions.time", SimpleNamespace(monotonic=lambda: 1.0))
    settings = replace(world.settings, rate_login=1)
    app = made_once(create_app(Context(settings, world.database, world.switch), web=settings.data / "no"))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://pbx.test/api/v1") as client:
        answers = [await client.get("/me", headers=world.bearer()) for _ in range(BURST_S + 5)]
        late = [one for one in answers if one.status_code == 429]
        assert len(late) == 5
        assert answers[0].headers["ratelimit"].startswith(f'"login";r={BURST_S - 1};')
        check_problem(late[0], 429)
        assert late[0].headers["retry-after"] == "1"
        assert late[0].headers["ratelimit"] == '"login";r=0;t=15'
        assert '"company";q=' in late[0].headers["ratelimit-policy"]
        check_problem(
            await client.post("/contacts", json=CONTACT, headers=world.bearer() | {"Idempotency-Key": "k"}), 429
        )
        assert (await client.get("/health")).status_code in {200, 503}
        assert (await client.get("/me", headers=world.bearer(world.other_token))).status_code == 200
