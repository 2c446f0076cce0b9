"""Branches and departments through the API: made, used, shown where their people, numbers and calls are, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.integration.api.test_api import check_problem, log_in
from tests.integration.api.test_directory import listed, people

from offhook.db.sealing import Sealer
from offhook.ids import new_id
from offhook.journal import records
from offhook.journal.flush import Flusher
from offhook.journal.log import Journal
from offhook.tenancy.loading import load_company

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

TARTU = {"name": "Pärnu", "shows": "+372 600 0100", "reception": "201", "city": "Tartu", "timezone": "Europe/Riga"}


async def add(world: World, what: str = "branches", **body: Any) -> dict[str, Any]:
    answered = await world.client.post(f"/{what}", json=body, headers=world.bearer())
    assert answered.status_code == 201, answered.text
    return dict(answered.json())


async def patch(world: World, url: str, status: int = 204, **body: Any) -> Any:
    answered = await world.client.patch(url, json=body, headers=world.bearer())
    if status == 204:
        assert answered.status_code == 204, answered.text
        return None
    return check_problem(answered, status)


async def get(world: World, url: str, **query: Any) -> Any:
    answered = await world.client.get(url, params=query, headers=world.bearer())
    assert answered.status_code == 200, answered.text
    return answered.json()


async def write_call(world: World, party: records.Party) -> str:
    """Bring a call with a party into the history, as the switch does."""
    journal = Journal(world.settings.data / "another journal")
    journal.replay()
    call = new_id()
    journal.append(records.CallStarted(call, world.tenant, 1_790_000_000_000_000, "internal", party, "202"))
    flusher = Flusher(journal, journal.state, world.database)
    assert await flusher.flush()
    await flusher.stop()
    await journal.close()
    return call


@pytest.mark.requirement("OR-01", "OR-02")
async def test_people_numbers_and_calls_belong_to_a_branch(world: World) -> None:
    tartu, narva = await add(world, **TARTU), await add(world, name="Narva")
    assert tartu == {"id": tartu["id"], "country": "", "address": ""} | TARTU | {"shows": "+3726000100"}
    assert [one["name"] for one in (await get(world, "/branches"))["items"]] == ["Narva", "Pärnu", "Tallinn", "Tartu"]
    assert await get(world, f"/branches/{tartu['id']}") == tartu
    ids = await people(world)
    sales = await add(world, "departments", name="Sales", branch_id=tartu["id"], manager_id=ids["Anna"])
    await add(world, "departments", name="Sales", branch_id=narva["id"])
    await patch(world, f"/people/{ids['Anna']}", department_id=sales["id"])
    await patch(world, f"/people/{ids['Boris']}", branch_id=narva["id"], department="sales")
    shown = {one["name"]: (one["branch"], one["department"]) for one in (await get(world, "/people"))["items"]}
    assert list(shown.values()) == [("Pärnu", "Sales"), ("Narva", "Sales"), ("Tartu", "")]
    assert [one["name"] for one in await listed(world, branch_id=tartu["id"])] == ["Anna Kask"]
    assert [one["name"] for one in await listed(world, q="narva")] == ["Boris Tamm"]
    assert [one["branch"] for one in await listed(world, department="Sales")] == ["Pärnu", "Narva"]
    assert [one["name"] for one in await listed(world, department_id=sales["id"])] == ["Anna Kask"]
    (number,) = (await get(world, "/numbers"))["items"]
    await patch(world, f"/numbers/{number['id']}", branch_id=narva["id"])
    site = await add(world, "sites", name="Pärnu", branch_id=tartu["id"])
    assert site["branch_id"] == tartu["id"]
    loaded = await load_company(world.database, Sealer.of(world.settings.data), world.tenant)
    assert loaded is not None
    assert {one.number: (one.branch_id, one.department_id) for one in loaded.extensions}["201"] == (
        tartu["id"],
        sales["id"],
    )
    assert (loaded.numbers[0].branch_id, {one.shows for one in loaded.branches}) == (narva["id"], {"", "+3726000100"})
    call = await write_call(world, records.Party("201", "Anna", branch_id=tartu["id"], department_id=sales["id"]))
    for query in ({"branch_id": tartu["id"]}, {"department_id": sales["id"]}):
        (found,) = (await get(world, "/calls", **query))["items"]
        assert found["id"] == call
        assert found["branches"] == [{"id": tartu["id"], "name": "Pärnu"}]
        assert found["departments"] == [{"id": sales["id"], "name": "Sales"}]
    assert (await get(world, "/calls", branch_id=tartu["id"], department_id=narva["id"]))["items"] == []


@pytest.mark.requirement("OR-02")
async def test_a_department_goes_to_another_branch_with_its_people(world: World) -> None:
    tartu, narva = await add(world, name="Pärnu"), await add(world, name="Narva")
    sales = await add(world, "departments", name="Sales")
    anna = (await people(world))["Anna"]
    await patch(world, f"/people/{anna}", department=" sales ")
    await patch(world, f"/departments/{sales['id']}", branch_id=tartu["id"], name="Sales abroad")
    (one,) = [one for one in (await get(world, "/people"))["items"] if one["id"] == anna]
    assert (one["branch_id"], one["department"]) == (tartu["id"], "Sales abroad")
    # Who is moved alone does not stay in a department of the other branch.
    body = await patch(world, f"/people/{anna}", 422, branch_id=narva["id"])
    assert body["errors"][0]["field"] == "branch_id"
    await patch(world, f"/people/{anna}", branch_id=narva["id"], department_id="")
    assert [one["department"] for one in await listed(world, branch_id=narva["id"])] == [""]


async def test_what_something_belongs_to_is_not_removed(world: World) -> None:
    tartu = await add(world, name="Pärnu", reception="500")
    sales = await add(world, "departments", name="Sales", branch_id=tartu["id"])
    anna = (await people(world))["Anna"]
    await patch(world, f"/people/{anna}", department_id=sales["id"])
    (number,) = (await get(world, "/numbers"))["items"]
    await patch(world, f"/numbers/{number['id']}", branch_id=tartu["id"])
    for url, uses in (
        (f"/branches/{tartu['id']}", {("people", "Anna Kask"), ("departments", "Sales"), ("numbers", "+3726000100")}),
        (f"/departments/{sales['id']}", {("people", "Anna Kask")}),
    ):
        body = check_problem(await world.client.delete(url, headers=world.bearer()), 409)
        assert {(one["field"], one["message"]) for one in body["errors"]} == uses
    (conference,) = [one for one in (await get(world, "/extensions"))["items"] if one["number"] == "500"]
    body = check_problem(await world.client.delete(f"/extensions/{conference['id']}", headers=world.bearer()), 409)
    assert body["errors"] == [{"field": "branches", "message": "Pärnu"}]
    await patch(world, f"/people/{anna}", department="", branch_id="")
    await patch(world, f"/numbers/{number['id']}", branch_id="")
    for url in (f"/departments/{sales['id']}", f"/branches/{tartu['id']}"):
        assert (await world.client.delete(url, headers=world.bearer())).status_code == 204
        check_problem(await world.client.delete(url, headers=world.bearer()), 404)


@pytest.mark.parametrize(
    ("what", "wrong", "field"),
    [
        ("branches", {"name": " "}, "name"),
        ("branches", {"name": "pärnu"}, "name"),
        ("branches", {"country": "ee"}, "country"),
        ("branches", {"timezone": "Tartu"}, "timezone"),
        ("branches", {"timezone": "../etc"}, "timezone"),
        ("branches", {"shows": "+37255512345"}, "shows"),
        ("branches", {"shows": "Tartu"}, "shows"),
        ("branches", {"reception": "999"}, "reception"),
        ("branches", {"city": "a\u0007"}, "city"),
        ("departments", {"name": "SALES"}, "name"),
        ("departments", {"branch_id": "x"}, "branch_id"),
        ("departments", {"branch_id": new_id()}, "branch_id"),
        ("departments", {"manager_id": new_id()}, "manager_id"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(
    world: World, what: str, wrong: dict[str, Any], field: str
) -> None:
    await add(world, what, name="Pärnu" if what == "branches" else "Sales")
    answered = await world.client.post(f"/{what}", json={"name": "Narva"} | wrong, headers=world.bearer())
    assert check_problem(answered, 422)["errors"][0]["field"].rpartition(".")[2] == field
    other = await add(world, what, name="Narva")
    body = await patch(world, f"/{what}/{other['id']}", 422, **wrong)
    assert body["errors"][0]["field"].rpartition(".")[2] == field


async def test_other_companies_and_other_roles(world: World) -> None:
    tartu = await add(world, name="Pärnu")
    sales = await add(world, "departments", name="Sales")
    other = world.bearer(world.other_token)
    for url in (f"/branches/{tartu['id']}", f"/departments/{sales['id']}"):
        check_problem(await world.client.get(url, headers=other), 404)
        check_problem(await world.client.patch(url, json={"name": "X"}, headers=other), 404)
        check_problem(await world.client.delete(url, headers=other), 404)
    new = {"name": "Ours", "branch_id": tartu["id"]}
    check_problem(await world.client.post("/departments", json=new, headers=other), 422)
    anna = (await people(world))["Anna"]
    for wrong in ({"branch_id": new_id()}, {"department_id": new_id()}, {"department_id": "x"}):
        await patch(world, f"/people/{anna}", 422, **wrong)
    check_problem(await world.client.get("/calls", params={"branch_id": "x"}, headers=world.bearer()), 422)
    await log_in(world, "agnes", "agnes-password")
    assert (await world.client.get("/branches")).status_code == 200
    check_problem(await world.client.post("/branches", json={"name": "Mine"}), 403)
    check_problem(await world.client.delete(f"/departments/{sales['id']}"), 403)
