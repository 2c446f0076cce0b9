"""A company that has nothing yet: its administrator adds people, telephones and numbers, and takes them away again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import update
from tests.integration.api.test_api import check_problem, log_in

from offhook.db.base import TenantRow
from offhook.db.sealing import Sealer
from offhook.tenancy.loading import load_company

if TYPE_CHECKING:
    from tests.integration.api.conftest import World


async def test_a_company_begins_from_nothing(world: World) -> None:
    new = {"name": "New", "country": "EE", "timezone": "UTC", "currency": "EUR", "sip_domain": "new.example"}
    made = await world.client.post(
        "/companies", json=new | {"administrator": {"login": "mari", "password": "long enough"}}, headers=world.bearer()
    )
    tenant = made.json()["company"]["id"]
    await log_in(world, "mari", "long enough")

    async def add(what: str, status: int = 201, **body: Any) -> Any:
        answered = await world.client.post(f"/{what}", json=body)
        if status != 201:
            return check_problem(answered, status)["errors"][0]["field"].rpartition(".")[2]
        assert answered.status_code == 201, answered.text
        return answered.json()

    # The same extension as in the demo company, a telephone, a number.
    dora = await add("people", name=" Dora  Lepp", extension="201", department="Sales", email="d@example.com")
    assert (dora["name"], dora["department"], dora["email"]) == ("Dora Lepp", "Sales", "d@example.com")
    phone = await add("devices", person_id=dora["id"], label="Desk")
    assert phone["domain"] == "new.example"
    assert (await add("devices", username="new-2", secret="chosen by us"))["secret"] is None
    number = await add("numbers", e164="+372 600 0777", label="Main")
    assert number["e164"] == "+3726000777"
    loaded = await load_company(world.database, Sealer.of(world.settings.data), tenant)
    assert loaded is not None
    assert {one.username: (one.secret, one.person_id) for one in loaded.devices} == {
        phone["username"]: (phone["secret"], dora["id"]),
        "new-2": ("chosen by us", None),
    }
    assert [(one.number, one.name, one.person_id) for one in loaded.extensions] == [("201", "Dora Lepp", dora["id"])]
    # What cannot be is told at its field, and leaves nothing behind.
    assert await add("people", 422, name="Jaan", extension="201") == "number"
    assert await add("people", 422, name="Jaan", extension="abc") == "number"
    assert await add("devices", 422, username="demo201") == "username"
    assert await add("devices", 422, person_id=world.tenant) == "person_id"
    assert await add("numbers", 422, e164="+3726000100") == "e164"  # the demo company has it
    assert await add("numbers", 422, e164="600 0100") == "number"
    assert await add("numbers", 422, e164="+372 600 0778", trunk_id=world.tenant) == "trunk_id"
    assert len((await world.client.get("/people")).json()["items"]) == 1
    async with world.database.tenant(tenant) as session:
        await session.execute(update(TenantRow).values(max_users=1, max_numbers=1))
    assert await add("people", 409, name="Jaan") == "plan"
    assert await add("numbers", 409, e164="+372 600 0778") == "plan"
    # A branch that is received by her holds her; then she goes with the extension, and her telephone is nobody's.
    branch = await add("branches", name="Tartu", reception="201")
    assert check_problem(await world.client.delete(f"/people/{dora['id']}"), 409)["errors"] == [
        {"field": "branches", "message": "Tartu"}
    ]
    for url in (f"/branches/{branch['id']}", f"/people/{dora['id']}", f"/numbers/{number['id']}"):
        assert (await world.client.delete(url)).status_code == 204
        check_problem(await world.client.delete(url), 404)
    loaded = await load_company(world.database, Sealer.of(world.settings.data), tenant)
    assert loaded is not None
    assert (loaded.people, loaded.extensions, loaded.numbers) == ((), (), ())
    assert {one.person_id for one in loaded.devices} == {None}
    assert (await world.client.delete(f"/devices/{phone['id']}")).status_code == 204
    check_problem(await world.client.delete(f"/devices/{phone['id']}"), 404)
