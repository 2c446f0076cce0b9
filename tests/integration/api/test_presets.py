"""Presets of gateways: each can be saved as it is, and says what to set in the box."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tests.integration.api.test_api import check_problem, log_in

from offhook.trunks.presets import DEVICE_PRESETS, FILLED, TRUNK_PRESETS

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

GUIDE = Path(__file__).parents[3] / "docs" / "howto" / "gateways.md"


async def test_every_trunk_preset_makes_a_trunk(world: World) -> None:
    presets = (await world.client.get("/trunk-presets", headers=world.bearer())).json()["items"]
    assert len(presets) == len(TRUNK_PRESETS)
    for preset in presets:
        new = {**preset["settings"], "name": preset["name"], "host": "192.0.2.9"}
        added = await world.client.post("/trunks", json=new, headers=world.bearer())
        assert added.status_code == 201, (preset["key"], added.text)
        shown = added.json()
        plain = {name: value for name, value in preset["settings"].items() if name != "formats"}
        assert {name: shown[name] for name in plain} == plain
        assert shown["formats"]["called"]["form"] == "national"


async def test_every_device_preset_fits_a_device(world: World) -> None:
    presets = (await world.client.get("/device-presets", headers=world.bearer())).json()["items"]
    assert len(presets) == len(DEVICE_PRESETS)
    device = (await world.client.get("/devices", headers=world.bearer())).json()["items"][0]
    for preset in presets:
        url = f"/devices/{device['id']}"
        assert (await world.client.patch(url, json=preset["settings"], headers=world.bearer())).status_code == 204
        now = (await world.client.get("/devices", headers=world.bearer())).json()["items"][0]
        assert {name: now[name] for name in preset["settings"]} == preset["settings"]


async def test_what_to_set_in_the_box_names_us_and_only_known_gaps(world: World) -> None:
    pbx = (await world.client.get("/devices", headers=world.bearer())).json()["items"][0]["domain"]
    for path in ("/trunk-presets", "/device-presets"):
        for preset in (await world.client.get(path, headers=world.bearer())).json()["items"]:
            values = " ".join(step["value"] for step in preset["box"])
            assert pbx in values
            assert set(re.findall(r"{(\w+)}", values)) <= set(FILLED) - {"pbx"}
            assert preset["sources"]


async def test_supervisors_read_them_and_agents_do_not(world: World) -> None:
    await log_in(world, "super", "super-password")
    assert (await world.client.get("/trunk-presets")).status_code == 200
    await log_in(world, "agnes", "agnes-password")
    check_problem(await world.client.get("/trunk-presets"), 403)


def test_the_guide_names_every_preset() -> None:
    text = GUIDE.read_text()
    missing = [one.name for one in (*TRUNK_PRESETS, *DEVICE_PRESETS) if one.name not in text]
    assert missing == []
