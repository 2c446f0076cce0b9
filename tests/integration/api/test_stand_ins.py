"""Many scenarios through the API: extensions that lead to them, and one that answers in another's place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.api.test_api import check_problem, log_in
from tests.integration.api.test_scenarios import GOOD, add, publish

from offhook.db.sealing import Sealer
from offhook.routing.installation import Office
from offhook.tenancy.loading import load_company

if TYPE_CHECKING:
    import httpx
    from tests.integration.api.conftest import World


async def office(world: World) -> Office:
    company = await load_company(world.database, Sealer.of(world.settings.data), world.tenant)
    assert company is not None
    return Office.of(company)


async def ready(world: World, name: str, graph: dict[str, Any] = GOOD) -> str:
    made = await add(world, name, graph)
    assert (await publish(world, made["id"])).status_code == 200
    return str(made["id"])


async def stand_in(world: World, scenario: str, other: str, **headers: str) -> httpx.Response:
    url = f"/scenarios/{scenario}/stand-in"
    return await world.client.put(url, json={"scenario_id": other}, headers=headers or world.bearer())


@pytest.mark.requirement("RT-03")
async def test_thirty_scenarios_and_all_that_leads_to_one_is_switched_by_one_request(world: World) -> None:
    scenarios = [await ready(world, f"Scenario {place}") for place in range(30)]
    (number,) = (await world.client.get("/numbers", headers=world.bearer())).json()["items"]
    await world.client.patch(f"/numbers/{number['id']}", json={"scenario_id": scenarios[0]}, headers=world.bearer())
    code = {"number": "*100", "name": "Campaign", "kind": "scenario", "scenario_id": scenarios[0]}
    assert (await world.client.post("/extensions", json=code, headers=world.bearer())).status_code == 201
    menu = {"kind": "menu", "prompts": ["welcome"], "choices": {"1": {"next": "a"}}, "otherwise": "a"}
    leading = GOOD | {"start": "m", "nodes": GOOD["nodes"] | {
        "m": menu, "a": {"kind": "scenario", "scenario": scenarios[0]},
    }}  # fmt: skip
    await ready(world, "Leads there", leading)
    for wanted, answers in ((scenarios[17], scenarios[17]), ("", scenarios[0])):
        switched = await stand_in(world, scenarios[0], wanted)
        assert switched.status_code == 200, switched.text
        assert (switched.json()["stand_in_id"], switched.json()["numbers"]) == (wanted or None, ["+3726000100"])
        found = await office(world)
        places = (found.numbers["+3726000100"].scenario_id, found.extensions["*100"].scenario_id, scenarios[0])
        assert {found.scenarios[place or ""].id for place in places} == {answers}
        assert len(found.company.scenarios) >= 30
    assert (await world.client.get(f"/scenarios/{scenarios[0]}", headers=world.bearer())).json()["stand_in_id"] is None


async def test_who_may_not_stand_in(world: World) -> None:
    day, night = await ready(world, "Day"), await ready(world, "Night shift")
    drawn = (await add(world, "Drawn only"))["id"]
    night_graph = {"start": "a", "rescue": "a", "nodes": {"a": {"kind": "scenario", "scenario": day}}}
    by_day = await ready(world, "As by day", night_graph)
    round_ = {"start": "a", "rescue": "a", "nodes": {"a": {"kind": "scenario", "scenario": by_day}}}
    back = await ready(world, "And back", round_)
    for other, text in (
        (day, "itself"),
        (drawn, "published"),
        ("nonsense", "no scenario"),
    ):
        assert text in check_problem(await stand_in(world, day, other), 422)["errors"][0]["message"]
    refused = check_problem(await stand_in(world, day, back), 422)
    assert {one["message"].partition(": ")[0] for one in refused["errors"]} == {"And back", "As by day"}
    assert (await office(world)).company.stand_ins == {}
    assert (await stand_in(world, day, by_day)).status_code == 200  # that one leads back to the day itself
    assert (await stand_in(world, day, night)).status_code == 200
    for scenario, other in ((back, day), (night, back)):
        assert "end that first" in check_problem(await stand_in(world, scenario, other), 422)["errors"][0]["message"]
    used = check_problem(await world.client.delete(f"/scenarios/{night}", headers=world.bearer()), 409)
    assert used["errors"] == [{"field": "scenarios", "message": "Day"}]
    strange = await stand_in(world, day, night, **world.bearer(world.other_token))
    check_problem(strange, 404)
    await log_in(world, "super", "super-password")
    url = f"/scenarios/{day}/stand-in"
    check_problem(await world.client.put(url, json={"scenario_id": ""}), 403)


async def test_an_extension_leads_to_a_published_scenario(world: World) -> None:
    day, drawn = await ready(world, "Day"), (await add(world, "Drawn only"))["id"]
    new = {"number": "700", "name": "Reception", "kind": "scenario"}
    for wrong in ({}, {"scenario_id": ""}, {"scenario_id": "x"}, {"scenario_id": drawn}):
        answered = await world.client.post("/extensions", json=new | wrong, headers=world.bearer())
        assert check_problem(answered, 422)["errors"][0]["field"] == "scenario_id"
    other = {"number": "701", "name": "Echo", "kind": "echo", "scenario_id": day}
    answered = await world.client.post("/extensions", json=other, headers=world.bearer())
    assert check_problem(answered, 422)["errors"][0]["field"] == "scenario_id"
    made = await world.client.post("/extensions", json=new | {"scenario_id": day}, headers=world.bearer())
    assert made.status_code == 201, made.text
    url = f"/extensions/{made.json()['id']}"
    used = check_problem(await world.client.delete(f"/scenarios/{day}", headers=world.bearer()), 409)
    assert used["errors"] == [{"field": "extensions", "message": "700"}]
    for wrong in ("", drawn):
        answered = await world.client.patch(url, json={"scenario_id": wrong}, headers=world.bearer())
        assert check_problem(answered, 422)["errors"][0]["field"] == "scenario_id"
    night = await ready(world, "Night shift")
    assert (await world.client.patch(url, json={"scenario_id": night}, headers=world.bearer())).status_code == 204
    assert (await office(world)).extensions["700"].scenario_id == night
    assert (await world.client.delete(f"/scenarios/{day}", headers=world.bearer())).status_code == 204
    assert (await world.client.delete(url, headers=world.bearer())).status_code == 204
