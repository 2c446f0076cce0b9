"""Schedules through the API: made, asked, switched by hand, changed, kept while a scenario goes by them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.api.test_api import check_problem, log_in

from offhook.db.sealing import Sealer
from offhook.ids import ScenarioId, new_id
from offhook.scenario import store
from offhook.tenancy.loading import load_company

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

OFFICE = {
    "name": " Front desk ",
    "hours": [{"days": [5, 1, 1, 2], "begins": "09:00", "ends": "17:00"}],
    "special": [{"first": "2026-12-24", "last": "2026-12-26", "label": "Christmas", "begins": "", "ends": ""}],
    "holidays": "ee",
}


async def add(world: World, **more: Any) -> dict[str, Any]:
    answered = await world.client.post("/schedules", json=OFFICE | more, headers=world.bearer())
    assert answered.status_code == 201, answered.text
    return dict(answered.json())


async def test_a_schedule_from_its_making_to_its_end(world: World) -> None:
    made = await add(world)
    assert (made["name"], made["holidays"], made["switched"]) == ("Front desk", "EE", "auto")
    assert made["hours"] == [{"days": [1, 2, 5], "begins": "09:00", "ends": "17:00"}]
    url = f"/schedules/{made['id']}"
    switched = await world.client.put(f"{url}/switch", json={"switched": "open"}, headers=world.bearer())
    assert switched.json()["now"] == {"says": "open", "why": "switched", "label": ""}
    assert (await world.client.get(url, headers=world.bearer())).json() == switched.json()
    change = {
        "hours": [{"days": [1, 2, 3, 4, 5, 6, 7], "begins": "00:00", "ends": "24:00"}],
        "special": [],
        "holidays": "",
    }
    changed = (await world.client.patch(url, json=change, headers=world.bearer())).json()
    assert (changed["holidays"], changed["special"], changed["switched"]) == (None, [], "open")
    freed = await world.client.put(f"{url}/switch", json={"switched": "auto"}, headers=world.bearer())
    assert freed.json()["now"] == {"says": "open", "why": "hours", "label": ""}
    loaded = await load_company(world.database, Sealer.of(world.settings.data), world.tenant)
    assert loaded is not None
    (schedule,) = [one for one in loaded.schedules if one.id == made["id"]]
    assert (schedule.hours[0].ends, schedule.name) == ("24:00", "Front desk")
    assert (await world.client.delete(url, headers=world.bearer())).status_code == 204
    check_problem(await world.client.get(url, headers=world.bearer()), 404)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "Front desk"}, "name"),
        ({"hours": [{"days": [], "begins": "09:00", "ends": "17:00"}]}, "hours"),
        ({"hours": [{"days": [1], "begins": "9:00", "ends": "17:00"}]}, "hours.0.begins"),
        ({"hours": [{"days": [1], "begins": "24:00", "ends": "17:00"}]}, "hours.0.begins"),
        ({"hours": [{"days": [1], "begins": "09:00", "ends": "25:00"}]}, "hours.0.ends"),
        ({"special": [{"first": "2026-02-30", "last": "2026-03-01"}]}, "special.0.first"),
        ({"special": [{"first": "2026-03-02", "last": "2026-03-01"}]}, "special.0.last"),
        ({"special": [{"first": "2026-03-01", "last": "2026-03-01", "begins": "10:00"}]}, "special.0.ends"),
        ({"holidays": "XX"}, "holidays"),
        ({"holidays": "DE-XX"}, "holidays"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(world: World, wrong: dict[str, Any], field: str) -> None:
    await add(world)
    before = (await world.client.get("/schedules", headers=world.bearer())).json()
    body = OFFICE | {"name": "Another"} | wrong
    problem = check_problem(await world.client.post("/schedules", json=body, headers=world.bearer()), 422)
    assert field in problem["errors"][0]["field"]
    assert (await world.client.get("/schedules", headers=world.bearer())).json() == before


async def test_one_that_a_scenario_goes_by_stays(world: World) -> None:
    made = await add(world)
    graph = {"start": "a", "nodes": {"a": {"kind": "schedule", "schedule": made["id"]}}}
    async with world.database.tenant(world.tenant) as session:
        scenario = await store.add_scenario(session, "By hours")
        await store.save_draft(session, ScenarioId(scenario), graph)
    url = f"/schedules/{made['id']}"
    problem = check_problem(await world.client.delete(url, headers=world.bearer()), 409)
    assert problem["errors"] == [{"field": "scenarios", "message": "By hours"}]
    async with world.database.tenant(world.tenant) as session:
        await store.save_draft(session, ScenarioId(scenario), {"nodes": {}})
    assert (await world.client.delete(url, headers=world.bearer())).status_code == 204


async def test_other_companies_and_other_roles(world: World) -> None:
    made = await add(world)
    url = f"/schedules/{made['id']}"
    other = world.bearer(world.other_token)
    for answered in (
        await world.client.get(url, headers=other),
        await world.client.patch(url, json={"name": "Mine"}, headers=other),
        await world.client.put(f"{url}/switch", json={"switched": "closed"}, headers=other),
        await world.client.delete(url, headers=other),
        await world.client.delete(f"/schedules/{new_id()}", headers=world.bearer()),
    ):
        check_problem(answered, 404)
    await log_in(world, "super", "super-password")
    assert (await world.client.put(f"{url}/switch", json={"switched": "closed"})).status_code == 200
    check_problem(await world.client.patch(url, json={"name": "Mine"}), 403)
    check_problem(await world.client.delete(url), 403)
    await log_in(world, "agnes", "agnes-password")
    check_problem(await world.client.put(f"{url}/switch", json={"switched": "closed"}), 403)
