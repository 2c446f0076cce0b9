"""Owed calls through the API: who sees them, whose they are, and that only a conversation closes one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from tests.integration.api.test_api import check_problem, log_in

from offhook.directory.model import PersonRow
from offhook.ids import new_id
from offhook.owed.model import OwedCallRow

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

NOW = datetime.now(UTC)


async def owe(world: World, number: str, due_s: float = 3600, **more: Any) -> str:
    first = new_id()
    async with world.database.tenant(world.tenant) as session:
        session.add(
            OwedCallRow(
                tenant_id=world.tenant, id=first, number=number, since=NOW, last_at=NOW,
                due_at=NOW + timedelta(seconds=due_s), call_ids=[first], **more,
            )
        )  # fmt: skip
    return first


async def numbers(world: World, query: str = "", headers: dict[str, str] | None = None) -> list[str]:
    answered = await world.client.get(f"/owed-calls{query}", headers=world.bearer() if headers is None else headers)
    assert answered.status_code == 200, answered.text
    return [item["number"] for item in answered.json()["items"] if item["number"] != "+37255512346"]


async def person(world: World, name: str) -> str:
    async with world.database.tenant(world.tenant) as session:
        return str(await session.scalar(select(PersonRow.id).where(PersonRow.name.startswith(name))))


async def test_the_sample_voicemail_is_owed(world: World) -> None:
    (item,) = (await world.client.get("/owed-calls", headers=world.bearer())).json()["items"]
    assert (item["number"], item["name"], item["call_ids"]) == ("+37255512346", "Jüri Õun", [world.left])
    one = await world.client.get(f"/owed-calls/{item['id']}", headers=world.bearer())
    assert one.json()["number"] == item["number"]
    other = world.bearer(world.other_token)
    check_problem(await world.client.get(f"/owed-calls/{item['id']}", headers=other), 404)


async def test_filters_and_pages(world: World) -> None:
    await owe(world, "+3721", 7200)
    await owe(world, "+3722", -7200, after_hours=True)
    await owe(world, "+3723", 3600, closed_at=NOW, closed_by=new_id())
    assert await numbers(world) == ["+3722", "+3721"]
    assert "+3722" in await numbers(world, "?state=overdue")
    assert "+3721" not in await numbers(world, "?state=overdue")
    assert await numbers(world, "?state=closed") == ["+3723"]
    assert await numbers(world, "?after_hours=true") == ["+3722"]
    found, cursor = [], ""
    while True:
        page = (await world.client.get(f"/owed-calls?limit=1{cursor}", headers=world.bearer())).json()
        found += [item["number"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert sorted(found) == ["+3721", "+3722", "+37255512346"]
    check_problem(await world.client.get("/owed-calls?cursor=rubbish", headers=world.bearer()), 422)
    check_problem(await world.client.get("/owed-calls?state=lost", headers=world.bearer()), 422)


async def test_an_agent_sees_own_ones_and_nobodys(world: World) -> None:
    anna, boris = await person(world, "Anna"), await person(world, "Boris")
    mine = await owe(world, "+3721", owner_id=anna)
    theirs = await owe(world, "+3722", owner_id=boris)
    await owe(world, "+3723")
    assert sorted(await numbers(world, f"?owner={boris}")) == ["+3722"]
    await log_in(world, "anna", "demo-agent")
    assert sorted(await numbers(world, headers={})) == ["+3721", "+3723"]
    check_problem(await world.client.get(f"/owed-calls/{theirs}"), 404)
    check_problem(await world.client.patch(f"/owed-calls/{theirs}", json={"note": "mine!"}), 404)
    noted = await world.client.patch(f"/owed-calls/{mine}", json={"note": "after lunch"})
    assert (noted.status_code, noted.json()["note"]) == (200, "after lunch")


async def test_giving_and_putting_off(world: World) -> None:
    owed, anna = await owe(world, "+3721"), await person(world, "Anna")
    url, later = f"/owed-calls/{owed}", (NOW + timedelta(days=1)).isoformat()
    changed = await world.client.patch(url, json={"owner_id": anna, "due_at": later}, headers=world.bearer())
    assert changed.json()["owner_id"] == anna
    assert datetime.fromisoformat(changed.json()["due_at"]) == NOW + timedelta(days=1)
    given_back = await world.client.patch(url, json={"owner_id": ""}, headers=world.bearer())
    assert given_back.json()["owner_id"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"owner_id": "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"},
        {"due_at": "tomorrow"},
        {"due_at": "2026-11-22T10:00:00"},
        {"note": "x" * 2001},
    ],
)
async def test_what_cannot_be_set(world: World, wrong: dict[str, Any]) -> None:
    url = f"/owed-calls/{await owe(world, '+3721')}"
    problem = check_problem(await world.client.patch(url, json=wrong, headers=world.bearer()), 422)
    assert next(iter(wrong)) in str(problem)


async def test_within_which_time_is_the_companys_choice(world: World) -> None:
    put = await world.client.patch("/company", json={"owed_minutes": 15}, headers=world.bearer())
    assert put.status_code == 204
    assert (await world.client.get("/company", headers=world.bearer())).json()["owed_minutes"] == 15
    check_problem(await world.client.patch("/company", json={"owed_minutes": 0}, headers=world.bearer()), 422)
