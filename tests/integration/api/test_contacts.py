"""Contacts through the API: made, sought, changed, given and taken as a sheet, and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select
from tests.integration.api.test_api import check_problem, log_in

from offhook.db.sealing import Sealer
from offhook.directory.model import PersonRow
from offhook.tenancy.loading import load_company

if TYPE_CHECKING:
    from tests.integration.api.conftest import World


async def add(world: World, name: str = "Jaan Tamm", **more: Any) -> dict[str, Any]:
    answered = await world.client.post("/contacts", json={"name": name} | more, headers=world.bearer())
    assert answered.status_code == 201, answered.text
    return dict(answered.json())


async def names(world: World, **query: Any) -> list[str]:
    found = (await world.client.get("/contacts", params=query, headers=world.bearer())).json()
    return [one["name"] for one in found["items"]]


@pytest.mark.requirement("FE-02")
async def test_a_contact_from_its_making_to_its_end(world: World) -> None:
    async with world.database.tenant(world.tenant) as session:
        person = (await session.scalars(select(PersonRow.id).order_by(PersonRow.name))).first()
    made = await add(world, numbers=["5551 2345"], company="Tamm OÜ", short="77", vip=True, person_id=person)
    url = f"/contacts/{made['id']}"
    loaded = await load_company(world.database, Sealer.of(world.settings.data), world.tenant)
    assert loaded is not None
    assert [(one.short, one.numbers, one.person_id, one.vip) for one in loaded.contacts] == [
        ("77", ("+37255512345",), person, True)
    ]
    refused = await world.client.patch(url, json={"numbers": []}, headers=world.bearer())
    assert check_problem(refused, 422)["errors"][0]["field"] == "short"
    changed = await world.client.patch(url, json={"short": "", "person_id": "", "note": "x"}, headers=world.bearer())
    assert changed.json() == made | {"short": None, "person_id": None, "note": "x"}
    check_problem(await world.client.patch(url, json={"phone": "1"}, headers=world.bearer()), 422)
    for who in (world.bearer(world.other_token),):
        check_problem(await world.client.get(url, headers=who), 404)
        check_problem(await world.client.delete(url, headers=who), 404)
    assert (await world.client.delete(url, headers=world.bearer())).status_code == 204
    check_problem(await world.client.get(url, headers=world.bearer()), 404)


@pytest.mark.requirement("FE-02")
async def test_a_short_number_is_nobody_elses(world: World) -> None:
    await add(world, numbers=["+37255512345"], short="77")
    again = {"name": "Mari", "numbers": ["+37255500001"], "short": "77"}
    check_problem(await world.client.post("/contacts", json=again, headers=world.bearer()), 422)
    extension = {"number": "77", "name": "Echo", "kind": "echo"}
    taken = check_problem(await world.client.post("/extensions", json=extension, headers=world.bearer()), 422)
    assert "Jaan Tamm" in taken["errors"][0]["message"]
    code = await world.client.patch("/company/codes", json={"pickup": "7"}, headers=world.bearer())
    assert "77" in check_problem(code, 422)["errors"][0]["message"]


async def test_search_and_pages(world: World) -> None:
    for name in ("Õie", "anna", "Berta", "Öö 100%"):
        await add(world, name, numbers=[f"+3725551{len(name):04}"], labels=["friend"] if name == "anna" else [])
    everyone = await names(world)
    assert sorted(everyone) == sorted(["Õie", "anna", "Berta", "Öö 100%"])
    paged, cursor = [], None
    while True:
        page = await world.client.get(
            "/contacts", params={"limit": 1} | ({"cursor": cursor} if cursor else {}), headers=world.bearer()
        )
        paged += [one["name"] for one in page.json()["items"]]
        cursor = page.json()["next_cursor"]
        if cursor is None:
            break
    assert paged == everyone
    assert await names(world, q="ERT") == ["Berta"]
    assert await names(world, q="100%") == ["Öö 100%"]
    assert await names(world, q="5551 0005") == ["Berta"]
    assert await names(world, label="friend") == ["anna"]
    assert await names(world, vip=True) == []
    check_problem(await world.client.get("/contacts?cursor=nonsense", headers=world.bearer()), 422)


async def test_sheets_come_and_go(world: World) -> None:
    await add(world, "Jaan Tamm", numbers=["+37255512345"], note="kept")
    sheet = "name,numbers,vip,responsible,short\nJaan Tamm,55512345;55500001,yes,201,77\nMari,55500002,,,\n"
    came = await world.client.post("/contacts/import", content=sheet.encode(), headers=world.bearer())
    assert came.json() == {"added": 1, "changed": 1}
    given = await world.client.get("/contacts/export", headers=world.bearer())
    assert "Jaan Tamm,,+37255512345; +37255500001,,kept,yes,,201,77" in given.text
    again = await world.client.post("/contacts/import", content=given.content, headers=world.bearer())
    assert again.json() == {"added": 0, "changed": 2}
    wrong = "name,numbers,vip,short\nA,12,,\nB,55500003,perhaps,\nC,55500004,,112\nD,55500005,,77\nE,,,79\n"
    problem = check_problem(
        await world.client.post("/contacts/import", content=wrong.encode(), headers=world.bearer()), 422
    )
    assert [one["field"] for one in problem["errors"]] == [
        "line 2, numbers.0",
        "line 3, vip",
        "line 4, short",
        "line 5, short",
        "line 6, short",
    ]
    assert await names(world) == ["Jaan Tamm", "Mari"]


async def test_an_agent_reads_and_does_not_change(world: World) -> None:
    await add(world)
    await log_in(world, "agnes", "agnes-password")
    assert (await world.client.get("/contacts")).status_code == 200
    check_problem(await world.client.post("/contacts", json={"name": "Mine"}), 403)
    check_problem(await world.client.get("/contacts/export"), 403)
