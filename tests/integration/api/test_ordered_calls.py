"""Ordering calls by the API: what is asked of the switch, and what its answers become."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.api.test_api import check_problem, log_in
from tests.integration.api.test_live import CALL

from offhook.ids import new_id

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

ASKED = {
    "by": "admin", "login": None, "people": None, "to": "", "contact": "", "extension": "", "of": "", "device": "",
    "shows": "", "name": "", "auto_answer": False, "seconds": 30.0,
}  # fmt: skip


@pytest.mark.requirement("CR-01", "CR-05")
async def test_a_call_is_ordered_and_looked_at(world: World) -> None:
    call = new_id()
    world.switch.answers = {
        "order": {"call": call},
        "live": [{**CALL, "id": call, "ordered": {"by": "crm", "stage": "ringing"}}],
    }
    body = {"extension": "201", "to": " +372 5551 2345 ", "name": "Tamm", "auto_answer": True, "ring_seconds": 20}
    response = await world.client.post("/calls", headers=world.bearer(), json=body)
    url = f"/api/v1/calls/live/{call}"
    assert (response.status_code, response.json()) == (202, {"id": call, "status": "accepted", "url": url})
    assert response.headers["location"] == url
    ((do, asked),) = world.switch.asked
    known = {key: asked[key] for key in ("extension", "to", "name", "auto_answer", "seconds", "tenant")}
    assert do == "order"
    assert known == {
        "extension": "201", "to": "+372 5551 2345", "name": "Tamm", "auto_answer": True, "seconds": 20.0,
        "tenant": world.tenant,
    }  # fmt: skip
    assert asked.keys() == {*ASKED, "tenant"}
    seen = (await world.client.get(f"/calls/live/{call}", headers=world.bearer())).json()
    assert (seen["id"], seen["ordered"]) == (call, {"by": "crm", "stage": "ringing"})
    world.switch.answers["live"] = []
    check_problem(await world.client.get(f"/calls/live/{call}", headers=world.bearer()), 404)
    check_problem(await world.client.get("/calls/live/nonsense", headers=world.bearer()), 404)


async def test_agents_order_for_themselves(world: World) -> None:
    await log_in(world, "agnes", "agnes-password")
    world.switch.answers["order"] = {"refused": "not-own"}
    check_problem(await world.client.post("/calls", json={"to": "202", "extension": "202"}), 403)
    asked = world.switch.asked[-1][1]
    assert asked["people"]
    assert asked["people"] == [asked["login"]]


BAD: list[tuple[Any, str]] = [
    ({}, "body"),
    ({"to": ""}, "body.to"),
    ({"to": "   "}, "body.to"),
    ({"to": "1" * 65}, "body.to"),
    ({"to": 5}, "body.to"),
    ({"to": "1", "contact_id": "c"}, "body"),
    ({"to": "1", "extension": "201", "device": "d"}, "body"),
    ({"to": "1", "ring_seconds": 4}, "body.ring_seconds"),
    ({"to": "1", "ring_seconds": 121}, "body.ring_seconds"),
    ({"to": "1", "url": "x"}, "body.url"),
]


async def test_what_cannot_be_meant(world: World) -> None:
    for body, field in BAD:
        problem = check_problem(await world.client.post("/calls", headers=world.bearer(), json=body), 422)
        assert problem["errors"][0]["field"] == field, body
    assert world.switch.asked == []
    check_problem(await world.client.post("/calls", headers=world.bearer(), json={"to": "1"}), 503)


async def test_refusals(world: World) -> None:
    expected = {"busy": 409, "no-phone": 409, "no-operator": 409, "not-own": 403}
    fields = {
        "no-number": "to", "own-number": "to", "emergency": "to", "no-contact": "contact_id", "no-person": "extension",
        "no-line": "shows",
    }  # fmt: skip
    for word, status in (expected | dict.fromkeys(fields, 422)).items():
        world.switch.answers["order"] = {"refused": word}
        response = await world.client.post("/calls", headers=world.bearer(), json={"to": "1"})
        problem = check_problem(response, status)
        assert problem["detail"]
        if word in fields:
            assert problem["errors"][0]["field"] == fields[word]
