"""Mailboxes by the API: settings, whose they are, what they may say, and that a switch gets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.api.test_api import check_problem, log_in
from tests.integration.api.test_extensions import found

from offhook.db.sealing import Sealer
from offhook.ids import new_id
from offhook.routing.boxes import box_context
from offhook.tenancy.loading import load_company

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

USUAL = {
    "unavailable": "", "busy": "", "closed": "", "holiday": "", "recorded": [], "schedule_id": None, "longest_s": 180,
    "most": 1000, "keep_days": 0, "full_to": "", "people": [], "emails": [], "mail": "attach", "has_pin": False,
}  # fmt: skip
SALES = {"number": "300", "name": "Sales", "kind": "box"}


async def make_box(world: World) -> dict[str, Any]:
    made = await world.client.post("/extensions", json=SALES, headers=world.bearer())
    assert made.status_code == 201, made.text
    return dict(made.json())


@pytest.mark.requirement("VM-01", "VM-03")
async def test_box_reaches_the_switch(world: World) -> None:
    box = await make_box(world)
    path = f"/extensions/{box['id']}/box"
    assert (await world.client.get(path, headers=world.bearer())).json() == USUAL
    anna = await found(world, "201")
    assert anna is not None
    change = {
        "unavailable": "welcome", "longest_s": 60, "most": 10_000, "full_to": "202", "people": [anna["person_id"]],
        "emails": ["sales@example.com"], "mail": "link",
    }  # fmt: skip
    answer = await world.client.patch(path, json={**change, "pin": "4711"}, headers=world.bearer())
    assert answer.status_code == 200, answer.text
    assert answer.json() == USUAL | change | {"has_pin": True}
    sealer = Sealer.of(world.settings.data)
    company = await load_company(world.database, sealer, world.tenant)
    assert company is not None
    (kept,) = [one for one in company.extensions if one.number == "300"]
    assert (kept.kind, kept.box.longest_s, kept.box.people) == ("box", 60, (anna["person_id"],))
    assert sealer.open(bytes.fromhex(kept.box.pin), box_context(company.id, kept.id)) == b"4711"
    answer = await world.client.patch(path, json={"pin": ""}, headers=world.bearer())
    assert answer.json() == USUAL | change


async def test_what_cannot_be_is_told_at_its_field(world: World) -> None:
    path = f"/extensions/{(await make_box(world))['id']}/box"
    for wrong in (
        {"unavailable": "nothing"},
        {"schedule_id": new_id()},
        {"longest_s": 4},
        {"most": -1},
        {"full_to": "300"},
        {"full_to": "500"},
        {"full_to": "nobody"},
        {"people": [new_id()]},
        {"emails": ["nobody"]},
        {"emails": ["a@b,c@d"]},
        {"mail": "often"},
        {"pin": "123"},
        {"pin": "12a4"},
    ):
        answer = check_problem(await world.client.patch(path, json=wrong, headers=world.bearer()), 422)
        assert [one["field"].rpartition(".")[2] for one in answer["errors"]] == list(wrong)
    assert (await world.client.get(path, headers=world.bearer())).json() == USUAL


async def test_agents_have_their_own(world: World) -> None:
    await log_in(world, "agnes", "agnes-password")
    own, other, shared = await found(world, "201"), await found(world, "202"), await make_box(world)
    assert own is not None
    assert other is not None
    path = f"/extensions/{own['id']}/box"
    answer = await world.client.patch(path, json={"busy": "welcome", "pin": "4711"})
    assert (answer.status_code, answer.json()["busy"]) == (200, "welcome")
    check_problem(await world.client.patch(path, json={"most": 0}), 403)
    check_problem(await world.client.get(f"/extensions/{other['id']}/box"), 404)
    path = f"/extensions/{shared['id']}/box"
    check_problem(await world.client.get(path), 404)
    await world.client.patch(path, json={"people": [own["person_id"]]}, headers=world.bearer())
    assert (await world.client.get(path)).status_code == 200
    check_problem(await world.client.patch(path, json={"busy": "welcome"}), 403)
    conference = await found(world, "500")
    assert conference is not None
    check_problem(await world.client.get(f"/extensions/{conference['id']}/box", headers=world.bearer()), 404)


async def test_box_that_is_needed_stays(world: World) -> None:
    box, own = await make_box(world), await found(world, "201")
    assert own is not None
    path = f"/extensions/{own['id']}/box"
    await world.client.patch(path, json={"full_to": "300"}, headers=world.bearer())
    answer = check_problem(await world.client.delete(f"/extensions/{box['id']}", headers=world.bearer()), 409)
    assert "201" in str(answer)
    await world.client.patch(path, json={"full_to": ""}, headers=world.bearer())
    assert (await world.client.delete(f"/extensions/{box['id']}", headers=world.bearer())).status_code == 204


async def test_greeting_spoken_by_telephone_is_heard(world: World) -> None:
    own = await found(world, "201")
    assert own is not None
    url = f"/extensions/{own['id']}/box/greetings"
    check_problem(await world.client.get(f"{url}/busy/audio", headers=world.bearer()), 404)
    check_problem(await world.client.get(f"{url}/never/audio", headers=world.bearer()), 422)
