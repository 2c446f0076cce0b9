"""Queues and agents through the API: made, changed, loaded by a switch, kept while they are needed; shown live."""

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

AGENT = {
    "state": "after_call", "reason": "", "since": 1_790_000_000.5, "until": 1_790_000_010.5, "calls": 2, "talk_s": 61,
    "call_id": None, "queue_id": None, "queues": [],
}  # fmt: skip


async def person(world: World, number: str = "201") -> str:
    items = (await world.client.get("/extensions", headers=world.bearer())).json()["items"]
    return next(str(one["id"]) for one in items if one["number"] == number)


async def add(world: World, **more: Any) -> dict[str, Any]:
    members = [{"extension_id": await person(world), "skills": {"estonian": 3}, "always": True}]
    wanted = {"name": " Sales ", "strategy": "skills", "members": members, "wrap_up_s": 7} | more
    answered = await world.client.post("/queues", json=wanted, headers=world.bearer())
    assert answered.status_code == 201, answered.text
    return dict(answered.json())


async def test_a_queue_from_its_making_to_its_end(world: World) -> None:
    made = await add(world)
    assert (made["name"], made["strategy"], made["wrap_up_s"], made["ring_s"]) == ("Sales", "skills", 7, 15)
    url = f"/queues/{made['id']}"
    assert (await world.client.get(url, headers=world.bearer())).json() == made
    second = {"extension_id": await person(world, "202"), "penalty": 2}
    wanted = {**made, "members": [second, *made["members"]], "say_wait": True, "name": "Sales and service"}
    changed = await world.client.put(url, json=wanted, headers=world.bearer())
    assert changed.status_code == 200, changed.text
    (shown,) = (await world.client.get("/queues", headers=world.bearer())).json()["items"]
    assert shown == changed.json()
    assert [one["penalty"] for one in shown["members"]] == [2, 0]
    loaded = await load_company(world.database, Sealer.of(world.settings.data), world.tenant)
    assert loaded is not None
    (queue,) = loaded.queues
    assert (queue.id, queue.name, queue.strategy, queue.say_wait) == (made["id"], "Sales and service", "skills", True)
    found = [(one.penalty, one.skills, one.always) for one in queue.members]
    assert found == [(2, {}, False), (0, {"estonian": 3}, True)]
    assert (await world.client.delete(url, headers=world.bearer())).status_code == 204
    check_problem(await world.client.get(url, headers=world.bearer()), 404)
    check_problem(await world.client.put(url, json=wanted, headers=world.bearer()), 404)


async def test_what_cannot_be_is_refused_by_its_field(world: World) -> None:
    made = await add(world)
    own = made["members"][0]
    cases: list[tuple[dict[str, Any], str]] = [
        ({"name": "Sales"}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "Other", "strategy": "loudest"}, "strategy"),
        ({"name": "Other", "members": [{"extension_id": new_id()}]}, "members.0.extension_id"),
        ({"name": "Other", "members": [own, own]}, "members.1.extension_id"),
        ({"name": "Other", "members": [own | {"skills": {"estonian": 11}}]}, "members.0.skills.estonian"),
        ({"name": "Other", "priorities": [{"list_id": new_id(), "priority": 1}]}, "priorities.0.list_id"),
        ({"name": "Other", "longest_wait_s": 5}, "longest_wait_s"),
        ({"name": "Other", "dial_schedule": new_id()}, "dial_schedule"),
        ({"name": "Other", "dial_never": "none"}, "dial_never"),
        ({"name": "Other", "dial_numbers": [new_id()]}, "dial_numbers"),
    ]
    for wrong, field in cases:
        answer = await world.client.post("/queues", json=wrong, headers=world.bearer())
        check_problem(answer, 422)
        assert any(field in one["field"] for one in answer.json()["errors"]), (wrong, answer.text)


