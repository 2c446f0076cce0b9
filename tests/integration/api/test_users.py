"""Logins through the API: made, changed, shut out, removed; the last administrator; supervisors of groups."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update
from tests.integration.api.test_api import check_problem, log_in

from offhook.access.model import UserRow
from offhook.access.rights import PERMISSIONS, ROLES, permissions_of, rights_of
from offhook.access.service import find_user, issue_token
from offhook.directory.model import ExtensionRow, PersonRow
from offhook.ids import new_id
from offhook.tenancy.loading import company_of

if TYPE_CHECKING:
    from tests.integration.api.conftest import World


async def add(world: World, login: str, role: str, **more: Any) -> dict[str, Any]:
    answered = await world.client.post("/users", json={"login": login, "role": role, **more}, headers=world.bearer())
    assert answered.status_code == 201, answered.text
    return dict(answered.json())


async def token_of(world: World, login: str) -> dict[str, str]:
    async with world.database.tenant(world.tenant) as session:
        return world.bearer(await issue_token(session, await find_user(session, login), "test"))


async def user(world: World, login: str) -> dict[str, Any]:
    items = (await world.client.get("/users", headers=world.bearer())).json()["items"]
    return next(one for one in items if one["login"] == login)


@pytest.mark.requirement("SC-01")
async def test_a_login_from_its_making_to_its_end(world: World) -> None:
    async with world.database.tenant(world.tenant) as session:
        clara = await session.scalar(select(PersonRow.id).where(PersonRow.name == "Clara Saar"))
    made = await add(world, " Clara@Example.com ", "agent", person_id=clara)
    assert (made["login"], made["person"], made["has_password"]) == ("clara@example.com", "Clara Saar", False)
    assert (made["groups"], made["disabled"], made["provider"]) == (None, False, False)
    url = f"/users/{made['id']}"
    assert (await world.client.get(url, headers=world.bearer())).json() == made
    check_problem(await log_in(world, "clara@example.com", ""), 422)
    check_problem(await log_in(world, "clara@example.com", "anything"), 401)
    for change, told in (
        ({"role": "auditor", "hear_recordings": True}, {"role": "auditor", "hear_recordings": True}),
        ({"role": "accountant", "person_id": ""}, {"role": "accountant", "hear_recordings": False, "person": None}),
        ({"login": "books2", "disabled": True}, {"login": "books2", "disabled": True}),
    ):
        changed = (await world.client.patch(url, json=change, headers=world.bearer())).json()
        assert changed.items() >= told.items()
    assert (await world.client.delete(url, headers=world.bearer())).status_code == 204
    for method in ("GET", "DELETE"):
        check_problem(await world.client.request(method, url, headers=world.bearer()), 404)
    check_problem(await world.client.patch(url, json={"disabled": True}, headers=world.bearer()), 404)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"login": "  "}, "login"),
        ({"login": "anna"}, "login"),  # taken
        ({"role": "king"}, "body.role"),
        ({"person_id": new_id()}, "person_id"),
        ({"person_id": "x"}, "person_id"),
        ({"groups": {"queues": []}}, "groups"),  # of an agent
        ({"role": "supervisor", "groups": {"queues": [new_id()]}}, "groups.queues"),
        ({"hear_recordings": True}, "hear_recordings"),
        ({"provider": True}, "body.provider"),
        ({"password": "given by somebody else"}, "body.password"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(world: World, wrong: dict[str, Any], field: str) -> None:
    new = {"login": "new", "role": "agent"} | wrong
    told = check_problem(await world.client.post("/users", json=new, headers=world.bearer()), 422)
    assert [one["field"] for one in told["errors"]] == [field]


async def test_the_last_administrator_stays_and_nobody_raises_themselves(world: World) -> None:
    admin = await user(world, "admin")
    url = f"/users/{admin['id']}"
    for change in ({"role": "agent"}, {"disabled": True}):
        check_problem(await world.client.patch(url, json=change, headers=world.bearer()), 403)
    check_problem(await world.client.delete(url, headers=world.bearer()), 403)
    assert (await world.client.patch(url, json={"login": "chief"}, headers=world.bearer())).status_code == 200
    second = await add(world, "second", "admin")
    theirs = await token_of(world, "second")
    # The provider's mark is beyond a company's administrator, who cannot touch it.
    check_problem(await world.client.patch(url, json={"disabled": True}, headers=theirs), 403)
    async with world.database.tenant(world.tenant) as session:
        await session.execute(update(UserRow).where(UserRow.id == admin["id"]).values(provider=False))
    # Two who shut out each other at the same moment: one stays.
    answers = await asyncio.gather(
        world.client.patch(url, json={"disabled": True}, headers=theirs),
        world.client.patch(f"/users/{second['id']}", json={"role": "agent"}, headers=world.bearer()),
    )
    assert sorted(one.status_code for one in answers) in ([200, 401], [200, 403], [200, 409])
    async with world.database.tenant(world.tenant) as session:
        left = await session.scalars(select(UserRow.login).where(UserRow.role == "admin", ~UserRow.disabled))
        assert len(left.all()) == 1


async def test_other_rights_end_the_sessions(world: World) -> None:
    agnes = await user(world, "agnes")
    await log_in(world, "agnes", "agnes-password")
    cookie = {"Cookie": f"offhook_session={world.client.cookies['offhook_session']}"}
    world.client.cookies.clear()
    url = f"/users/{agnes['id']}"
    assert (await world.client.patch(url, json={"role": "agent"}, headers=world.bearer())).status_code == 200
    assert (await world.client.get("/me", headers=cookie)).status_code == 200  # nothing was other than before
    assert (await world.client.patch(url, json={"role": "supervisor"}, headers=world.bearer())).status_code == 200
    check_problem(await world.client.get("/me", headers=cookie), 401)
    token = await token_of(world, "agnes")
    assert (await world.client.get("/devices", headers=token)).status_code == 200
    assert (await world.client.patch(url, json={"disabled": True}, headers=world.bearer())).status_code == 200
    check_problem(await world.client.get("/devices", headers=token), 401)
    check_problem(await log_in(world, "agnes", "agnes-password"), 401)


@pytest.mark.requirement("SC-01")
async def test_a_supervisor_of_groups_sees_their_people_only(world: World) -> None:
    async with world.database.tenant(world.tenant) as session:
        found = await session.execute(select(ExtensionRow.number, ExtensionRow.id, ExtensionRow.person_id))
        (_, anna, anna_person), (_, _, clara_person) = sorted(row for row in found if row[0] in {"201", "203"})
    queue = {"name": "Sales", "strategy": "longest_idle", "members": [{"extension_id": anna}]}
    queue_id = (await world.client.post("/queues", json=queue, headers=world.bearer())).json()["id"]
    made = await add(world, "lead", "supervisor", person_id=clara_person, groups={"queues": [queue_id]})
    assert made["groups"] == {"queues": [queue_id], "departments": []}
    theirs = await token_of(world, "lead")
    assert [one["id"] for one in (await world.client.get("/calls", headers=theirs)).json()["items"]] == [world.answered]
    check_problem(await world.client.get(f"/calls/{world.left}", headers=theirs), 404)
    messages = (await world.client.get("/voicemails", headers=theirs)).json()["items"]
    assert [one["id"] for one in messages] == [world.message]  # her own
    people = (await world.client.get("/people", headers=theirs)).json()["items"]
    assert {one["id"] for one in people} == {anna_person, clara_person}
    world.switch.answers |= {"live": [], "agents": [], "queue": None}
    for path in ("/calls/live", "/agents"):
        assert (await world.client.get(path, headers=theirs)).status_code == 200
        assert world.switch.asked[-1][1]["people"] == sorted((anna_person, clara_person))
    check_problem(await world.client.get(f"/queues/{queue_id}/live", headers=theirs), 404)
    async with world.database.tenant(world.tenant) as session:
        company = await company_of(session)
    assert company is not None
    limits = {one.id: one.supervises for one in company.people}
    assert set(limits[clara_person] or ()) == {anna_person, clara_person}
    assert limits[anna_person] is None
    department = (await world.client.post("/departments", json={"name": "Sales"}, headers=world.bearer())).json()["id"]
    put = {"groups": {"departments": [department]}}
    assert (await world.client.patch(f"/users/{made['id']}", json=put, headers=world.bearer())).status_code == 200
    people = (await world.client.get("/people", headers=theirs)).json()["items"]
    assert [one["id"] for one in people] == [clara_person]
    moved = {"department_id": department}
    answered = await world.client.patch(f"/people/{anna_person}", json=moved, headers=world.bearer())
    assert answered.status_code == 204, answered.text
    assert len((await world.client.get("/people", headers=theirs)).json()["items"]) == 2
    put = {"groups": {"queues": [queue_id]}}
    assert (await world.client.patch(f"/users/{made['id']}", json=put, headers=world.bearer())).status_code == 200
    # A queue that is gone shows nobody, not everybody.
    url = f"/queues/{queue_id}"
    assert (await world.client.delete(url, headers=world.bearer())).status_code == 204
    assert [one["id"] for one in (await world.client.get("/people", headers=theirs)).json()["items"]] == [clara_person]


async def test_who_only_reads(world: World) -> None:
    made = await add(world, "auditor2", "auditor")
    auditor = await token_of(world, "auditor2")
    await add(world, "crm", "integration")
    crm = await token_of(world, "crm")
    await add(world, "money", "accountant")
    accountant = await token_of(world, "money")
    for path, statuses in (
        ("/calls", (200, 200, 200)),
        ("/users", (200, 403, 403)),
        ("/devices", (200, 403, 403)),
        (f"/calls/{world.answered}/recording", (403, 200, 403)),
        ("/numbers", (200, 200, 200)),
        ("/voicemails", (200, 200, 403)),
    ):
        got = [(await world.client.get(path, headers=one)).status_code for one in (auditor, crm, accountant)]
        assert tuple(got) == statuses, path
    url = f"/users/{made['id']}"
    assert (await world.client.patch(url, json={"hear_recordings": True}, headers=world.bearer())).status_code == 200
    assert (await world.client.get(f"/calls/{world.answered}/recording", headers=auditor)).status_code == 200
    for headers in (auditor, accountant):
        check_problem(await world.client.patch("/company", json={"park_s": 60}, headers=headers), 403)


async def test_the_table_is_told_with_the_own_part(world: World) -> None:
    await log_in(world, "agnes", "agnes-password")
    told = (await world.client.get("/permissions")).json()
    assert [one["name"] for one in told["items"]] == sorted(PERMISSIONS)
    assert {one["name"] for one in told["roles"]} == set(ROLES)
    assert told["own"] == sorted(permissions_of(rights_of("agent")))
    assert (await world.client.get("/me")).json()["permissions"] == told["own"]
