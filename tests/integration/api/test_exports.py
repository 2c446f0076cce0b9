"""Exports: asked for, made, opened; what is in the archive, what never is, and what becomes of one that fails."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text, update
from tests.integration.api.test_api import check_problem, log_in

from offhook.exports.model import ExportRow
from offhook.ids import TenantId
from offhook.jobs.exports import expire, make_export
from offhook.recording.keys import Vault
from offhook.recording.room import Room
from offhook.tenancy.service import list_tenants

if TYPE_CHECKING:
    from tests.integration.api.conftest import World


async def ask(world: World, **wanted: bool) -> dict[str, Any]:
    answered = await world.client.post("/company/export", json=wanted, headers=world.bearer())
    assert answered.status_code == 202, answered.text
    return dict(answered.json())


async def make(world: World, export: str) -> bool:
    return await make_export(world.database, Vault.of(world.settings.data), world.tenant, export)


async def archive_of(world: World, export: str) -> zipfile.ZipFile:
    found = await world.client.get(f"/company/exports/{export}/file", headers=world.bearer())
    assert found.status_code == 200, found.text
    return zipfile.ZipFile(io.BytesIO(found.content))


@pytest.mark.requirement("NU-13")
async def test_a_company_takes_everything_along(world: World) -> None:
    asked = await ask(world, recordings=True)
    assert (asked["state"], asked["asked_by"]) == ("waiting", "admin")
    check_problem(await world.client.post("/company/export", json={}, headers=world.bearer()), 409)
    url = f"/company/exports/{asked['id']}/file"
    check_problem(await world.client.get(url, headers=world.bearer()), 404)  # not ready yet
    async with world.database.system() as session:
        jobs = await session.execute(text("SELECT args FROM procrastinate_jobs WHERE task_name = 'export_company'"))
        assert [dict(row[0]) for row in jobs] == [{"tenant": world.tenant, "export": asked["id"]}]
    assert await make(world, asked["id"])
    assert not await make(world, asked["id"])  # a job that runs twice makes nothing twice
    (listed,) = (await world.client.get("/company/exports", headers=world.bearer())).json()["items"]
    part = await world.client.get(url, headers=world.bearer() | {"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"PK\x03\x04")
    whole = (await world.client.get(url, headers=world.bearer())).content
    assert (listed["state"], listed["size"]) == ("ready", len(whole))
    assert listed["sha256"] == hashlib.sha256(whole).hexdigest()
    archive = await archive_of(world, asked["id"])
    manifest = json.loads(archive.read("manifest.json"))
    assert {one["name"] for one in manifest["files"]} | {"manifest.json"} == set(archive.namelist())
    for one in manifest["files"]:
        assert hashlib.sha256(archive.read(one["name"])).hexdigest() == one["sha256"], one
    rows = {
        name: [json.loads(line) for line in archive.read(name).decode().splitlines()]
        for name in archive.namelist()
        if name.startswith("tables/")
    }
    assert {one["tenant_id"] for found in rows.values() for one in found if "tenant_id" in one} == {world.tenant}
    for table in ("people", "calls", "scenario_versions", "audit"):
        assert f"tables/{table}.jsonl" in rows
    assert len(rows["tables/calls.jsonl"]) == 2
    assert not {"tables/sessions.jsonl", "tables/company_keys.jsonl"} & set(rows)
    (number,) = csv.DictReader(io.StringIO(archive.read("numbers.csv").decode("utf-8-sig")))
    assert (number["number"], number["operator"], number["sip_host"]) == ("+3726000100", "Demo operator", "127.0.0.10")
    sounds = [name for name in archive.namelist() if name.startswith("recordings/")]
    assert [archive.read(name) for name in sounds] == [world.recording.read_bytes()]
    assert [one for one in manifest["missing"] if one.startswith("voicemail/")] == [f"voicemail/{world.message}.wav"]
    told = json.dumps(rows)
    for secret in ("argon2", "demo-phone-201", 'secret_sealed": '):
        assert secret not in told


@pytest.mark.requirement("NU-13")
async def test_passwords_are_in_it_when_that_is_asked_for(world: World) -> None:
    asked = await ask(world, include_secrets=True)
    assert await make(world, asked["id"])
    archive = await archive_of(world, asked["id"])
    devices = [json.loads(line) for line in archive.read("tables/devices.jsonl").decode().splitlines()]
    assert sorted(one["secret"] for one in devices) == ["demo-phone-201", "demo-phone-202", "demo-phone-203"]
    assert not [name for name in archive.namelist() if name.endswith(".wav")]
    users = archive.read("tables/users.jsonl").decode()
    assert "argon2" not in users
    assert "password_hash" not in json.loads(users.splitlines()[0])


async def test_what_fails_says_why_and_leaves_nothing_behind(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = await ask(world)
    with monkeypatch.context() as full:
        full.setattr("offhook.jobs.exports.room_of", lambda _: Room(0, "full"))
        assert not await make(world, asked["id"])
    folder = world.settings.data / "exports" / world.tenant
    assert list(folder.iterdir()) == []
    (listed,) = (await world.client.get("/company/exports", headers=world.bearer())).json()["items"]
    assert (listed["state"], "the disk is full" in listed["error"]) == ("failed", True)
    again = await ask(world)
    (folder / f"{again['id']}.new").write_bytes(b"what a worker left that was killed")
    assert await make(world, again["id"])
    assert [path.suffix for path in folder.iterdir()] == [".zip"]
    async with world.database.tenant(world.tenant) as session:
        await session.execute(update(ExportRow).values(expires_at=datetime.now(UTC) - timedelta(minutes=1)))
    await expire(world.database, world.settings.data)
    assert list(folder.iterdir()) == []
    assert (await world.client.get("/company/exports", headers=world.bearer())).json()["items"] == []


async def test_whose_archive_it_is(world: World) -> None:
    asked = await ask(world)
    assert await make(world, asked["id"])
    other = world.bearer(world.other_token)
    url = f"/company/exports/{asked['id']}"
    for answered in (
        await world.client.get(f"{url}/file", headers=other),
        await world.client.delete(url, headers=other),
    ):
        check_problem(answered, 404)
    (theirs,) = [tenant for tenant in await list_tenants(world.database) if tenant != world.tenant]
    assert not await make_export(world.database, Vault.of(world.settings.data), TenantId(theirs), asked["id"])
    # Who runs the installation takes along what a customer has that leaves; the customer cannot do so with others.
    customer = f"/companies/{theirs}"
    made = await world.client.post(f"{customer}/export", json={}, headers=world.bearer())
    assert made.status_code == 202
    assert await make_export(world.database, Vault.of(world.settings.data), TenantId(theirs), made.json()["id"])
    (one,) = (await world.client.get(f"{customer}/exports", headers=world.bearer())).json()["items"]
    file = await world.client.get(f"{customer}/exports/{one['id']}/file", headers=world.bearer())
    assert world.tenant.encode() not in file.content
    check_problem(await world.client.get(f"{customer}/exports", headers=other), 403)
    check_problem(await world.client.get(f"{customer}/exports/{asked['id']}/file", headers=world.bearer()), 404)
    await log_in(world, "super", "super-password")
    check_problem(await world.client.get("/company/exports"), 403)
    assert (await world.client.delete(url, headers=world.bearer())).status_code == 204
    check_problem(await world.client.get(f"{url}/file", headers=world.bearer()), 404)
