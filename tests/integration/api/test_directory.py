"""The directory through the API: who is listed, found and hidden, and what people do just now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.api.test_api import check_problem, log_in

from offhook.db.sealing import Sealer
from offhook.tenancy.loading import load_company

if TYPE_CHECKING:
    from tests.integration.api.conftest import World


async def listed(world: World, **query: Any) -> list[dict[str, Any]]:
    found = await world.client.get("/directory", params=query, headers=world.bearer())
    assert found.status_code == 200, found.text
    return list(found.json()["items"])


async def people(world: World) -> dict[str, str]:
    found = (await world.client.get("/people", headers=world.bearer())).json()["items"]
    return {one["name"].partition(" ")[0]: one["id"] for one in found}


async def change(world: World, person: str, **changes: Any) -> Any:
    return await world.client.patch(f"/people/{person}", json=changes, headers=world.bearer())


async def test_colleagues_are_found(world: World) -> None:
    ids = await people(world)
    first, second = sorted(ids)[:2]
    sales = {"department": " Sales  abroad ", "position": "Head", "mobile": "5551 2345", "email": "a@example.com"}
    assert (await change(world, ids[first], **sales, share_mobile=True)).status_code == 204
    assert (await change(world, ids[second], department="Sales abroad", mobile="55512346")).status_code == 204
    world.switch.answers["presences"] = {ids[first]: {"presence": "busy", "note": "At a fair"}}
    everybody = await listed(world)
    assert [one["name"] for one in everybody] == sorted((one["name"] for one in everybody), key=str.lower)
    one = next(one for one in everybody if one["person_id"] == ids[first])
    assert one == {
        "person_id": ids[first], "name": one["name"], "extensions": one["extensions"], "department": "Sales abroad",
        "branch": "Tallinn", "position": "Head", "email": "a@example.com", "mobile": "+37255512345", "presence": "busy",
        "note": "At a fair",
    }  # fmt: skip
    assert world.switch.asked[-1] == ("presences", {"tenant": world.tenant})
    other = next(one for one in everybody if one["person_id"] == ids[second])
    assert (other["mobile"], other["presence"], other["note"]) == (None, None, "")
    assert {one["person_id"] for one in await listed(world, q="sales ABR")} == {ids[first], ids[second]}
    assert [one["person_id"] for one in await listed(world, q="sales head")] == [ids[first]]
    assert [one["person_id"] for one in await listed(world, q=one["extensions"][0])] == [ids[first]]
    assert len(await listed(world, q="20")) == len([one for one in everybody if one["extensions"][0][:2] == "20"])
    assert len(await listed(world, department="sales abroad")) == 2
    assert await listed(world, q="%") == await listed(world, department="nothing") == []
    departments = await world.client.get("/directory/departments", headers=world.bearer())
    (one,) = departments.json()["items"]
    assert (one["name"], one["branch"], one["people"]) == ("Sales abroad", "", 2)


async def test_pages(world: World) -> None:
    everybody = [one["name"] for one in await listed(world)]
    seen, cursor = [], None
    while True:
        query = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = (await world.client.get("/directory", params=query, headers=world.bearer())).json()
        seen += [one["name"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == everybody
    for wrong in ("nonsense", "WyJhIiwgImIiXQ"):
        check_problem(await world.client.get("/directory", params={"cursor": wrong}, headers=world.bearer()), 422)


async def test_who_is_hidden_is_not_found(world: World) -> None:
    ids = await people(world)
    whose = min(ids)
    before = await listed(world)
    assert (await change(world, ids[whose], hidden=True, department="Board")).status_code == 204
    assert [one for one in before if one["person_id"] != ids[whose]] == await listed(world)
    departments = await world.client.get("/directory/departments", headers=world.bearer())
    assert departments.json()["items"] == []
    loaded = await load_company(world.database, Sealer.of(world.settings.data), world.tenant)
    assert loaded is not None
    assert [one.id for one in loaded.people if one.hidden] == [ids[whose]]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"mobile": "12"}, "mobile"),
        ({"mobile": "anna"}, "mobile"),
        ({"department": "x" * 81}, "department"),
        ({"position": "a\u0007"}, "position"),
    ],
)
async def test_what_cannot_be_is_told_at_its_field(world: World, changes: dict[str, str], field: str) -> None:
    body = check_problem(await change(world, (await people(world)).popitem()[1], **changes), 422)
    assert [one["field"].rpartition(".")[2] for one in body["errors"]] == [field]


async def test_everybody_reads_it_and_administrators_change_it(world: World) -> None:
    ids = await people(world)
    theirs = await world.client.get("/directory", headers=world.bearer(world.other_token))
    assert theirs.json()["items"] == []
    await log_in(world, "agnes", "agnes-password")
    assert (await world.client.get("/directory")).json()["items"]
    assert (await world.client.get("/directory/departments")).status_code == 200
    check_problem(await world.client.patch(f"/people/{min(ids.values())}", json={"hidden": True}), 403)
