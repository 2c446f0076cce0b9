"""Past calls through a draft, by the API."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from tests.integration.api.test_api import check_problem

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

THEN = {"since": "2026-09-01T00:00:00Z", "until": "2026-10-01T00:00:00Z"}


async def test_which_calls_would_end_otherwise(world: World) -> None:
    listed = (await world.client.get("/scenarios", headers=world.bearer())).json()["items"]
    (main,) = [one["id"] for one in listed if one["name"] == "Main line"]
    url = f"/scenarios/{main}/rehearse-history"
    same = (await world.client.post(url, json=THEN, headers=world.bearer())).json()
    assert same["judged"] >= 1
    assert (same["changed"], same["left_out"]) == ([], False)
    graph = copy.deepcopy((await world.client.get(f"/scenarios/{main}", headers=world.bearer())).json()["graph"])
    graph["nodes"]["menu"]["choices"]["1"]["next"] = "support"
    found = (await world.client.post(url, json=THEN | {"graph": graph}, headers=world.bearer())).json()
    changed = {one["call_id"]: one for one in found["changed"]}
    told = changed[world.answered]
    assert (told["before"]["who"], told["after"]["who"], told["result"]) == ("202", "203", "answered")
    assert told["caller"] == "+37255512345"
    recent = (await world.client.post(url, json={"days": 1}, headers=world.bearer())).json()
    assert recent == {"judged": 0, "changed": [], "left_out": False}
    wrong = {"since": THEN["until"], "until": THEN["since"]}
    assert (
        check_problem(await world.client.post(url, json=wrong, headers=world.bearer()), 422)["errors"][0]["field"]
        == "since"
    )
    check_problem(await world.client.post(url, json={}, headers=world.bearer(world.other_token)), 404)
