"""Who sees and lifts bans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.integration.api.test_api import check_problem, log_in

if TYPE_CHECKING:
    from tests.integration.api.conftest import World


async def test_bans_are_listed_and_lifted_by_who_runs_the_installation(world: World) -> None:
    check_problem(await world.client.get("/bans", headers=world.bearer()), 503)
    ban = {"place": "2001:db8::/64", "reason": "failures", "since": 1_790_000_000_000_000, "times": 2, "dropped": 7}
    world.switch.answers["bans"] = [{**ban, "until": 1_790_000_240_000_000}]
    (shown,) = (await world.client.get("/bans", headers=world.bearer())).json()["items"]
    assert shown == {**ban, "since": "2026-09-21T14:13:20Z", "until": "2026-09-21T14:17:20Z", "note": "", "names": []}
    assert world.switch.asked[-1] == ("bans", {})
    world.switch.answers["impose_ban"] = {
        "ban": {**ban, "until": 1_790_000_240_000_000, "reason": "manual", "note": "n"}
    }
    wanted = {"place": "2001:db8::/64", "seconds": 3600, "note": "n"}
    added = await world.client.post("/bans", json=wanted, headers=world.bearer())
    assert (added.status_code, added.json()["reason"], added.json()["note"]) == (201, "manual", "n")
    assert world.switch.asked[-1] == ("impose_ban", wanted)
    world.switch.answers["impose_ban"] = {"refused": "x is no address or network"}
    body = check_problem(await world.client.post("/bans", json=wanted, headers=world.bearer()), 422)
    assert body["errors"] == [{"field": "place", "message": "place: x is no address or network"}]
    for wrong in ({"seconds": 5}, {"seconds": 10**9}, {"place": ""}):
        check_problem(await world.client.post("/bans", json=wanted | wrong, headers=world.bearer()), 422)
    world.switch.answers["lift_ban"] = True
    gone = await world.client.delete("/bans/2001:db8::/64", headers=world.bearer())
    assert gone.status_code == 204
    assert world.switch.asked[-1] == ("lift_ban", {"place": "2001:db8::/64"})
    world.switch.answers["lift_ban"] = False
    check_problem(await world.client.delete("/bans/nonsense", headers=world.bearer()), 404)
    other = world.bearer(world.other_token)  # an administrator, of another company
    theirs = {**ban, "until": 1_790_000_240_000_000, "names": ["cara"]}
    world.switch.answers["bans"] = [theirs]
    (shown,) = (await world.client.get("/bans", headers=other)).json()["items"]
    assert shown["names"] == ["cara"]
    told, whose = world.switch.asked[-1]
    assert (told, set(whose)) == ("bans", {"tenant"})
    assert whose["tenant"] != world.tenant
    assert (await world.client.get("/me", headers=other)).json()["provider"] is False
    assert (await world.client.get("/me", headers=world.bearer())).json()["provider"] is True
    asked = len(world.switch.asked)
    check_problem(await world.client.post("/bans", json=wanted, headers=other), 403)
    check_problem(await world.client.delete("/bans/203.0.113.9", headers=other), 403)
    agent = await log_in(world, *world.logins["agent"])
    assert agent.status_code in {200, 204}
    check_problem(await world.client.get("/bans"), 403)
    check_problem(await world.client.post("/bans", json=wanted), 403)
    check_problem(await world.client.delete("/bans/203.0.113.9"), 403)
    assert len(world.switch.asked) == asked
