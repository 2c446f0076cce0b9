"""People's rules by the API: own ones, what they may say, and that a switch gets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.api.test_api import check_problem, log_in
from tests.integration.api.test_extensions import found

from offhook.configuration import Forward, Turn
from offhook.db.sealing import Sealer
from offhook.ids import new_id
from offhook.journal import records
from offhook.recording.keys import Vault
from offhook.switch.settings import DatabaseSettings
from offhook.tenancy.loading import load_company

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

USUAL = {
    "do_not_disturb": False, "call_waiting": True, "ring_s": 0, "turns": [], "forwards": [], "white": [], "black": [],
    "schedule_id": None, "shows": "", "white_lists": [], "black_lists": [],
}  # fmt: skip


async def path_of(world: World, number: str) -> str:
    extension = await found(world, number)
    assert extension is not None
    return f"/extensions/{extension['id']}/rules"


async def test_rules_reach_the_switch(world: World) -> None:
    path = await path_of(world, "201")
    assert (await world.client.get(path, headers=world.bearer())).json() == USUAL
    change: dict[str, Any] = {
        "ring_s": 15,
        "turns": [{"who": "5551 2345", "after_s": 10, "confirm": True}],
        "forwards": [
            {"when": "busy", "to": "202"},
            {"when": "unanswered", "to": "5559 8765", "shows": "fixed", "number": "600 0100"},
        ],
        "white": ["+37255*"],
    }
    answer = await world.client.patch(path, json=change, headers=world.bearer())
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["turns"] == [{"who": "+37255512345", "after_s": 10, "confirm": True, "shows": "company"}]
    answer = await world.client.patch(path, json={"do_not_disturb": True}, headers=world.bearer())
    assert answer.json() == told | {"do_not_disturb": True}
    company = await load_company(world.database, Sealer(b"another key than the company's.."), world.tenant)
    assert company is not None
    rules = next(one.rules for one in company.extensions if one.number == "201")
    assert rules.do_not_disturb
    assert rules.turns == (Turn("+37255512345", 10, confirm=True),)
    assert rules.forwards[1] == Forward("unanswered", "+37255598765", "fixed", "+3726000100")
    other = next(one.rules for one in company.extensions if one.number == "202")
    assert other.forwards == ()


async def test_what_cannot_be_is_told_at_its_field(world: World) -> None:
    path = await path_of(world, "201")
    numbers = (await world.client.get("/numbers", headers=world.bearer())).json()["items"]
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"ring_s": 301}, "ring_s"),
        ({"white": ["anna"]}, "white"),
        ({"white": ["*"]}, "white"),
        ({"turns": [{"who": new_id()}]}, "turns"),
        ({"turns": [{"who": "202"}]}, "turns"),
        ({"turns": [{"who": "55512345"}, {"who": "+37255512345"}]}, "turns"),
        ({"forwards": [{"when": "always", "to": "299"}]}, "forwards"),
        ({"forwards": [{"when": "always", "to": "201"}]}, "forwards"),
        ({"forwards": [{"when": "always", "to": "500"}]}, "forwards"),
        ({"forwards": [{"when": "always", "to": numbers[0]["e164"]}]}, "forwards"),
        ({"forwards": [{"when": "always", "to": "202", "shows": "fixed"}]}, "forwards"),
        ({"forwards": [{"when": "busy", "to": "202"}, {"when": "busy", "to": "voicemail"}]}, "forwards"),
        ({"forwards": [{"when": "closed", "to": "voicemail"}]}, "schedule_id"),
        ({"forwards": [{"when": "never", "to": "voicemail"}]}, "when"),
        ({"schedule_id": new_id()}, "schedule_id"),
        ({"white_lists": [new_id()]}, "white_lists"),
        ({"shows": "+3726999999"}, "shows"),
        ({"show": "hidden"}, "show"),
    )
    for change, field in wrong:
        answer = check_problem(await world.client.patch(path, json=change, headers=world.bearer()), 422)
        assert field in answer["errors"][0]["field"], change
    assert (await world.client.get(path, headers=world.bearer())).json() == USUAL


@pytest.mark.requirement("RT-24")
async def test_whose_rules_may_be_changed(world: World) -> None:
    own, other, service = [await path_of(world, number) for number in ("201", "202", "500")]
    check_problem(await world.client.get(service, headers=world.bearer()), 404)
    check_problem(await world.client.get(other, headers=world.bearer(world.other_token)), 404)
    await log_in(world, "agnes", "agnes-password")  # Anna
    assert (await world.client.patch(own, json={"do_not_disturb": True})).json()["do_not_disturb"]
    forward = {"when": "unanswered", "to": "202"}
    assert (await world.client.patch(own, json={"forwards": [forward]})).json()["forwards"][0]["to"] == "202"
    check_problem(await world.client.get(other), 404)
    check_problem(await world.client.patch(other, json={"do_not_disturb": True}), 404)


async def test_what_was_set_by_code_comes_to_the_database(world: World) -> None:
    extension = await found(world, "201")
    assert extension is not None
    path = await path_of(world, "201")
    store = DatabaseSettings(world.database, Vault.of(world.settings.data))
    for what, value in (("do_not_disturb", "on"), ("forward", "202")):
        await store.keep(records.SettingChosen("key", world.tenant, 0, what, extension["id"], value))
    told = (await world.client.get(path, headers=world.bearer())).json()
    assert told["do_not_disturb"]
    assert told["forwards"] == [{"when": "always", "to": "202", "shows": "company", "number": ""}]
    await store.keep(records.SettingChosen("key", world.tenant, 0, "forward", extension["id"], ""))
    assert (await world.client.get(path, headers=world.bearer())).json()["forwards"] == []
    made = await world.client.post("/schedules", json={"name": "Office"}, headers=world.bearer())
    await store.keep(records.SettingChosen("key", world.tenant, 0, "switch", made.json()["id"], "closed"))
    await store.keep(records.SettingChosen("key", world.tenant, 0, "switch", new_id(), "closed"))
    shown = await world.client.get(f"/schedules/{made.json()['id']}", headers=world.bearer())
    assert shown.json()["switched"] == "closed"


@pytest.mark.requirement("FE-08")
async def test_which_number_a_person_shows(world: World) -> None:
    path = await path_of(world, "201")
    for shows in ("+3726000100", "hidden", ""):
        changed = await world.client.patch(path, json={"shows": shows}, headers=world.bearer())
        assert changed.json()["shows"] == shows


async def test_what_rules_name_stays(world: World) -> None:
    path = await path_of(world, "201")
    things = {}
    for kind, field in (("lists", "white_lists"), ("schedules", "schedule_id")):
        made = await world.client.post(f"/{kind}", json={"name": "Mine"}, headers=world.bearer())
        known = things[field] = made.json()["id"]
        wanted = [known] if field == "white_lists" else known
        changed = await world.client.patch(path, json={field: wanted}, headers=world.bearer())
        assert changed.status_code == 200, changed.text
        refused = check_problem(await world.client.delete(f"/{kind}/{known}", headers=world.bearer()), 409)
        assert [one["field"] for one in refused["errors"]] == ["extensions"]
        assert refused["errors"][0]["message"].startswith("201 ")
    given_up = {"white_lists": [], "schedule_id": ""}
    await world.client.patch(path, json=given_up, headers=world.bearer())
    for kind, field in (("lists", "white_lists"), ("schedules", "schedule_id")):
        answered = await world.client.delete(f"/{kind}/{things[field]}", headers=world.bearer())
        assert answered.status_code == 204
