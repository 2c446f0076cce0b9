"""Companies through the provider's API: made, limited, suspended, taken back, and removed with their files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update
from tests.integration.api.test_api import check_problem, log_in

from offhook.access.model import UserRow
from offhook.access.service import NewUser, add_user
from offhook.db.base import TenantRow
from offhook.db.sealing import Sealer
from offhook.directory.service import add_person
from offhook.errors import InUse
from offhook.history.model import RecordingRow, VoicemailRow
from offhook.ids import TenantId, new_id
from offhook.jobs.companies import judge_storage, remove_due
from offhook.numbers.service import NewNumber, add_number
from offhook.tenancy.loading import load_company
from offhook.tenancy.service import list_tenants

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

NEW = {
    "name": " Customer  OÜ ",
    "country": "EE",
    "timezone": "Europe/Tallinn",
    "currency": "EUR",
    "sip_domain": "Customer.pbx.example",
    "administrator": {"login": "Mari@customer.example"},
}


async def make(world: World, **more: Any) -> dict[str, Any]:
    answered = await world.client.post("/companies", json=NEW | more, headers=world.bearer())
    assert answered.status_code == 201, answered.text
    return dict(answered.json())


async def get(world: World, url: str, token: str | None = None, **query: Any) -> Any:
    answered = await world.client.get(url, params=query, headers=world.bearer(token))
    assert answered.status_code == 200, answered.text
    return answered.json()


async def do(world: World, what: str, company: str, **body: Any) -> Any:
    return await world.client.post(f"/companies/{company}/{what}", json=body, headers=world.bearer())


async def other_company(world: World) -> str:
    (own,) = [tenant for tenant in await list_tenants(world.database) if tenant != world.tenant]
    return own


async def test_a_company_from_its_making_to_its_first_login(world: World) -> None:
    made = await make(world, plan={"name": "Small", "users": 2, "numbers": 1, "channels": 3, "storage": 1000})
    company = made["company"]
    assert (company["name"], company["sip_domain"]) == ("Customer OÜ", "customer.pbx.example")
    assert company["usage"] == {"users": 1, "people": 0, "devices": 0, "numbers": 0, "storage": 0}
    assert (await log_in(world, made["login"], made["password"])).status_code == 200
    mine = (await world.client.get("/company/usage")).json()
    assert mine["plan"] == {"name": "Small", "users": 2, "numbers": 1, "channels": 3, "storage": 1000}
    check_problem(await world.client.get("/companies"), 403)  # its administrator is no provider
    check_problem(await world.client.patch(f"/companies/{company['id']}", json={"plan": {}}), 403)
    world.client.cookies.clear()
    listed = await get(world, "/companies")
    assert [one["name"] for one in listed["items"]] == ["Tallinn Trading OÜ", "Other", "Customer OÜ"]
    page = await get(world, "/companies", limit=2)
    rest = await get(world, "/companies", cursor=page["next_cursor"])
    assert [one["id"] for one in rest["items"]] == [company["id"]]
    assert [one["id"] for one in (await get(world, "/companies", q="customer.PBX"))["items"]] == [company["id"]]
    for wrong, field in (
        (NEW, "sip_domain"),
        (NEW | {"sip_domain": "second.example"}, "login"),
        (NEW | {"sip_domain": "no domain"}, "sip_domain"),
        (NEW | {"sip_domain": "x.example", "country": "Estonia"}, "country"),
        (NEW | {"sip_domain": "x.example", "country": "ee"}, "country"),
        (NEW | {"sip_domain": "x.example", "timezone": "Tallinn"}, "timezone"),
        (NEW | {"sip_domain": "x.example", "plan": {"users": -1}}, "users"),
    ):
        body = check_problem(await world.client.post("/companies", json=wrong, headers=world.bearer()), 422)
        assert body["errors"][0]["field"].rpartition(".")[2] == field
    assert len(await list_tenants(world.database)) == 3  # what failed left nothing behind


async def test_a_plan_has_room_for_so_many(world: World) -> None:
    company = (await make(world))["company"]["id"]
    change = {"plan": {"users": 2, "numbers": 1, "storage": 1_000_000, "channels": 7}, "name": "Renamed"}
    url = f"/companies/{company}"
    assert (await world.client.patch(url, json=change, headers=world.bearer())).status_code == 204
    tenant = TenantId(company)
    async with world.database.tenant(tenant) as session:
        await add_user(session, NewUser("second", "long enough", "agent"))
        with pytest.raises(InUse, match="room for 2 users"):
            await add_user(session, NewUser("third", "long enough", "agent"))
        await add_person(session, "Mari")
        await add_person(session, "Jaan")
        with pytest.raises(InUse, match="ask the provider"):
            await add_person(session, "Jüri")
        await add_number(session, NewNumber("+3726000300", ""))
        with pytest.raises(InUse, match="room for 1 numbers"):
            await add_number(session, NewNumber("+3726000301", ""))
    shown = await get(world, url)
    assert (shown["name"], shown["warnings"]) == (
        "Renamed",
        ["users: 100 % of the plan are used", "numbers: 100 % of the plan are used"],
    )
    sealer = Sealer.of(world.settings.data)
    loaded = await load_company(world.database, sealer, tenant)
    assert loaded is not None
    assert (loaded.max_channels, loaded.storage_full, loaded.suspended_at) == (7, False, None)
    # The demo company's files: what fills its plan is told to the switch, and what makes room, too.
    for limit, full in ((1, True), (0, False)):
        plan = {"plan": {"storage": limit}}
        await world.client.patch(f"/companies/{world.tenant}", json=plan, headers=world.bearer())
        await judge_storage(world.database)
        loaded = await load_company(world.database, sealer, world.tenant)
        assert loaded is not None
        assert loaded.storage_full == full


async def test_a_suspended_company_reads_why(world: World) -> None:
    other = await other_company(world)
    check_problem(await do(world, "suspend", other, reason=" "), 422)
    for reason in ("a first reason", "the invoice is not paid"):
        assert (await do(world, "suspend", other, reason=reason)).json()["suspended_reason"] == reason
    refused = check_problem(await world.client.get("/me", headers=world.bearer(world.other_token)), 403)
    assert refused["detail"] == "the company is suspended: the invoice is not paid"
    refused = check_problem(await log_in(world, "o", "o-password"), 403)
    assert "not paid" in refused["detail"]
    check_problem(await log_in(world, "o", "wrong"), 401)  # who has no password reads nothing
    loaded = await load_company(world.database, Sealer.of(world.settings.data), TenantId(other))
    assert loaded is not None
    assert loaded.suspended_at
    resumed = (await do(world, "resume", other)).json()
    assert (resumed["suspended_at"], resumed["suspended_reason"]) == (None, "")
    assert (await get(world, "/me", world.other_token))["login"] == "o"
    for what in ("suspend", "resume"):
        check_problem(await do(world, what, new_id(), reason="x"), 404)


async def test_somebody_always_runs_the_installation(world: World) -> None:
    other = await other_company(world)
    url = f"/companies/{world.tenant}"
    check_problem(await do(world, "suspend", world.tenant, reason="mine"), 409)
    check_problem(await world.client.delete(url, headers=world.bearer()), 409)
    async with world.database.tenant(TenantId(other)) as session:
        await session.execute(update(UserRow).values(provider=True))
    assert (await do(world, "suspend", world.tenant, reason="mine")).status_code == 200
    assert (await get(world, "/companies"))["items"]  # who runs the installation comes in all the same
    check_problem(await do(world, "suspend", other, reason="theirs"), 409)
    assert (await world.client.delete(url, headers=world.bearer())).status_code == 202


async def test_a_deleted_company_can_be_taken_back_until_it_is_gone_with_its_files(world: World) -> None:
    other = TenantId(await other_company(world))
    url = f"/companies/{other}"
    data = world.settings.data
    theirs = data / "recordings" / other / "2026-11-01" / "one.wav"
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b"theirs")
    for days in (30, 60):  # the earlier moment holds
        answered = await world.client.delete(url, params={"days": days}, headers=world.bearer())
        assert answered.status_code == 202
        told = answered.json()
        assert told["suspended_reason"] == "it is to be deleted"
    assert await remove_due(world.database, data) == 0
    assert (await do(world, "resume", other)).json()["delete_at"] is None
    assert (await get(world, "/me", world.other_token))["login"] == "o"
    check_problem(await world.client.delete(url, params={"days": -1}, headers=world.bearer()), 422)
    assert (await world.client.delete(url, params={"days": 0}, headers=world.bearer())).status_code == 202
    assert await remove_due(world.database, data) == 1
    assert not theirs.exists()
    assert not (data / "recordings" / other).exists()
    assert await list_tenants(world.database) == [world.tenant]
    check_problem(await world.client.get(url, headers=world.bearer()), 404)
    check_problem(await world.client.get("/me", headers=world.bearer(world.other_token)), 401)
    assert await remove_due(world.database, data) == 0
    # Nothing of the other company went along.
    assert world.recording.exists()
    async with world.database.tenant(world.tenant) as session:
        assert (await session.scalars(select(TenantRow.name))).one() == "Tallinn Trading OÜ"
        assert (await session.scalars(select(RecordingRow.id))).all()
        assert (await session.scalars(select(VoicemailRow.id))).all()
