"""Sites through the API: made, read with what their lines carry, changed, removed; devices put there by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.api.test_api import check_problem, log_in

from offhook.ids import new_id

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

TARTU = {"name": "Tartu", "networks": ["203.0.113.7", "2001:db8::1/48"], "kbit_up": 512, "kbit_down": 2000}


async def add(world: World, **more: Any) -> dict[str, Any]:
    answered = await world.client.post("/sites", json=TARTU | more, headers=world.bearer())
    assert answered.status_code == 201, answered.text
    return dict(answered.json())


async def test_a_site_from_its_making_to_its_end(world: World) -> None:
    made = await add(world)
    assert made["networks"] == ["203.0.113.7/32", "2001:db8::/48"]
    assert (made["used_up"], made["alarm"]) == (None, None)  # the switch is away
    alarm = {"level": "near", "since": 1_790_000_000_000_000}
    world.switch.answers["sites"] = {made["id"]: {"used_up": 416, "used_down": 416, "legs": 6, "alarm": alarm}}
    (shown,) = (await world.client.get("/sites", headers=world.bearer())).json()["items"]
    assert (shown["used_up"], shown["legs"], shown["alarm"]["level"]) == (416, 6, "near")
    url = f"/sites/{made['id']}"
    assert (await world.client.get(url, headers=world.bearer())).json() == shown
    assert (await world.client.patch(url, json={"kbit_up": 0}, headers=world.bearer())).status_code == 204
    after = (await world.client.get(url, headers=world.bearer())).json()
    assert (after["kbit_up"], after["kbit_down"], after["name"]) == (0, 2000, "Tartu")
    device = (await world.client.get("/devices", headers=world.bearer())).json()["items"][0]
    assert device["site_id"] is None
    put = {"site_id": made["id"]}
    assert (await world.client.patch(f"/devices/{device['id']}", json=put, headers=world.bearer())).status_code == 204
    device = (await world.client.get("/devices", headers=world.bearer())).json()["items"][0]
    assert device["site_id"] == made["id"]
    assert (await world.client.delete(url, headers=world.bearer())).status_code == 204
    check_problem(await world.client.get(url, headers=world.bearer()), 404)
    device = (await world.client.get("/devices", headers=world.bearer())).json()["items"][0]
    assert device["site_id"] is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "Tartu"}, "name"),
        ({"networks": ["nowhere"]}, "networks"),
        ({"networks": ["203.0.113.7/32"]}, "networks"),
        ({"kbit_up": -1}, "kbit_up"),
        ({"alarm_percent": 0}, "alarm_percent"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(world: World, wrong: dict[str, Any], field: str) -> None:
    await add(world)
    body = TARTU | {"name": "Narva", "networks": []} | wrong
    problem = check_problem(await world.client.post("/sites", json=body, headers=world.bearer()), 422)
    assert field in problem["errors"][0]["field"]
    assert len((await world.client.get("/sites", headers=world.bearer())).json()["items"]) == 1


async def test_other_companies_and_other_roles(world: World) -> None:
    made = await add(world)
    url = f"/sites/{made['id']}"
    other = world.bearer(world.other_token)
    check_problem(await world.client.get(url, headers=other), 404)
    check_problem(await world.client.patch(url, json={"kbit_up": 1}, headers=other), 404)
    check_problem(await world.client.delete(url, headers=other), 404)
    (device, *_) = (await world.client.get("/devices", headers=world.bearer())).json()["items"]
    foreign = {"site_id": new_id()}
    check_problem(await world.client.patch(f"/devices/{device['id']}", json=foreign, headers=world.bearer()), 422)
    await log_in(world, "super", "super-password")
    assert (await world.client.get(url)).status_code == 200
    check_problem(await world.client.delete(url), 403)
    check_problem(await world.client.post("/sites", json=TARTU), 403)
