"""Passwords through the API: invitations, resets, changing the own one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text, update
from tests.integration.api.test_api import check_problem, log_in

from offhook.access.links import make_link
from offhook.access.model import PasswordLinkRow, UserRow
from offhook.access.service import find_user
from offhook.api.context import Context
from offhook.ids import new_id

if TYPE_CHECKING:
    from tests.integration.api.conftest import World

GOOD = "seven green umbrellas"


async def invite(world: World, login: str) -> dict[str, Any]:
    made = await world.client.post("/users", json={"login": login, "role": "agent"}, headers=world.bearer())
    answered = await world.client.post(f"/users/{made.json()['id']}/invite", headers=world.bearer())
    assert answered.status_code == 200, answered.text
    return dict(answered.json())


async def jobs(world: World) -> list[tuple[str, dict[str, Any]]]:
    async with world.database.system() as session:
        found = await session.execute(text("SELECT task_name, args FROM procrastinate_jobs ORDER BY id"))
        return [(row[0], row[1]) for row in found if row[0].startswith(("mail_invitation", "mail_reset"))]


@pytest.mark.requirement("SC-01")
async def test_an_invitation_that_is_handed_over(world: World) -> None:
    """Without mail the link is in the answer; it works once."""
    told = await invite(world, "dora")
    assert (told["sent_to"], told["lasts_hours"]) == (None, 72)
    address, _, token = told["link"].partition("#")
    assert address == "http://pbx.test/password"
    for bad in ("short", "password12", "x" * 1025):
        refused = await world.client.post("/password", json={"token": token, "password": bad})
        assert check_problem(refused, 422)["errors"][0]["field"].endswith("password")
    assert (await world.client.post("/password", json={"token": token, "password": GOOD})).status_code == 204
    assert (await log_in(world, "dora", GOOD)).status_code == 200
    check_problem(await world.client.post("/password", json={"token": token, "password": GOOD}), 404)
    check_problem(await world.client.post("/password", json={"token": "nonsense", "password": GOOD}), 404)
    other = await world.client.post(f"/users/{new_id()}/invite", headers=world.bearer())
    check_problem(other, 404)


async def test_a_link_is_over_when_its_time_is_or_a_newer_one_is_made(world: World) -> None:
    async with world.database.tenant(world.tenant) as session:
        agnes = await find_user(session, "agnes")
        first = await make_link(session, agnes, "reset")
        second = await make_link(session, agnes, "reset")
    check_problem(await world.client.post("/password", json={"token": first.token, "password": GOOD}), 404)
    async with world.database.tenant(world.tenant) as session:
        await session.execute(update(PasswordLinkRow).values(expires_at=text("now() - interval '1 s'")))
    check_problem(await world.client.post("/password", json={"token": second.token, "password": GOOD}), 404)
    async with world.database.tenant(world.tenant) as session:
        third = await make_link(session, agnes, "reset")
        await session.execute(update(UserRow).where(UserRow.id == agnes).values(disabled=True))
    check_problem(await world.client.post("/password", json={"token": third.token, "password": GOOD}), 404)


async def test_where_there_is_mail_the_worker_sends_it(world: World) -> None:
    settings = replace(world.settings, smtp_url="smtp://127.0.0.1", web_url="https://pbx.example.com")
    app = world.client._transport.app  # type: ignore[attr-defined]
    app.state.context = Context(settings, world.database, world.switch)
    told = await invite(world, "dora@example.com")
    assert (told["sent_to"], told["link"]) == ("dora@example.com", None)
    ((task, args),) = await jobs(world)
    assert (task, set(args)) == ("mail_invitation", {"tenant", "user"})  # and no token


async def test_a_reset_does_not_tell_who_there_is(world: World) -> None:
    answers = [
        await world.client.post("/password-resets", json={"login": login})
        for login in ("agnes", "no such login", "a\0b")
    ]
    assert [one.status_code for one in answers] == [202, 202, 202]
    assert len({one.text for one in answers}) == 1
    assert [args for _, args in await jobs(world)] == [{"login": "agnes"}, {"login": "no such login"}]
    for _ in range(4):
        await world.client.post("/password-resets", json={"login": "AGNES "})
    told = await world.client.post("/password-resets", json={"login": "agnes"})
    check_problem(told, 429)
    assert (await log_in(world, "agnes", "agnes-password")).status_code == 200  # that is another count
    check_problem(
        await world.client.post("/password-resets", json={"login": "a"}, headers={"Origin": "http://evil.example"}), 403
    )


async def test_the_own_password_is_changed_by_who_knows_it(world: World) -> None:
    await log_in(world, "agnes", "agnes-password")
    old = {"Cookie": f"offhook_session={world.client.cookies['offhook_session']}"}
    await log_in(world, "agnes", "agnes-password")
    wrong = await world.client.put("/me/password", json={"old": "wrong", "new": GOOD})
    assert check_problem(wrong, 422)["errors"][0]["field"] == "old"
    weak = await world.client.put("/me/password", json={"old": "agnes-password", "new": "Password123"})
    assert check_problem(weak, 422)["errors"][0]["field"] == "new"
    changed = await world.client.put("/me/password", json={"old": "agnes-password", "new": GOOD})
    assert changed.status_code == 204
    assert (await world.client.get("/me")).status_code == 200  # this session stays
    world.client.cookies.clear()
    check_problem(await world.client.get("/me", headers=old), 401)
    check_problem(await log_in(world, "agnes", "agnes-password"), 401)
    by_token = await world.client.put("/me/password", json={"old": "x", "new": GOOD}, headers=world.bearer())
    check_problem(by_token, 403)