async def test_what_is_in_use_stays(world: World) -> None:
    new = {"name": "VIP", "numbers": []}
    listed = (await world.client.post("/lists", json=new, headers=world.bearer())).json()["id"]
    hours = (await world.client.post("/schedules", json={"name": "Hours"}, headers=world.bearer())).json()["id"]
    made = await add(world, priorities=[{"list_id": listed, "priority": 2}], dial_schedule=hours)
    graph = {
        "start": "q",
        "rescue": "end",
        "nodes": {
            "q": {"kind": "queue", "queue": made["id"], "timeout": "end"},
            "end": {"kind": "hangup", "prompts": ["goodbye"]},
        },
    }
    async with world.database.tenant(world.tenant) as session:
        scenario: ScenarioId = await store.add_scenario(session, "To the queue")
        await store.save_draft(session, scenario, graph)
    line = {"number": "700", "name": "Line", "kind": "queue", "queue_id": made["id"]}
    assert (await world.client.post("/extensions", json=line, headers=world.bearer())).status_code == 201
    answer = check_problem(await world.client.delete(f"/queues/{made['id']}", headers=world.bearer()), 409)
    assert [one["field"] for one in answer["errors"]] == ["scenarios", "extensions"]
    uses = ((f"/lists/{listed}", "queues"), (f"/schedules/{hours}", "queues"))
    for url, kind in uses:
        answer = await world.client.delete(url, headers=world.bearer())
        check_problem(answer, 409)
        assert [one["field"] for one in answer.json()["errors"]] == [kind]


async def test_dialling_of_owed_calls_begins_and_ends(world: World) -> None:
    made = await add(world, dial_per_hour=20)
    assert made["dial_owed"] is False
    url = f"/queues/{made['id']}"
    for running in (True, False):
        answer = await world.client.put(f"{url}/dialling", json={"running": running}, headers=world.bearer())
        assert answer.status_code == 200, answer.text
        assert (await world.client.get(url, headers=world.bearer())).json() == {**made, "dial_owed": running}
    nowhere = f"/queues/{new_id()}/dialling"
    check_problem(await world.client.put(nowhere, json={"running": True}, headers=world.bearer()), 404)


async def test_live_view(world: World) -> None:
    made = await add(world)
    url = f"/queues/{made['id']}/live"
    check_problem(await world.client.get(url, headers=world.bearer()), 503)
    agent = {**AGENT, "extension_id": new_id(), "number": "201", "name": "Anna"}
    waiting = {
        "call_id": new_id(), "number": "+37255512345", "name": "", "since": 1_790_000_000.0, "waits_s": 3.5,
        "expected_s": 60, "priority": 0, "promised": False, "offered": ["Anna"], "position": 1, "attempts": 0,
    }  # fmt: skip
    today = {
        "entered": 3, "answered": 2, "in_time": 1, "abandoned": 0, "left": 0, "promised": 0,
        "average_wait_s": 12.5, "longest_wait_s": 20.0, "service_level": 0.5,
    }  # fmt: skip
    goes = {"state": "dialling", "under_way": 1}
    world.switch.answers["queue"] = {"waiting": [waiting], "agents": [agent], "today": today, "dialling": goes}
    shown = (await world.client.get(url, headers=world.bearer())).json()
    assert shown["waiting"][0]["since"] == "2026-09-21T14:13:20Z"
    assert shown["dialling"] == goes
    assert (shown["agents"][0]["state"], shown["today"]["service_level"]) == ("after_call", 0.5)
    assert shown["agents"][0]["until"] == "2026-09-21T14:13:30.500000Z"
    assert world.switch.asked[-1] == ("queue", {"tenant": world.tenant, "queue": made["id"], "people": None})
    world.switch.answers["queue"] = None
    check_problem(await world.client.get(url, headers=world.bearer()), 404)


async def test_agents_see_and_sign_themselves_only(world: World) -> None:
    own = await person(world)
    world.switch.answers |= {"agents": [], "set_agent": "accepted"}
    await log_in(world, "agnes", "agnes-password")
    assert (await world.client.get("/agents")).json() == {"items": []}
    asked = world.switch.asked[-1][1]
    assert asked["people"] is not None
    answer = await world.client.put(f"/agents/{own}/state", json={"state": "break", "reason": "lunch"})
    assert answer.status_code == 204, answer.text
    assert world.switch.asked[-1] == (
        "set_agent",
        {"tenant": world.tenant, "extension": own, "state": "break", "reason": "lunch", "people": asked["people"]},
    )
    world.switch.answers["set_agent"] = "no-agent"
    check_problem(await world.client.put(f"/agents/{own}/state", json={"state": "available"}), 404)
    check_problem(await world.client.put(f"/agents/{own}/state", json={"state": "asleep"}), 422)
    check_problem(await world.client.get("/queues"), 403)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
async def test_supervisors_look_but_change_nothing(world: World, method: str) -> None:
    made = await add(world)
    await log_in(world, "super", "super-password")
    assert (await world.client.get("/queues")).status_code == 200
    url = "/queues" if method == "post" else f"/queues/{made['id']}"
    body: dict[str, Any] = {} if method == "delete" else {"json": {"name": "Other"}}
    check_problem(await world.client.request(method.upper(), url, **body), 403)
