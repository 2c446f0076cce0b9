"""Extensions by the API: services are made, changed and taken away; what is wrong is told at its field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import update
from tests.integration.api.test_api import check_problem, log_in

from offhook.codes import Codes
from offhook.db.base import TenantRow
from offhook.directory.extensions import NewExtension, add_extension
from offhook.directory.model import ExtensionRow
from offhook.ids import new_id

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

ROOM = {"number": "510", "name": "Monday", "kind": "conference"}
USUAL = {
    "pin": None, "moderator_pin": None, "music": True, "announce": True, "places": 100, "record": True, "members": [],
    "queue_id": None, "overflow": "", "scenario_id": None,
}  # fmt: skip


async def found(world: World, number: str) -> dict[str, Any] | None:
    items = (await world.client.get("/extensions", headers=world.bearer())).json()["items"]
    return next((dict(one) for one in items if one["number"] == number), None)


async def test_a_conference_from_its_making_to_its_end(world: World) -> None:
    made = await world.client.post("/extensions", json=ROOM, headers=world.bearer())
    assert made.status_code == 201
    assert await found(world, "510") == made.json() == {"id": made.json()["id"], "person_id": None} | ROOM | USUAL
    url = f"/extensions/{made.json()['id']}"
    change = {"number": "511", "pin": "4711", "music": False, "announce": False, "places": 12, "record": False}
    assert (await world.client.patch(url, json=change, headers=world.bearer())).status_code == 204
    assert await found(world, "511") == made.json() | change
    assert (await world.client.patch(url, json={"pin": ""}, headers=world.bearer())).status_code == 204
    assert await found(world, "511") == made.json() | change | {"pin": None}
    assert (await world.client.delete(url, headers=world.bearer())).status_code == 204
    assert await found(world, "511") is None
    check_problem(await world.client.delete(url, headers=world.bearer()), 404)


async def test_paging_has_members(world: World) -> None:
    wanted = {"number": "520", "name": "All", "kind": "paging", "members": ["201", "202", "201"]}
    made = await world.client.post("/extensions", json=wanted, headers=world.bearer())
    assert (made.status_code, made.json()["members"]) == (201, ["201", "202"])
    url = f"/extensions/{made.json()['id']}"
    assert (await world.client.patch(url, json={"members": ["202"]}, headers=world.bearer())).status_code == 204
    assert ((await found(world, "520")) or {})["members"] == ["202"]


async def test_number_of_a_queue(world: World) -> None:
    async def post(path: str, **body: Any) -> Any:
        return await world.client.post(path, json=body, headers=world.bearer())

    async def refused(number: str, field: str, **body: Any) -> None:
        answer = check_problem(await post("/extensions", number=number, name="Line", kind="queue", **body), 422)
        assert [one["field"] for one in answer["errors"]] == [field]

    queue = (await post("/queues", name="Sales")).json()["id"]
    first = await post("/extensions", number="700", name="Sales line", kind="queue", queue_id=queue, overflow="201")
    assert (first.status_code, first.json()["queue_id"], first.json()["overflow"]) == (201, queue, "201")
    second = await post("/extensions", number="701", name="Other", kind="queue", queue_id=queue, overflow="700")
    assert second.status_code == 201
    await refused("702", "queue_id")
    await refused("702", "queue_id", queue_id=new_id())
    for wrong in ("702", "500", "nobody", "12"):
        await refused("702", "overflow", queue_id=queue, overflow=wrong)
    answer = check_problem(await post("/extensions", number="702", name="X", kind="echo", overflow="201"), 422)
    assert [one["field"] for one in answer["errors"]] == ["overflow"]

    url = f"/extensions/{first.json()['id']}"
    answer = check_problem(await world.client.patch(url, json={"overflow": "701"}, headers=world.bearer()), 422)
    assert [one["field"] for one in answer["errors"]] == ["overflow"], "it would go round"
    change = {"overflow": "+372 5551 2345"}
    assert (await world.client.patch(url, json=change, headers=world.bearer())).status_code == 204
    assert ((await found(world, "700")) or {})["overflow"] == "+37255512345"
    check_problem(await world.client.delete(url, headers=world.bearer()), 409)
    other = f"/extensions/{second.json()['id']}"
    assert (await world.client.patch(other, json={"overflow": ""}, headers=world.bearer())).status_code == 204
    assert (await world.client.delete(url, headers=world.bearer())).status_code == 204


async def test_what_is_wrong_is_told_at_its_field(world: World) -> None:
    for wrong, field in (
        ({"number": "201"}, "number"),
        ({"number": "20a"}, "number"),
        ({"number": "1" * 16}, "number"),
        ({"name": "  "}, "name"),
        ({"pin": "12a"}, "pin"),
        ({"pin": "12", "moderator_pin": "12"}, "moderator_pin"),
        ({"moderator_pin": "x"}, "moderator_pin"),
        ({"members": ["201"]}, "members"),
        ({"kind": "paging", "members": ["201", "999"]}, "members"),
        ({"places": 1}, "places"),
        ({"places": 101}, "places"),
        ({"kind": "person"}, "kind"),
        ({"kind": "echo", "pin": "1"}, "pin"),
    ):
        answer = check_problem(await world.client.post("/extensions", json=ROOM | wrong, headers=world.bearer()), 422)
        assert [one["field"].rpartition(".")[2] for one in answer["errors"]] == [field]
    assert await found(world, "510") is None
    conference = await found(world, "500")
    assert conference is not None
    url = f"/extensions/{conference['id']}"
    answer = check_problem(await world.client.patch(url, json={"number": "*43"}, headers=world.bearer()), 422)
    assert [one["field"] for one in answer["errors"]] == ["number"]


async def test_whose_extensions_may_be_changed(world: World) -> None:
    anna, conference = await found(world, "201"), await found(world, "500")
    assert anna is not None
    assert conference is not None
    check_problem(await world.client.delete(f"/extensions/{anna['id']}", headers=world.bearer()), 409)
    check_problem(
        await world.client.patch(f"/extensions/{anna['id']}", json={"name": "X"}, headers=world.bearer()), 409
    )
    for wrong in (new_id(), "nonsense"):
        check_problem(await world.client.delete(f"/extensions/{wrong}", headers=world.bearer()), 404)
    url = f"/extensions/{conference['id']}"
    check_problem(await world.client.delete(url, headers=world.bearer(world.other_token)), 404)
    await log_in(world, "super", "super-password")
    assert (await world.client.get("/extensions")).status_code == 200
    check_problem(await world.client.delete(url), 403)
    check_problem(await world.client.post("/extensions", json=ROOM), 403)
    await log_in(world, "agnes", "agnes-password")
    check_problem(await world.client.get("/extensions"), 403)


async def codes(world: World) -> dict[str, str]:
    return dict((await world.client.get("/company/codes", headers=world.bearer())).json())


USUAL_CODES = msgspec.to_builtins(Codes())


async def test_feature_codes(world: World) -> None:
    assert await codes(world) == USUAL_CODES
    change = {"pickup": "*01", "blind": "", "attended": "*7"}
    assert (await world.client.patch("/company/codes", json=change, headers=world.bearer())).status_code == 204
    assert (await world.client.patch("/company/codes", json={}, headers=world.bearer())).status_code == 204
    assert await codes(world) == USUAL_CODES | change
    other = await world.client.get("/company/codes", headers=world.bearer(world.other_token))
    assert other.json() == USUAL_CODES
    await log_in(world, "super", "super-password")
    check_problem(await world.client.patch("/company/codes", json=change), 403)


async def test_codes_that_would_mean_two_things(world: World) -> None:
    for wrong, field in (
        ({"pickup": "8a"}, "pickup"),
        ({"pickup": "123456789"}, "pickup"),
        ({"supervise": "*8"}, "supervise"),  # as pickup
        ({"pickup": "*5"}, "pickup"),  # begins that of supervising
        ({"attended": "*34"}, "attended"),  # the conference's begins it
        ({"pickup": "20"}, "pickup"),  # 201 begins so
        ({"group_pickup": "500"}, "group_pickup"),
        ({"supervise": "*4"}, "supervise"),  # *43 does
        ({"park": "11"}, "park"),  # 112
    ):
        answer = check_problem(await world.client.patch("/company/codes", json=wrong, headers=world.bearer()), 422)
        assert [one["field"].rpartition(".")[2] for one in answer["errors"]] == [field]
    assert await codes(world) == USUAL_CODES
    for number in ("**", "*8", "*8201", "*557"):
        answer = check_problem(
            await world.client.post("/extensions", json=ROOM | {"number": number}, headers=world.bearer()), 422
        )
        assert [one["field"] for one in answer["errors"]] == ["number"]


async def test_codes_that_an_upgrade_brought_are_told_and_keep_nothing_from_changing(world: World) -> None:
    async def conflicts() -> list[dict[str, str]]:
        answer = await world.client.get("/company/codes/conflicts", headers=world.bearer())
        return [{name: one[name] for name in ("name", "kind", "other")} for one in answer.json()["items"]]

    assert await conflicts() == []
    async with world.database.tenant(world.tenant) as session:
        made = await add_extension(session, NewExtension("651", "Old"))
        await session.execute(update(ExtensionRow).where(ExtensionRow.id == made).values(number="*501"))
        await session.execute(update(TenantRow).values(codes={"forward": "*5"}))
    assert await conflicts() == [
        {"name": "forward", "kind": "code", "other": "intercom"},
        {"name": "forward", "kind": "code", "other": "supervise"},
        {"name": "forward", "kind": "extension", "other": "*501"},
        {"name": "intercom", "kind": "extension", "other": "*501"},
    ]
    night = await world.client.patch("/company/codes", json={"night": "*28"}, headers=world.bearer())
    assert night.status_code == 204
    for change in ({"forward": "*72"}, {"intercom": ""}):
        assert (await world.client.patch("/company/codes", json=change, headers=world.bearer())).status_code == 204
    assert await conflicts() == []
