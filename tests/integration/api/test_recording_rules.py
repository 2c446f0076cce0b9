"""Recording rules through the API: their order, what they may name, and that the switch gets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.api.test_api import check_problem, log_in

from offhook.db.sealing import Sealer
from offhook.tenancy.loading import load_company

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

NOBODY = "0197c1a2-7d0e-7cc3-98c4-dc0c0c07398f"


async def add(world: World, name: str, **more: Any) -> dict[str, Any]:
    answered = await world.client.post("/recording-rules", json={"name": name} | more, headers=world.bearer())
    assert answered.status_code == 201, answered.text
    return dict(answered.json())


async def order(world: World) -> list[tuple[int, str]]:
    answered = await world.client.get("/recording-rules", headers=world.bearer())
    return [(one["place"], one["name"]) for one in answered.json()["items"]]


@pytest.mark.requirement("RC-01")
async def test_rules_from_their_making_to_their_end(world: World) -> None:
    people = (await world.client.get("/extensions", headers=world.bearer())).json()["items"]
    listed = await world.client.post("/lists", json={"name": "Courts"}, headers=world.bearer())
    first = await add(world, "All", keep_days=365)
    chief = await add(world, "Chief", mode="never", extensions=[people[0]["id"]], place=1)
    await add(world, "Courts", mode="on_demand", list_id=listed.json()["id"], percent=20, announce=True, place=2)
    assert await order(world) == [(1, "Chief"), (2, "Courts"), (3, "All")]
    url = f"/recording-rules/{first['id']}"
    moved = await world.client.patch(url, json={"place": 1, "directions": ["inbound"]}, headers=world.bearer())
    assert (moved.json()["place"], moved.json()["directions"], moved.json()["keep_days"]) == (1, ["inbound"], 365)
    assert await order(world) == [(1, "All"), (2, "Chief"), (3, "Courts")]
    loaded = await load_company(world.database, Sealer.of(world.settings.data), world.tenant)
    assert loaded is not None
    assert [(one.name, one.mode, one.percent, one.keep_days) for one in loaded.recording_rules] == [
        ("All", "always", 100, 365), ("Chief", "never", 100, 0), ("Courts", "on_demand", 20, 0),
    ]  # fmt: skip
    assert loaded.recording_rules[1].extensions == (people[0]["id"],)
    problem = check_problem(await world.client.delete(f"/lists/{listed.json()['id']}", headers=world.bearer()), 409)
    assert problem["errors"] == [{"field": "recording-rules", "message": "Courts"}]
    assert (await world.client.delete(url, headers=world.bearer())).status_code == 204
    assert await order(world) == [(1, "Chief"), (2, "Courts")]
    check_problem(await world.client.get(url, headers=world.bearer()), 404)
    wider = f"/recording-rules/{chief['id']}"
    assert (await world.client.patch(wider, json={"extensions": []}, headers=world.bearer())).json()["extensions"] == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "All"}, "name"),
        ({"percent": 0}, "percent"),
        ({"numbers": [NOBODY]}, "numbers.0"),
        ({"extensions": ["x"]}, "extensions.0"),
        ({"queues": [NOBODY]}, "queues.0"),
        ({"list_id": NOBODY}, "list_id"),
        ({"mode": "sometimes"}, "mode"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(world: World, wrong: dict[str, Any], field: str) -> None:
    await add(world, "All")
    answered = await world.client.post("/recording-rules", json={"name": "New"} | wrong, headers=world.bearer())
    assert check_problem(answered, 422)["errors"][0]["field"].endswith(field)
    assert await order(world) == [(1, "All")]


async def test_other_companies_and_other_roles(world: World) -> None:
    made = await add(world, "All")
    url = f"/recording-rules/{made['id']}"
    other = world.bearer(world.other_token)
    for answered in (
        await world.client.get(url, headers=other),
        await world.client.patch(url, json={"name": "Mine"}, headers=other),
        await world.client.delete(url, headers=other),
    ):
        check_problem(answered, 404)
    await log_in(world, "agnes", "agnes-password")
    check_problem(await world.client.get("/recording-rules"), 403)


async def test_what_is_set_for_all_other_calls(world: World) -> None:
    change = {"record_calls": False, "record_days": 30}
    assert (await world.client.patch("/company", json=change, headers=world.bearer())).status_code == 204
    loaded = await load_company(world.database, Sealer.of(world.settings.data), world.tenant)
    assert loaded is not None
    assert (loaded.record_calls, loaded.record_days) == (False, 30)
