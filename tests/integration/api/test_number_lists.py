"""Lists of numbers through the API: made, filled, emptied, kept while a scenario asks them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.api.test_api import check_problem, log_in

from offhook.db.sealing import Sealer
from offhook.ids import ScenarioId
from offhook.number_lists.service import MOST_NUMBERS
from offhook.scenario import store
from offhook.tenancy.loading import load_company

if TYPE_CHECKING:
    from tests.integration.api.conftest import World


async def add(world: World, name: str = "Unwanted", **more: Any) -> dict[str, Any]:
    answered = await world.client.post("/lists", json={"name": name} | more, headers=world.bearer())
    assert answered.status_code == 201, answered.text
    return dict(answered.json())


async def test_a_list_from_its_making_to_its_end(world: World) -> None:
    made = await add(world, numbers=["555 12-345", "+372 (6)*", "201", "+37255512345"])
    assert made["numbers"] == ["+37255512345", "+3726*", "201"]
    url = f"/lists/{made['id']}"
    more = await world.client.post(
        f"{url}/add", json={"numbers": ["+44 20 7946 0000", "55512345"]}, headers=world.bearer()
    )
    assert more.json()["numbers"] == ["+37255512345", "+3726*", "201", "+442079460000"]
    less = await world.client.post(
        f"{url}/remove", json={"numbers": ["55512345", "+3726*", "+15550000000"]}, headers=world.bearer()
    )
    assert less.json()["numbers"] == ["201", "+442079460000"]
    loaded = await load_company(world.database, Sealer.of(world.settings.data), world.tenant)
    assert loaded is not None
    (found,) = [one for one in loaded.lists if one.id == made["id"]]
    assert found.has("+442079460000")
    assert not found.has("+37255512345")
    changed = await world.client.patch(url, json={"name": "Spam", "numbers": []}, headers=world.bearer())
    assert changed.json() == {"id": made["id"], "name": "Spam", "numbers": []}
    assert (await world.client.get(url, headers=world.bearer())).json() == changed.json()
    assert (await world.client.delete(url, headers=world.bearer())).status_code == 204
    check_problem(await world.client.get(url, headers=world.bearer()), 404)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "Unwanted"}, "name"),
        ({"numbers": ["+37255512345", "nobody"]}, "numbers.1"),
        ({"numbers": ["*"]}, "numbers.0"),
        ({"numbers": ["555*"]}, "numbers.0"),
        ({"numbers": ["+1 5*5"]}, "numbers.0"),
        ({"numbers": ["999"]}, "numbers.0"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(world: World, wrong: dict[str, Any], field: str) -> None:
    made = await add(world, numbers=["201"])
    body = {"name": "Another"} | wrong
    problem = check_problem(await world.client.post("/lists", json=body, headers=world.bearer()), 422)
    assert problem["errors"][0]["field"] == field
    if "numbers" in wrong:
        url = f"/lists/{made['id']}"
        check_problem(await world.client.post(f"{url}/add", json=wrong, headers=world.bearer()), 422)
        assert (await world.client.get(url, headers=world.bearer())).json()["numbers"] == ["201"]


async def test_a_list_has_an_end(world: World) -> None:
    full = [f"+3725{number:07}" for number in range(MOST_NUMBERS)]
    made = await add(world, numbers=full)
    answered = await world.client.post(f"/lists/{made['id']}/add", json={"numbers": ["201"]}, headers=world.bearer())
    assert check_problem(answered, 422)["errors"][0]["field"] == "numbers"
    again = await world.client.post(f"/lists/{made['id']}/add", json={"numbers": full[:3]}, headers=world.bearer())
    assert len(again.json()["numbers"]) == MOST_NUMBERS


async def test_one_that_a_scenario_asks_stays(world: World) -> None:
    made = await add(world)
    graph = {"start": "a", "nodes": {"a": {"kind": "caller", "rules": [{"list": made["id"]}]}}}
    async with world.database.tenant(world.tenant) as session:
        scenario = await store.add_scenario(session, "By caller")
        await store.save_draft(session, ScenarioId(scenario), graph)
    problem = check_problem(await world.client.delete(f"/lists/{made['id']}", headers=world.bearer()), 409)
    assert problem["errors"] == [{"field": "scenarios", "message": "By caller"}]


async def test_other_companies_and_other_roles(world: World) -> None:
    made = await add(world)
    url = f"/lists/{made['id']}"
    other = world.bearer(world.other_token)
    for answered in (
        await world.client.get(url, headers=other),
        await world.client.patch(url, json={"name": "Mine"}, headers=other),
        await world.client.post(f"{url}/add", json={"numbers": []}, headers=other),
        await world.client.post(f"{url}/remove", json={"numbers": []}, headers=other),
        await world.client.delete(url, headers=other),
    ):
        check_problem(answered, 404)
    await log_in(world, "agnes", "agnes-password")
    check_problem(await world.client.get("/lists"), 403)
    check_problem(await world.client.post(f"{url}/add", json={"numbers": ["201"]}), 403)
