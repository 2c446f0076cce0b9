"""Somebody leaves: customers, owed calls and calls to the extension go to the successor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.api.test_api import check_problem, log_in
from tests.integration.api.test_extensions import found

from offhook.configuration import Forward
from offhook.db.sealing import Sealer
from offhook.routing.installation import Office
from offhook.tenancy.loading import load_company

if TYPE_CHECKING:
    import httpx
    from tests.integration.api.conftest import World

CUSTOMER = "+37255500088"


async def hand_over(world: World, who: str, to: str) -> httpx.Response:
    return await world.client.post(f"/people/{who}/hand-over", json={"to": to}, headers=world.bearer())


async def person(world: World, number: str) -> str:
    return str((await found(world, number) or {})["person_id"])


@pytest.mark.requirement("RT-23")
async def test_what_led_to_who_left_leads_to_the_successor(world: World) -> None:
    anna, boris, clara = [await person(world, number) for number in ("201", "202", "203")]
    contact = {"name": "Jaan", "numbers": [CUSTOMER], "person_id": anna}
    assert (await world.client.post("/contacts", json=contact, headers=world.bearer())).status_code == 201
    rules: dict[str, Any] = {"forwards": [{"when": "busy", "to": "203"}], "do_not_disturb": True}
    url = f"/extensions/{(await found(world, '201') or {})['id']}/rules"
    assert (await world.client.patch(url, json=rules, headers=world.bearer())).status_code == 200
    queue = {"name": "Sales", "members": [{"extension_id": (await found(world, "201") or {})["id"]}]}
    assert (await world.client.post("/queues", json=queue, headers=world.bearer())).status_code == 201
    done = await hand_over(world, anna, boris)
    named = {"scenarios": ["Main line"], "queues": ["Sales"]}
    assert done.json() == {"contacts": 1, "owed_calls": 0, "extensions": ["201"]} | named
    back = check_problem(await hand_over(world, boris, anna), 422)
    assert "forwarded to 202" in back["errors"][0]["message"]
    assert (await hand_over(world, boris, clara)).json()["contacts"] == 1
    check_problem(await hand_over(world, clara, anna), 422)  # by way of Boris
    company = await load_company(world.database, Sealer.of(world.settings.data), world.tenant)
    assert company is not None
    office = Office.of(company)
    responsible = office.responsible_for(CUSTOMER)
    assert responsible is not None
    assert responsible.number == "203"
    assert office.extensions["201"].rules.forwards == (Forward("always", "202"), Forward("busy", "203"))
    assert not office.extensions["201"].rules.do_not_disturb
    assert office.extensions["202"].rules.forwards == (Forward("always", "203"),)


async def test_who_cannot_take_over(world: World) -> None:
    anna, boris = [await person(world, number) for number in ("201", "202")]
    for wrong in (anna, world.tenant, "nonsense"):
        check_problem(await hand_over(world, anna, wrong), 404 if wrong == "nonsense" else 422)
    check_problem(await hand_over(world, world.tenant, anna), 404)
    body = {"to": boris}
    strange = world.bearer(world.other_token)
    check_problem(await world.client.post(f"/people/{anna}/hand-over", json=body, headers=strange), 404)
    await log_in(world, "super", "super-password")
    check_problem(await world.client.post(f"/people/{anna}/hand-over", json=body), 403)
