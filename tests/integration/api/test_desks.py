"""Shared telephones by the API: made, taken by code, shown, and logged out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.integration.api.test_api import check_problem, log_in
from tests.integration.api.test_extensions import found

from offhook.db.sealing import Sealer
from offhook.ids import new_id
from offhook.journal import records
from offhook.recording.keys import Vault
from offhook.routing.installation import Office
from offhook.switch.settings import DatabaseSettings
from offhook.tenancy.loading import load_company

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

AT = 1_790_000_000_000_000


async def devices(world: World) -> list[dict[str, Any]]:
    return list((await world.client.get("/devices", headers=world.bearer())).json()["items"])


async def desks(world: World) -> list[dict[str, Any]]:
    return list((await world.client.get("/desks", headers=world.bearer())).json()["items"])


async def share(world: World, count: int = 1) -> list[str]:
    """Make some telephones shared; return their ids."""
    made = [one["id"] for one in (await devices(world))[:count]]
    for one in made:
        change = {"person_id": "", "shared": True}
        assert (await world.client.patch(f"/devices/{one}", json=change, headers=world.bearer())).status_code == 204
    return made


async def person_of(world: World, number: str) -> str:
    extension = await found(world, number)
    assert extension is not None
    return str(extension["person_id"])


async def sit(world: World, device: str, person: str, at: int = AT) -> None:
    store = DatabaseSettings(world.database, Vault.of(world.settings.data))
    await store.keep(records.SettingChosen(f"seat:{device}", world.tenant, at, "seat", device, person))


async def test_a_desk_from_its_sharing_to_its_end(world: World) -> None:
    one, other = await share(world, 2)
    assert [(desk["id"], desk["person_id"], desk["since"]) for desk in await desks(world)] == [
        (one, None, None),
        (other, None, None),
    ]
    anna = await person_of(world, "201")
    await sit(world, one, anna)
    change = {"desk_hours": 2, "desk_logout": "22:00"}
    assert (await world.client.patch("/company", json=change, headers=world.bearer())).status_code == 204
    shown = (await desks(world))[0]
    assert (shown["person_id"], shown["extension"]) == (anna, "201")
    assert (shown["since"], shown["ends_at"]) == ("2026-09-21T14:13:20Z", "2026-09-21T16:13:20Z")
    company = await load_company(world.database, Sealer.of(world.settings.data), world.tenant)
    assert company is not None
    office = Office.of(company)
    assert one in {device.id for device in office.devices_of(office.extensions["201"])}
    await sit(world, other, anna)  # who sits down elsewhere moves
    assert [desk["person_id"] for desk in await desks(world)] == [None, anna]
    assert (await world.client.delete(f"/desks/{other}/seat", headers=world.bearer())).status_code == 204
    check_problem(await world.client.delete(f"/desks/{other}/seat", headers=world.bearer()), 404)
    await sit(world, one, anna)
    await world.client.patch(f"/devices/{one}", json={"shared": False}, headers=world.bearer())
    assert [desk["id"] for desk in await desks(world)] == [other]
    assert next(device["seat_id"] for device in await devices(world) if device["id"] == one) is None


async def test_what_is_gone_changes_nothing(world: World) -> None:
    (one,) = await share(world)
    await sit(world, one, new_id())
    await sit(world, new_id(), await person_of(world, "201"))
    unshared = next(device["id"] for device in await devices(world) if device["id"] != one)
    await sit(world, unshared, await person_of(world, "201"))
    assert [desk["person_id"] for desk in await desks(world)] == [None]
    await sit(world, one, "")


async def test_a_telephone_is_somebodys_or_shared(world: World) -> None:
    person = next(device for device in await devices(world) if device["person_id"])
    url = f"/devices/{person['id']}"
    refused = check_problem(await world.client.patch(url, json={"shared": True}, headers=world.bearer()), 422)
    assert "shared" in refused["errors"][0]["field"]
    await share(world)
    (desk,) = await desks(world)
    change = {"person_id": person["person_id"]}
    refused = check_problem(
        await world.client.patch(f"/devices/{desk['id']}", json=change, headers=world.bearer()), 422
    )
    assert "person_id" in refused["errors"][0]["field"]
    idle = {"idle_calls": "emergency"}
    await world.client.patch(f"/devices/{desk['id']}", json=idle, headers=world.bearer())
    assert (await desks(world))[0]["idle_calls"] == "emergency"
    for wrong in ({"idle_calls": "all"}, {"shared": "maybe"}):
        check_problem(await world.client.patch(f"/devices/{desk['id']}", json=wrong, headers=world.bearer()), 422)
    for late in ({"desk_logout": "25:00"}, {"desk_hours": -1}):
        check_problem(await world.client.patch("/company", json=late, headers=world.bearer()), 422)


async def test_whose_seat_one_may_see_and_end(world: World) -> None:
    one, other = await share(world, 2)
    anna, boris = await person_of(world, "201"), await person_of(world, "202")
    await sit(world, one, anna)
    await sit(world, other, boris)
    assert (await world.client.get("/desks", headers=world.bearer(world.other_token))).json() == {"items": []}
    check_problem(await world.client.delete(f"/desks/{one}/seat", headers=world.bearer(world.other_token)), 404)
    await log_in(world, "agnes", "agnes-password")  # Anna
    assert [desk["id"] for desk in (await world.client.get("/desks")).json()["items"]] == [one]
    check_problem(await world.client.delete(f"/desks/{other}/seat"), 404)
    assert (await world.client.delete(f"/desks/{one}/seat")).status_code == 204
