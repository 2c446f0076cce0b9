"""Wake-up calls by the API: the switch keeps them; who may set them for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.integration.api.test_api import check_problem, log_in
from tests.integration.api.test_queues import person

from offhook.ids import new_id

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

KEPT = {
    "number": "201", "name": "Anna", "time": "06:30", "daily": True, "due": 1_790_000_000.0, "next": 1_790_000_300.0,
    "attempts": 1, "by": "admin",
}  # fmt: skip


async def test_set_listed_and_cancelled(world: World) -> None:
    anna = await person(world)
    kept = {"id": new_id(), "extension_id": anna} | KEPT
    world.switch.answers |= {"wakeups": [kept], "order_wakeup": kept, "remove_wakeup": True}
    wanted = {"extension_id": anna, "time": "06:30", "daily": True, "day": "2027-01-02"}
    made = await world.client.post("/wakeups", json=wanted, headers=world.bearer())
    assert made.status_code == 201, made.text
    assert made.json() == kept | {"due": "2026-09-21T14:13:20Z", "next": "2026-09-21T14:18:20Z"}
    asked: dict[str, Any] = {"tenant": world.tenant, "extension": anna, "time": "06:30", "daily": True}
    assert world.switch.asked[-1] == ("order_wakeup", asked | {"day": "2027-01-02", "by": "admin"})
    listed = await world.client.get(f"/wakeups?extension_id={anna}", headers=world.bearer())
    assert listed.json()["items"] == [made.json()]
    assert world.switch.asked[-1] == ("wakeups", {"tenant": world.tenant, "extension": anna, "people": None})
    gone = await world.client.delete(f"/wakeups/{kept['id']}", headers=world.bearer())
    assert gone.status_code == 204
    world.switch.answers["remove_wakeup"] = False
    check_problem(await world.client.delete(f"/wakeups/{kept['id']}", headers=world.bearer()), 404)


async def test_what_cannot_be_is_told_at_its_field(world: World) -> None:
    anna, echo = await person(world), await person(world, "500")
    good = {"extension_id": anna, "time": "06:30"}
    for wrong, field in (
        ({"time": "24:00"}, "time"),
        ({"time": "6:30"}, "time"),
        ({"time": "06:30\n"}, "time"),
        ({"extension_id": new_id()}, "extension_id"),
        ({"extension_id": "anna"}, "extension_id"),
        ({"extension_id": echo}, "extension_id"),
        ({"day": "tomorrow"}, "day"),
        ({"weekly": True}, "weekly"),
    ):
        answer = check_problem(await world.client.post("/wakeups", json=good | wrong, headers=world.bearer()), 422)
        assert field in answer["errors"][0]["field"], wrong
    assert world.switch.asked == []
    for said, field in (("past", "day"), ("too-many", "time")):
        world.switch.answers["order_wakeup"] = said
        answer = check_problem(await world.client.post("/wakeups", json=good, headers=world.bearer()), 422)
        assert field in answer["errors"][0]["field"]
    for said in ("no-person", None):
        world.switch.answers = {"order_wakeup": said} if said else {}
        check_problem(await world.client.post("/wakeups", json=good, headers=world.bearer()), 503)
    check_problem(await world.client.get("/wakeups", headers=world.bearer()), 503)


async def test_who_may_set_them_for_whom(world: World) -> None:
    anna, boris = await person(world), await person(world, "202")
    kept = {"id": new_id(), "extension_id": anna} | KEPT
    world.switch.answers |= {"wakeups": [], "order_wakeup": kept, "remove_wakeup": True}
    await log_in(world, "agnes", "agnes-password")  # Anna
    assert (await world.client.post("/wakeups", json={"extension_id": anna, "time": "06:30"})).status_code == 201
    check_problem(await world.client.post("/wakeups", json={"extension_id": boris, "time": "06:30"}), 422)
    await world.client.get("/wakeups")
    await world.client.delete(f"/wakeups/{new_id()}")
    own = world.switch.asked[-1][1]["people"]
    assert own is not None
    assert world.switch.asked[-2][1]["people"] == own
    await log_in(world, "super", "super-password")
    assert (await world.client.post("/wakeups", json={"extension_id": boris, "time": "06:30"})).status_code == 201
    assert world.switch.asked[-1][1]["by"] == "super"
    other = world.bearer(world.other_token)
    check_problem(await world.client.post("/wakeups", json={"extension_id": anna, "time": "06:30"}, headers=other), 422)


async def test_how_often_they_ring_is_set_for_the_company(world: World) -> None:
    change = {"wake_tries": 5, "wake_pause_s": 120}
    assert (await world.client.patch("/company", json=change, headers=world.bearer())).status_code == 204
    shown = (await world.client.get("/company", headers=world.bearer())).json()
    assert {name: shown[name] for name in change} == change
    for wrong in ({"wake_tries": 0}, {"wake_pause_s": 10}):
        check_problem(await world.client.patch("/company", json=wrong, headers=world.bearer()), 422)
