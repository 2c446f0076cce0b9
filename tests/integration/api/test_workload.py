"""Who is how busy: calls of today by person from the history, and what each does now by the switch."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.api.test_api import check_problem, log_in
from tests.integration.api.test_live import CALL, LEG

from offhook.ids import new_id
from offhook.journal import records
from offhook.journal.flush import Flusher
from offhook.journal.log import Journal
from offhook.journal.records import Party

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

S = 1_000_000
OUTSIDE = Party("+37255512345")


def call(tenant: str, at: int, direction: records.Direction, legs: list[tuple[str, Party, bool]]) -> list[Any]:
    """A call of a minute; each leg is its direction, whose it is, and whether it was answered."""
    id_ = new_id()
    told: list[Any] = [records.CallStarted(id_, tenant, at, direction, legs[0][1], "+3726000100")]
    connected = all(any(answered for way, _, answered in legs if way == wanted) for wanted in ("inbound", "outbound"))
    for way, party, answered in legs:
        leg = new_id()
        told.append(records.LegStarted(id_, leg, at, way, party))  # type: ignore[arg-type]
        if answered:
            told.append(records.LegAnswered(id_, leg, at + 10 * S))
        told.append(records.LegEnded(id_, leg, at + 70 * S, "remote", 200 if answered else 487))
    if connected:
        told.append(records.CallConnected(id_, at + 10 * S, legs[-1][1]))
    told.append(records.CallEnded(id_, at + 70 * S, "answered" if connected else "missed", "caller", None))
    return told


@pytest.mark.requirement("SV-02")
async def test_calls_of_each_person_and_what_each_does_now(world: World) -> None:
    people = (await world.client.get("/people", headers=world.bearer())).json()["items"]
    assert [one["name"] for one in people[:2]] == ["Anna Kask", "Boris Tamm"]
    anna, boris = Party("201", person_id=people[0]["id"]), Party("202", person_id=people[1]["id"])
    today = time.time_ns() // 1000 + 3600 * S  # later than midnight whatever happens
    journal = Journal(world.settings.data / "another")
    journal.replay()
    rung = ("outbound", boris, False)
    for told in (
        call(world.tenant, today, "inbound", [("inbound", OUTSIDE, True), rung, ("outbound", anna, True)]),
        call(world.tenant, today, "inbound", [("inbound", OUTSIDE, True), rung, rung]),
        call(world.tenant, today, "outbound", [("inbound", anna, True), ("outbound", OUTSIDE, True)]),
        call(world.tenant, today, "internal", [("inbound", anna, True), ("outbound", boris, True)]),
        call(world.tenant, today - 3 * 86_400 * S, "outbound", [("inbound", anna, True), ("outbound", OUTSIDE, True)]),
    ):
        for record in told:
            journal.append(record)
    flusher = Flusher(journal, journal.state, world.database)
    assert await flusher.flush()
    await flusher.stop()
    await journal.close()

    boris_rings = LEG | {"direction": "outbound", "number": "202", "state": "ringing"}
    waits = CALL | {"id": "w", "legs": [LEG | {"number": OUTSIDE.number, "inside": False}, boris_rings]}
    talks = CALL | {"id": "t", "connected_at": 1, "legs": [LEG, LEG | {"direction": "outbound", "number": "202"}]}
    world.switch.answers["presences"] = {people[0]["id"]: {"presence": "dnd", "note": ""}}  # Boris has no telephone
    for live, now in (
        ([], ("dnd", "offline")),
        ([waits], ("dnd", "ringing")),
        ([waits, talks], ("talking", "talking")),
    ):
        world.switch.answers["live"] = live
        shown = (await world.client.get("/workload", headers=world.bearer())).json()["items"]
        assert (shown[0]["state"], shown[1]["state"]) == now
    names = ("extension", "inbound", "outbound", "missed", "talking_seconds")
    figures = [[one[name] for name in names] for one in shown]
    assert figures[:2] == [["201", 1, 2, 0, 180.0], ["202", 1, 0, 1, 60.0]]
    assert shown[0]["call_id"] == "t"


async def test_for_leaders_of_the_company_while_the_switch_is_there(world: World) -> None:
    world.switch.answers |= {"live": [], "presences": {}}
    others = await world.client.get("/workload", headers=world.bearer(world.other_token))
    assert others.json()["items"] == []
    await log_in(world, "agnes", "agnes-password")
    check_problem(await world.client.get("/workload"), 403)
    del world.switch.answers["live"]
    check_problem(await world.client.get("/workload", headers=world.bearer()), 503)
