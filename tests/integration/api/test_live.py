"""Live calls by the API: what is asked of the switch, and what its answers become."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.integration.api.test_api import check_problem, log_in

from offhook.ids import new_id

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

LEG = {
    "id": "l",
    "direction": "inbound",
    "number": "201",
    "name": "Anna",
    "inside": True,
    "muted": False,
    "on_hold": False,
    "state": "answered",
    "supervises": None,
    "agent": None,
}
CALL = {
    "id": "c", "tenant": "t", "direction": "internal", "dialled": "202", "started_at": 1_790_000_000_000_000,
    "connected_at": None, "talking": False, "recording": False, "legs": [LEG],
}  # fmt: skip


async def test_live_calls(world: World) -> None:
    world.switch.answers["live"] = [CALL]
    (call,) = (await world.client.get("/calls/live", headers=world.bearer())).json()["items"]
    assert (call["number"], call["started_at"], call["connected_at"]) == ("202", "2026-09-21T14:13:20Z", None)
    assert call["legs"] == [LEG]
    assert world.switch.asked == [("live", {"tenant": world.tenant, "people": None})]


async def test_who_may_supervise_is_told(world: World) -> None:
    async def supervisors() -> list[tuple[str, str]]:
        found = (await world.client.get("/calls/live", headers=headers)).json()["supervisors"]
        return [(one["number"], one["name"]) for one in found]

    world.switch.answers["live"] = []
    headers = world.bearer()
    assert await supervisors() == []
    people = (await world.client.get("/people", headers=headers)).json()["items"]
    for person in people[:2]:
        url = f"/people/{person['id']}"
        assert (await world.client.patch(url, json={"may_supervise": True}, headers=headers)).status_code == 204
    assert await supervisors() == [("201", "Anna Kask"), ("202", "Boris Tamm")]
    headers = {}
    await log_in(world, "agnes", "agnes-password")
    assert await supervisors() == [("201", "Anna Kask")]  # her own


async def test_agents_see_and_touch_their_own_calls(world: World) -> None:
    await log_in(world, "agnes", "agnes-password")
    world.switch.answers = {"live": [], "hangup": "no-call"}
    await world.client.get("/calls/live")
    check_problem(await world.client.post(f"/calls/{new_id()}/hangup"), 404)
    assert all(arguments["people"] for _, arguments in world.switch.asked)


async def test_transfer(world: World) -> None:
    world.switch.answers["transfer"] = "accepted"
    call, second = new_id(), new_id()
    for body in ({"to": "203"}, {"with": second, "by": "leg"}):
        response = await world.client.post(f"/calls/{call}/transfer", headers=world.bearer(), json=body)
        assert (response.status_code, response.json()) == (202, {"status": "accepted"})
    common = {"tenant": world.tenant, "people": None, "call": call}
    assert [arguments for _, arguments in world.switch.asked] == [
        {**common, "to": "203", "second": "", "by": ""},
        {**common, "to": "", "second": second, "by": "leg"},
    ]


@pytest.mark.parametrize("body", [{}, {"to": ""}, {"to": "1", "with": "2"}, {"to": "1" * 65}, {"to": 5}])
async def test_transfer_that_cannot_be_meant(world: World, body: dict[str, object]) -> None:
    check_problem(await world.client.post(f"/calls/{new_id()}/transfer", headers=world.bearer(), json=body), 422)
    assert world.switch.asked == []


@pytest.mark.parametrize(
    ("answer", "status"),
    [("no-call", 404), ("nobody-talks", 409), ("who", 409), ("no-second-call", 404), ("not-the-same-person", 409)],
)
async def test_refusals_of_the_switch(world: World, answer: str, status: int) -> None:
    world.switch.answers["transfer"] = answer
    response = await world.client.post(f"/calls/{new_id()}/transfer", headers=world.bearer(), json={"to": "1"})
    assert check_problem(response, status)["detail"]


async def test_switch_is_away(world: World) -> None:
    check_problem(await world.client.get("/calls/live", headers=world.bearer()), 503)
    check_problem(await world.client.post(f"/calls/{new_id()}/hangup", headers=world.bearer()), 503)


async def test_no_call_is_named_by_nonsense(world: World) -> None:
    check_problem(await world.client.post("/calls/nonsense/hangup", headers=world.bearer()), 404)


async def test_supervise(world: World) -> None:
    world.switch.answers["supervise"] = "accepted"
    call = new_id()
    for body in ({"mode": "listen", "extension": "204"}, {"mode": "barge", "device": "demo204", "agent": "leg"}):
        response = await world.client.post(f"/calls/{call}/supervise", headers=world.bearer(), json=body)
        assert (response.status_code, response.json()) == (202, {"status": "accepted"})
    common = {"tenant": world.tenant, "call": call, "login": None, "people": None, "over": None}
    assert [arguments for _, arguments in world.switch.asked] == [
        {**common, "mode": "listen", "extension": "204", "device": "", "agent": ""},
        {**common, "mode": "barge", "extension": "", "device": "demo204", "agent": "leg"},
    ]
    await log_in(world, "agnes", "agnes-password")
    await world.client.post(f"/calls/{call}/supervise", json={"mode": "listen"})
    own = world.switch.asked[-1][1]
    assert own["login"]
    assert [own["login"]] == own["people"]


@pytest.mark.parametrize(
    "body", [{}, {"mode": "shout"}, {"mode": "listen", "extension": "1", "device": "x"}, {"mode": "listen", "agent": 5}]
)
async def test_supervision_that_cannot_be_meant(world: World, body: dict[str, object]) -> None:
    check_problem(await world.client.post(f"/calls/{new_id()}/supervise", headers=world.bearer(), json=body), 422)
    assert world.switch.asked == []


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("no-call", 404), ("no-right", 403), ("nobody-talks", 409), ("no-phone", 409), ("no-agent", 409),
        ("own-call", 409), ("supervised", 409), ("no-take-over", 409),
    ],
)  # fmt: skip
async def test_supervision_that_is_refused(world: World, answer: str, status: int) -> None:
    world.switch.answers["supervise"] = answer
    response = await world.client.post(
        f"/calls/{new_id()}/supervise", headers=world.bearer(), json={"mode": "listen", "extension": "204"}
    )
    assert check_problem(response, status)["detail"]


async def test_conferences(world: World) -> None:
    world.switch.answers = {"invite": "accepted", "mute": "accepted", "remove": "no-leg"}
    call, leg = new_id(), new_id()
    path = f"/calls/{call}"
    for url, body, status in (
        (f"{path}/invite", {"to": "203"}, 202),
        (f"{path}/legs/{leg}/mute", {"muted": True}, 202),
        (f"{path}/legs/{leg}/remove", None, 404),
        (f"{path}/invite", {"to": ""}, 422),
        (f"{path}/legs/{leg}/mute", {"muted": "loud"}, 422),
        (f"{path}/legs/nonsense/mute", {"muted": True}, 404),
    ):
        response = await world.client.post(url, headers=world.bearer(), json=body)
        assert response.status_code == status, url
    common = {"tenant": world.tenant, "people": None, "call": call}
    assert world.switch.asked == [
        ("invite", {**common, "to": "203"}),
        ("mute", {**common, "leg": leg, "muted": True}),
        ("remove", {**common, "leg": leg}),
    ]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("no-call", 404), ("nobody-talks", 409), ("no-number", 409), ("no-conference", 409), ("no-leg", 404),
    ],
)  # fmt: skip
async def test_conferences_that_are_refused(world: World, answer: str, status: int) -> None:
    world.switch.answers["invite"] = answer
    response = await world.client.post(f"/calls/{new_id()}/invite", headers=world.bearer(), json={"to": "203"})
    assert check_problem(response, status)["detail"]


async def test_announcements(world: World) -> None:
    world.switch.answers["play"] = "accepted"
    url = f"/calls/{new_id()}/play"
    for body, status in (
        ({"text": "Two minutes are left"}, 202),
        ({"sound": "goodbye", "to": "leg"}, 202),
        ({}, 422),
        ({"sound": "goodbye", "text": "Bye"}, 422),
        ({"text": "x" * 501}, 422),
        ({"text": "x", "level_db": 7}, 422),
        ({"text": "x", "voices_db": 1}, 422),
    ):
        assert (await world.client.post(url, headers=world.bearer(), json=body)).status_code == status
    said = [tuple(one[name] for name in ("sound", "text", "to", "db", "voices_db")) for _, one in world.switch.asked]
    assert said == [("", "Two minutes are left", "all", 0, -10), ("goodbye", "", "leg", 0, -10)]
    for answer, status in (("no-party", 404), ("no-sound", 409)):
        world.switch.answers["play"] = answer
        check_problem(await world.client.post(url, headers=world.bearer(), json={"text": "x"}), status)


async def test_parking_and_taking_back(world: World) -> None:
    headers, call = world.bearer(), new_id()
    world.switch.answers = {"park": "accepted", "retrieve": "accepted"}
    parked = await world.client.post(f"/calls/{call}/park", json={"slot": 7}, headers=headers)
    taken = await world.client.post(f"/calls/{call}/retrieve", json={"extension": "203"}, headers=headers)
    assert (parked.status_code, taken.status_code) == (202, 202)
    asked = {"tenant": world.tenant, "people": None, "call": call}
    assert world.switch.asked == [
        ("park", {**asked, "slot": 7, "by": ""}),
        ("retrieve", {**asked, "extension": "203", "login": None}),
    ]
    world.switch.answers = {"park": "slot-taken", "retrieve": "not-parked"}
    check_problem(await world.client.post(f"/calls/{call}/park", json={}, headers=headers), 409)
    check_problem(await world.client.post(f"/calls/{call}/retrieve", json={}, headers=headers), 409)
    check_problem(await world.client.post(f"/calls/{call}/park", json={"slot": 100}, headers=headers), 422)
    company = {"park_s": 30, "park_fallback": "202"}
    assert (await world.client.patch("/company", json=company, headers=headers)).status_code == 204
    read = (await world.client.get("/company", headers=headers)).json()
    assert {name: read[name] for name in company} == company
    unknown = await world.client.patch("/company", json={"park_fallback": "999"}, headers=headers)
    check_problem(unknown, 422)


async def test_hold_keys_and_ending_what_is_said(world: World) -> None:
    world.switch.answers = dict.fromkeys(("hold", "send_keys", "stop_playing"), "accepted")
    call, leg = new_id(), new_id()
    for path, body in (
        (f"legs/{leg}/hold", {"held": True}),
        (f"legs/{leg}/digits", {"digits": "12#", "each_ms": 80}),
        ("play/stop", None),
    ):
        response = await world.client.post(f"/calls/{call}/{path}", headers=world.bearer(), json=body)
        assert response.status_code == 202, response.text
    common = {"tenant": world.tenant, "people": None, "call": call}
    by = world.switch.asked[0][1]["by"]
    assert world.switch.asked == [
        ("hold", {**common, "leg": leg, "held": True, "by": by}),
        ("send_keys", {**common, "leg": leg, "keys": {"digits": "12#", "each_ms": 80, "by": by}}),
        ("stop_playing", {**common, "by": by}),
    ]
    for digits in ("", "12a", "1" * 33, "1 2", "E"):
        url = f"/calls/{call}/legs/{leg}/digits"
        check_problem(await world.client.post(url, headers=world.bearer(), json={"digits": digits}), 422)
    world.switch.answers = {"hold": "no-hold-there", "send_keys": "not-answered", "stop_playing": "no-announcement"}
    for path, body in (
        (f"legs/{leg}/hold", {"held": False}),
        (f"legs/{leg}/digits", {"digits": "1"}),
        ("play/stop", None),
    ):
        url = f"/calls/{call}/{path}"
        assert check_problem(await world.client.post(url, headers=world.bearer(), json=body), 409)["detail"]
